// The rows of one map in two states, by key. Rows are compared as bytes and decoded only where those
// differ: maps hold 105,000 rows, of which two states share nearly all.
import type { EntryFormat } from '../kmesh/dual-engine/map-formats.ts';
import { u32 } from '../layout/scalar.ts';
import { IdIndex } from '../raw/id-index.ts';
import { madeOf } from '../raw/made-of.ts';
import type { RawMap } from '../raw/raw-map.ts';

/** A map as one state has it. */
export interface Table<T> {
  readonly format: EntryFormat<T>;
  /** Undefined where it could not be read, or is of another layout. */
  readonly map: RawMap | undefined;
  /** Whether what it lacks is really not there. */
  readonly isWhole: boolean;
  /** Why it is not whole. */
  readonly why: string | null;
}

/** An entry of either state, or of both with different bytes. */
export interface EntryPair<T> {
  readonly from: T | undefined;
  readonly to: T | undefined;
}

/** The entries that are not the same in both. */
export function* compareRows<T>(from: Table<T>, to: Table<T>): Generator<EntryPair<T>> {
  if (areSameBytes(from.map, to.map)) return;
  const find = rowFinder(from.map);
  const isSeen = new Uint8Array(from.map?.count ?? 0);
  const { map } = to;
  for (let row = 0; row < (map?.count ?? 0); row++) {
    const old = map === undefined ? undefined : find(map, row);
    if (old !== undefined) isSeen[old] = 1;
    if (old !== undefined && hasSameValue(from.map, old, map, row)) continue;
    yield { from: entryOf(from, old), to: entryOf(to, row) };
  }
  for (const [row, seen] of isSeen.entries()) {
    if (seen === 0) yield { from: entryOf(from, row), to: undefined };
  }
}

/** Whether both states have the same rows in the same order, as a map that nobody wrote to has. */
export function areSameBytes(a: RawMap | undefined, b: RawMap | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.count !== b.count) return false;
  if (a.info.keySize !== b.info.keySize || a.info.valueSize !== b.info.valueSize) return false;
  const [keys, values] = [a.count * a.info.keySize, a.count * a.info.valueSize];
  return (
    a.keys.compare(b.keys, 0, keys, 0, keys) === 0 &&
    a.values.compare(b.values, 0, values, 0, values) === 0
  );
}

function entryOf<T>({ format, map }: Table<T>, row: number | undefined): T | undefined {
  if (map === undefined || row === undefined) return undefined;
  const { keySize, valueSize } = map.info;
  return format.toEntry(map.keys, row * keySize, map.values, row * valueSize);
}

function hasSameValue(a: RawMap | undefined, rowA: number, b: RawMap | undefined, rowB: number) {
  const size = a?.info.valueSize;
  if (a === undefined || b === undefined || size === undefined || size !== b.info.valueSize) {
    return false;
  }
  const [startA, startB] = [rowA * size, rowB * size];
  return a.values.compare(b.values, startB, startB + size, startA, startA + size) === 0;
}

type FindRow = (other: RawMap, row: number) => number | undefined;

const finders = new WeakMap<RawMap, FindRow>();

/** Finds the row that has the key of another map's row. */
function rowFinder(map: RawMap | undefined): FindRow {
  if (map === undefined) return () => undefined;
  return madeOf(finders, map, () =>
    map.info.keySize === u32.size ? findById(map) : findByKey(map),
  );
}

function findById(map: RawMap): FindRow {
  const idOf = ({ keys }: RawMap, row: number) => u32.decode(keys, row * u32.size);
  const index = new IdIndex(map.count, (row) => idOf(map, row));
  return (other, row) => index.find(idOf(other, row));
}

function findByKey(map: RawMap): FindRow {
  const keyOf = ({ keys, info }: RawMap, row: number) =>
    keys.toString('latin1', row * info.keySize, (row + 1) * info.keySize);
  const index = new Map<string, number>();
  for (let row = 0; row < map.count; row++) index.set(keyOf(map, row), row);
  return (other, row) => index.get(keyOf(other, row));
}
