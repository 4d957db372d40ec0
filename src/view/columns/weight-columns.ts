import { formatHostPort } from '../../layout/ip-address.ts';
import { podAddressesCell, shareCell, targetText } from '../beyond-lines.ts';
import { absent, type Column } from '../column.ts';
import { formatShare } from '../format.ts';
import type { BeyondWeightItem } from '../items/beyond-weight.ts';
import type { WeightItem } from '../items/weight.ts';

/** A row from the kernel's maps, or one that an object declares behind a waypoint. */
export type WeightRow = WeightItem | BeyondWeightItem;

export const weightColumns: readonly Column<WeightRow>[] = Object.freeze([
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
    cell: (item) => ('known' in item ? shareCell(item) : formatShare(item.share)),
    order: (item) => item.share,
  },
  {
    header: 'TARGET',
    priority: 2,
    cell: ({ target }) => target.kind,
    tone: ({ target }) => (target.kind === 'fallthrough' ? 'warn' : null),
  },
  { header: 'NAME', priority: 2, cell: ({ target }) => nameCell(target) },
  {
    header: 'ADDRESS',
    priority: 2,
    cell: (item) => ('known' in item ? podAddressesCell(item) : targetCell(item.target)),
  },
  { header: 'SOURCE', priority: 3, cell: sourceCell },
  {
    header: 'SERVICE-ID',
    priority: 5,
    isWide: true,
    align: 'right',
    cell: (item) => String(item.serviceId),
    order: (item) => item.serviceId,
  },
]);

function nameCell(target: WeightRow['target']): string {
  return target.name !== null && 'subset' in target ? targetText(target) : (target.name ?? absent);
}

/** The source, with the condition under which it holds. */
function sourceCell(item: WeightRow): string {
  const condition = 'known' in item ? item.condition : null;
  if (condition === null) return item.source;
  return `${item.source}; ${condition === 'otherwise' ? '' : 'with '}${condition}`;
}

function targetCell({ address, port }: WeightItem['target']): string {
  return address === null || port === null ? absent : formatHostPort(address, port);
}
