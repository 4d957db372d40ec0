// Maps as their bytes, beside what is decoded of them: a later version can read from a dump what the one that
// made it could not. Keys and values are packed in one base64 text each, two thirds of what hex would take.
import { u32 } from '../layout/scalar.ts';
import { madeOf } from '../raw/made-of.ts';
import type { RawInnerValue } from '../raw/node-source.ts';
import { isMapOfMaps, type RawMap, type RawMapInfo } from '../raw/raw-map.ts';
import type { DumpNode } from './dump-reader.ts';
import type { Row } from './dump-rows.ts';
import type { Snapshot } from './snapshot.ts';

/** Name of the list of a dump that holds them. */
export const rawList = 'rawMaps';

/** A map by its bytes. */
export interface RawMapDump {
  readonly map: string;
  /** Bytes. */
  readonly keySize: number;
  readonly valueSize: number;
  readonly count: number;
  readonly complete: boolean;
  /** Why it is not complete. */
  readonly reason: string | null;
  /** Base64, one key behind the other, as the kernel has them. */
  readonly keys: string;
  /** Base64, in the order of the keys. */
  readonly values: string;
  /** Maps of maps: the maps whose ids are the values. */
  readonly inner?: RawInnerDump;
}

/** The first value of each of the maps that a map of maps has. */
export interface RawInnerDump {
  /** Bytes. */
  readonly valueSize: number;
  readonly count: number;
  /** Why some are missing, null = none is. */
  readonly reason: string | null;
  /** Base64: ids, 32 bits each, in the kernel's byte order. */
  readonly ids: string;
  /** Base64, in the order of the ids. */
  readonly values: string;
}

/** Types of map whose entries a process may read, or at least their keys; rings and sockets are not. */
const readableTypes = ['hash', 'lru_hash', 'array', 'lpm_trie', 'prog_array', 'array_of_maps'];

/** Bytes that are packed at once; base64 joins only what is a multiple of three. */
const pieceSize = 0xc000;

/** Every map of the set in turn, as JSON in pieces; `known` gives those that were read already. */
export function* rawMapsJson(
  snapshot: Snapshot,
  known: (name: string) => RawMap | undefined,
): Generator<Iterable<string>> {
  const { source, mapSet: set } = snapshot;
  const infos = set.maps.filter((info) => source.holdsRows?.(info.name) !== false);
  for (const info of infos.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!readableTypes.includes(info.type)) continue;
    yield mapJson(snapshot, info, known(info.name) ?? source.readMap(set, info.name));
  }
}

function* mapJson(snapshot: Snapshot, info: RawMapInfo, map: RawMap) {
  const { keys, values, count, complete, reason } = map;
  const { name, keySize, valueSize } = info;
  const head: Omit<RawMapDump, 'keys' | 'values'> = {
    map: name,
    keySize,
    valueSize,
    count,
    complete,
    reason,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"keys":"`;
  yield* packed(keys.subarray(0, count * keySize));
  yield '","values":"';
  yield* packed(values.subarray(0, count * valueSize));
  yield '"';
  if (isMapOfMaps(info)) yield* innerJson(map, (id) => snapshot.readInnerValue(name, id));
  yield '}';
}

function* innerJson({ values, count }: RawMap, read: (id: number) => RawInnerValue) {
  const found = new Map<number, Buffer>();
  let reason: string | null = null;
  for (let row = 0; row < count && reason === null; row++) {
    const id = u32.decode(values, row * u32.size);
    if (found.has(id)) continue;
    const inner = read(id);
    // What one may not open, one may open none of.
    reason = inner.reason;
    if (inner.value !== null) found.set(id, inner.value);
  }
  const [first] = found.values();
  // The kernel takes no inner map of another size.
  const head = { valueSize: first?.length ?? 0, count: found.size, reason };
  yield `,"inner":${JSON.stringify(head).slice(0, -1)},"ids":"`;
  yield* packed(Buffer.from(Uint32Array.from(found.keys()).buffer));
  yield '","values":"';
  yield* packed(Buffer.concat([...found.values()]));
  yield '"}';
}

function* packed(bytes: Buffer): Generator<string> {
  for (let start = 0; start < bytes.length; start += pieceSize) {
    yield bytes.toString('base64', start, Math.min(start + pieceSize, bytes.length));
  }
}

/** A map's rows by its bytes in the dump; undefined where it has none. */
export function readRawRows({ name, keySize, valueSize }: RawMapInfo, dump: DumpNode) {
  const item = dump.optionalList(rawList).find((candidate) => candidate.text('map') === name);
  if (item === undefined) return undefined;
  // Without keys, a count would be bounded by nothing.
  const count = item.number('count', keySize === 0 ? 0 : undefined);
  const keys = item.packed('keys', count * keySize);
  const values = item.packed('values', count * valueSize);
  const rows = Array.from(
    { length: count },
    (_, row): Row => ({
      key: keys.subarray(row * keySize, (row + 1) * keySize),
      value: values.subarray(row * valueSize, (row + 1) * valueSize),
    }),
  );
  return { item, rows, reason: item.flag('complete') ? null : item.text('reason') };
}

const innerTables = new WeakMap<DumpNode, ReadonlyMap<number, Buffer>>();

/** The first value of the map with this id, which one of the dump's maps of maps has. */
export function readRawInnerValue(items: readonly DumpNode[], id: number): RawInnerValue {
  let reason: string | null = `the map with id ${id} is not in the dump`;
  for (const item of items) {
    const inner = item.optionalChild('inner');
    if (inner === null) continue;
    const value = madeOf(innerTables, item, () => toInnerTable(inner)).get(id);
    if (value !== undefined) return { value, reason: null };
    reason = inner.optionalText('reason');
  }
  return { value: null, reason };
}

function toInnerTable(inner: DumpNode): ReadonlyMap<number, Buffer> {
  const valueSize = inner.number('valueSize');
  const count = inner.number('count');
  const ids = inner.packed('ids', count * u32.size);
  const values = inner.packed('values', count * valueSize);
  return new Map(
    Array.from({ length: count }, (_, row) => [
      u32.decode(ids, row * u32.size),
      values.subarray(row * valueSize, (row + 1) * valueSize),
    ]),
  );
}
