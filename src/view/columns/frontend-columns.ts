import { type Column, orAbsent } from '../column.ts';
import type { FrontendItem } from '../items/frontend.ts';

export const frontendColumns: readonly Column<FrontendItem>[] = Object.freeze([
  { header: 'ADDRESS', priority: 1, cell: (item) => item.address },
  {
    header: 'UPSTREAM',
    priority: 2,
    cell: (item) => item.upstream,
    tone: (item) => (item.upstream === 'missing' ? 'bad' : null),
  },
  { header: 'NAME', priority: 1, cell: (item) => item.name ?? `id ${item.upstreamId}` },
  {
    header: 'UPSTREAM-ID',
    priority: 3,
    isWide: true,
    align: 'right',
    cell: (item) => orAbsent(item.upstreamId),
    order: (item) => item.upstreamId,
  },
]);
