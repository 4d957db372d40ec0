// A map's entries in the order of their keys, so that the same state always reads the same. Rows are
// decoded one at a time: maps hold up to 105,000 of them.
import type { RowDecoder } from '../kmesh/dual-engine/map-formats.ts';
import { asBuffer } from '../layout/layout.ts';
import type { RawMap } from '../raw/raw-map.ts';
import { fitsLayout } from '../snapshot/loaded-routing-maps.ts';

/** `addresses` orders keys byte by byte, `numbers` as host-order 32-bit words. */
export type KeyOrder = 'addresses' | 'numbers';

/** The entries of a map that fits its layout; none of one that is missing or does not fit. */
export function* sortedEntries<T>(
  map: RawMap | undefined,
  order: KeyOrder,
  decode: RowDecoder<T>,
): Generator<T> {
  if (map === undefined || !fitsLayout(map)) return;
  const { keySize, valueSize } = map.info;
  for (const row of sortedRows(map, order)) {
    yield decode(map.keys, row * keySize, map.values, row * valueSize);
  }
}

const rowBits = 0x200000;
const known = new WeakMap<RawMap, Uint32Array>();

/** Row numbers by key, found once for each map that was read. */
export function sortedRows(map: RawMap, order: KeyOrder): Uint32Array {
  const rows = known.get(map) ?? sortRows(map, order);
  known.set(map, rows);
  return rows;
}

/** The first word is sorted together with the row number, as one exact double; then rows that share it. */
function sortRows(map: RawMap, order: KeyOrder): Uint32Array {
  const { count } = map;
  if (count > rowBits) throw new RangeError(`${map.info.name} has ${count} rows`);
  const words = toWords(map, order);
  const width = map.info.keySize / 4;
  const packed = new Float64Array(count);
  for (let row = 0; row < count; row++) packed[row] = (words[row * width] ?? 0) * rowBits + row;
  packed.sort();
  const rows = new Uint32Array(count);
  for (let position = 0; position < count; position++) {
    rows[position] = (packed[position] ?? 0) % rowBits;
  }
  if (width > 1) sortGroups(rows, words, width);
  return rows;
}

/** The keys as numbers that compare as the order wants it. */
function toWords({ keys, count, info }: RawMap, order: KeyOrder): Uint32Array {
  const bytes = new Uint8Array(keys.subarray(0, count * info.keySize));
  if (order === 'addresses') asBuffer(bytes).swap32();
  return new Uint32Array(bytes.buffer);
}

/** Rows with the same first word are neighbours now: each such group is sorted by the other words. */
function sortGroups(rows: Uint32Array, words: Uint32Array, width: number): void {
  const isLess = (a: number, b: number) => {
    for (let index = 1; index < width; index++) {
      const difference = (words[a * width + index] ?? 0) - (words[b * width + index] ?? 0);
      if (difference !== 0) return difference < 0;
    }
    return false;
  };
  const firstWord = (position: number) => words[(rows[position] ?? 0) * width];
  for (let start = 0; start < rows.length; ) {
    let end = start + 1;
    const shared = firstWord(start);
    while (end < rows.length && firstWord(end) === shared) end++;
    if (end - start > 1) sortGroup(rows.subarray(start, end), isLess);
    start = end;
  }
}

const fewRows = 32;

/** Most groups are a service's few endpoints, which are sorted quickest by insertion. */
function sortGroup(rows: Uint32Array, isLess: (a: number, b: number) => boolean): void {
  if (rows.length > fewRows) {
    rows.sort((a, b) => (isLess(a, b) ? -1 : 1));
    return;
  }
  for (let next = 1; next < rows.length; next++) {
    const row = rows[next] ?? 0;
    let at = next;
    for (; at > 0 && isLess(row, rows[at - 1] ?? 0); at--) rows[at] = rows[at - 1] ?? 0;
    rows[at] = row;
  }
}
