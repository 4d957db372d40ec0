import { nearlyFull } from '../../check/rules/map-nearly-full.ts';
import { type Column, orAbsent } from '../column.ts';
import { formatShare } from '../format.ts';
import type { MapInfoItem } from '../items/map-info.ts';
import type { Tone } from '../style.ts';

const number = (header: string, of: (item: MapInfoItem) => number | null) =>
  ({
    header,
    align: 'right',
    cell: (item: MapInfoItem) => orAbsent(of(item)),
    order: of,
  }) as const;

export const mapColumns: readonly Column<MapInfoItem>[] = Object.freeze([
  { header: 'NAME', priority: 1, cell: (item) => item.name },
  { header: 'TYPE', priority: 3, cell: (item) => item.type },
  { ...number('ENTRIES', (item) => item.entries), priority: 1 },
  { ...number('MAX', (item) => item.maxEntries), priority: 2 },
  {
    header: 'FILL',
    priority: 1,
    align: 'right',
    cell: (item) => (item.fill === null ? '-' : formatShare(item.fill)),
    order: (item) => item.fill,
    tone: fillTone,
  },
  { ...number('ID', (item) => item.id), priority: 4 },
  { ...number('KEY', (item) => item.keySize), priority: 5, isWide: true },
  { ...number('VALUE', (item) => item.valueSize), priority: 5, isWide: true },
  {
    header: 'FLAGS',
    priority: 6,
    isWide: true,
    align: 'right',
    cell: (item) => `0x${item.flags.toString(16)}`,
    order: (item) => item.flags,
  },
  { header: 'LAYOUT', priority: 5, isWide: true, cell: (item) => orAbsent(item.layout) },
  { header: 'PIN', priority: 6, isWide: true, cell: (item) => item.pin },
]);

function fillTone({ fill }: MapInfoItem): Tone | null {
  if (fill === null || fill < nearlyFull) return null;
  return fill < 0.95 ? 'warn' : 'bad';
}
