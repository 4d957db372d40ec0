import { type Column, orAbsent } from '../column.ts';
import type { NativeServiceItem } from '../items/native-service.ts';

export const nativeServiceColumns: readonly Column<NativeServiceItem>[] = Object.freeze([
  { header: 'LISTENER', priority: 1, cell: (item) => item.listener },
  { header: 'NAME', priority: 2, cell: (item) => orAbsent(item.name) },
  { header: 'VIRTUAL-HOST', priority: 2, cell: (item) => orAbsent(item.hostname) },
  { header: 'CLUSTERS', priority: 1, cell: (item) => orAbsent(item.clusters.join(',')) },
  {
    header: 'ENDPOINTS',
    priority: 2,
    align: 'right',
    cell: (item) => String(item.endpoints.length),
    order: (item) => item.endpoints.length,
    tone: (item) => (item.endpoints.length === 0 ? 'warn' : null),
  },
]);
