import { absent, type Column, orAbsent } from '../column.ts';
import { formatShare } from '../format.ts';
import type { NativeWeightItem } from '../items/native-weight.ts';

export const nativeWeightColumns: readonly Column<NativeWeightItem>[] = Object.freeze([
  { header: 'LISTENER', priority: 1, cell: (item) => item.listener },
  { header: 'NAME', priority: 3, cell: (item) => orAbsent(item.service) },
  { header: 'ROUTE', priority: 4, isWide: true, cell: (item) => orAbsent(item.route) },
  { header: 'CLUSTER', priority: 1, cell: (item) => orAbsent(item.cluster) },
  {
    header: 'WEIGHT',
    priority: 3,
    align: 'right',
    cell: (item) => orAbsent(item.weight),
    order: (item) => item.weight,
  },
  {
    header: 'DECLARED',
    priority: 1,
    align: 'right',
    cell: (item) => (item.declared === null ? absent : formatShare(item.declared)),
    order: (item) => item.declared,
  },
  {
    header: 'ENFORCED',
    priority: 1,
    align: 'right',
    cell: (item) => formatShare(item.enforced),
    order: (item) => item.enforced,
    tone: ({ declared, enforced }) => (declared === enforced ? null : 'warn'),
  },
  {
    header: 'ENDPOINT',
    priority: 1,
    cell: ({ target }) =>
      target.address === null ? target.kind : `${target.address}:${target.port}`,
    tone: ({ target }) => (target.kind === 'fallthrough' ? 'warn' : null),
  },
  { header: 'SOURCE', priority: 3, cell: (item) => item.source },
]);
