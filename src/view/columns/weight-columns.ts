import { formatHostPort } from '../../layout/ip-address.ts';
import { absent, type Column } from '../column.ts';
import { formatShare } from '../format.ts';
import type { WeightItem } from '../items/weight.ts';

export const weightColumns: readonly Column<WeightItem>[] = Object.freeze([
  { header: 'SERVICE', priority: 1, cell: (item) => item.service ?? `id ${item.serviceId}` },
  {
    header: 'PORT',
    priority: 1,
    align: 'right',
    cell: (item) => String(item.servicePort),
    order: (item) => item.servicePort,
  },
  {
    header: 'SHARE',
    priority: 1,
    align: 'right',
    cell: (item) => formatShare(item.share),
    order: (item) => item.share,
  },
  {
    header: 'TARGET',
    priority: 2,
    cell: ({ target }) => target.kind,
    tone: ({ target }) => (target.kind === 'fallthrough' ? 'warn' : null),
  },
  { header: 'NAME', priority: 2, cell: ({ target }) => target.name ?? absent },
  { header: 'ADDRESS', priority: 2, cell: ({ target }) => targetCell(target) },
  { header: 'SOURCE', priority: 3, cell: (item) => item.source },
  {
    header: 'SERVICE-ID',
    priority: 5,
    isWide: true,
    align: 'right',
    cell: (item) => String(item.serviceId),
    order: (item) => item.serviceId,
  },
]);

function targetCell({ address, port }: WeightItem['target']): string {
  return address === null || port === null ? absent : formatHostPort(address, port);
}
