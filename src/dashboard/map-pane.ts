// The maps view: how full each map is and how it grew, and the raw entries of one.
import { dualEngineLayouts } from '../kmesh/maps.ts';
import { type RawMap, rowOf } from '../raw/raw-map.ts';
import { isListed } from '../snapshot/read-ahead.ts';
import type { Column } from '../view/column.ts';
import { mapColumns } from '../view/columns/map-columns.ts';
import { formatShare } from '../view/format.ts';
import { decodedEntry, hexEntry } from '../view/hit-entries.ts';
import type { MapInfoItem } from '../view/items/map-info.ts';
import { toMapInfoItems } from '../view/items/status.ts';
import type { Glyphs } from './glyphs.ts';
import { printable } from './labels.ts';
import type { Model } from './model.ts';
import { cell, detailLine, type ItemRow, itemPane, type Pane, type PaneStatus } from './pane.ts';
import { sparkline } from './sparkline.ts';
import type { Trend } from './trend.ts';

const columns: readonly Column<MapInfoItem>[] = Object.freeze([
  ...mapColumns.slice(0, 5),
  { header: 'GAUGE', priority: 2, cell: () => '' },
  { header: 'GROWTH', priority: 3, cell: () => '' },
  ...mapColumns.slice(5),
]);

/** The pane, by name. */
export function mapPane(model: Model, trend: Trend): Pane {
  const { snapshot } = model;
  const read = Object.keys(dualEngineLayouts);
  const items = toMapInfoItems(snapshot, read);
  return itemPane<MapInfoItem>({
    title: 'Maps',
    columns,
    rows: items.map((item) => toRow(item, trend)),
    count: items.length,
    status: {
      kind: 'data',
      warning: snapshot.problems.find(({ map }) => map !== null)?.message ?? null,
    },
  });
}

const gaugeWidth = 12;
const growthWidth = 16;

function toRow(item: MapInfoItem, trend: Trend): ItemRow<MapInfoItem> {
  const counts = trend.entries.get(item.name) ?? [];
  return {
    id: item.name,
    parent: null,
    item: () => item,
    cells: (glyphs) => ({
      gauge: cell(item.fill === null ? '' : gauge(item.fill, glyphs), fillStyle(item.fill)),
      growth: cell(sparkline(counts.slice(-growthWidth), glyphs), 'info'),
    }),
    detail: () => mapDetail(item, counts),
  };
}

function mapDetail(item: MapInfoItem, counts: readonly number[]) {
  const { name, pin, id, type, keySize, valueSize, maxEntries, entries, fill, layout } = item;
  const first = counts[0];
  const last = counts.at(-1);
  const growth =
    first === undefined || last === undefined
      ? 'not counted yet'
      : `${first} to ${last} over ${counts.length} readings`;
  const full = fill === null ? 'no fill' : `${formatShare(fill)} full`;
  return [
    detailLine('map', `${name}  id ${id}, ${type}`, 'strong'),
    detailLine('entries', `${entries ?? 'not counted'} of ${maxEntries}, ${full}`),
    detailLine('growth', growth),
    detailLine(
      'sizes',
      `${keySize}-byte keys, ${valueSize}-byte values, layout ${layout ?? 'not decoded'}`,
    ),
    detailLine('pin', printable(pin)),
    detailLine(null, 'Enter: its entries', 'dim'),
  ];
}

function gauge(fill: number, { barFull, barEmpty }: Glyphs): string {
  // Entries that come while they are counted can make it more than full.
  const full = fill === 0 ? 0 : Math.min(gaugeWidth, Math.max(1, Math.round(fill * gaugeWidth)));
  return barFull.repeat(full) + barEmpty.repeat(gaugeWidth - full);
}

function fillStyle(fill: number | null) {
  if (fill === null || fill < 0.8) return 'good';
  return fill < 0.95 ? 'warn' : 'bad';
}

interface EntryItem {
  readonly key: string;
  readonly value: string;
  readonly decoded: string;
}

const entryColumns: readonly Column<EntryItem>[] = Object.freeze([
  { header: 'KEY', priority: 1, cell: (item) => item.key },
  { header: 'DECODED', priority: 2, cell: (item) => item.decoded },
  { header: 'VALUE', priority: 1, cell: (item) => item.value },
]);

/** The entries of a map, as the kernel gave them. */
export function entryPane(model: Model, name: string): Pane {
  const { snapshot } = model;
  const info = snapshot.mapSet.maps.find((map) => map.name === name);
  const map = info === undefined || !isListed(info.type) ? undefined : snapshot.readMap(name);
  const rows = map === undefined ? [] : entryRows(map);
  return itemPane<EntryItem>({
    title: `Maps / ${name}`,
    columns: entryColumns,
    rows,
    count: rows.length,
    status: entryStatus(map, info?.type ?? null, name),
  });
}

function entryStatus(map: RawMap | undefined, type: string | null, name: string): PaneStatus {
  if (type === null) {
    return {
      kind: 'unreadable',
      what: `map ${name} is not pinned any more`,
      hint: 'Esc goes back',
    };
  }
  if (map === undefined) {
    return {
      kind: 'empty',
      why: `a map of type ${type} has no entries to list`,
      hint: 'Esc goes back',
    };
  }
  if (map.count === 0)
    return { kind: 'empty', why: `map ${name} has no entry`, hint: 'Esc goes back' };
  return { kind: 'data', warning: map.complete ? null : map.reason };
}

function entryRows(map: RawMap): ItemRow<EntryItem>[] {
  const { name } = map.info;
  return Array.from({ length: map.count }, (_, index) => {
    const at = () => rowOf(map, index);
    return {
      id: at().key.toString('hex'),
      parent: null,
      item: () => {
        const { key, value } = at();
        return {
          key: key.toString('hex'),
          value: value.toString('hex'),
          decoded: `${keyText(name, key)} -> ${decodedEntry({ map: name, value })}`,
        };
      },
      detail: () => {
        const { key, value } = at();
        return [
          detailLine('key', `${key.toString('hex')}  ${keyText(name, key)}`, 'strong'),
          ...hexEntry({ map: name, value }).map((line) => detailLine(null, printable(line))),
        ];
      },
    };
  });
}

/** What a key's layout says; nothing where none is known. */
function keyText(name: string, key: Buffer): string {
  const layout = dualEngineLayouts[name]?.key;
  return layout === undefined || layout.size !== key.length
    ? ''
    : layout.format(layout.decode(key, 0));
}
