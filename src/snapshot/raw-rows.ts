// Maps as their bytes, beside what is decoded of them: a later version can read from a dump what the one that
// made it could not. Keys and values are packed in one base64 text each, two thirds of what hex would take.
import type { NodeSource, RawMapSet } from '../raw/node-source.ts';
import type { RawMap, RawMapInfo } from '../raw/raw-map.ts';
import type { DumpNode } from './dump-reader.ts';
import type { Row } from './dump-rows.ts';

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
}

/** Types of map whose entries a process may read, or at least their keys; rings and sockets are not. */
const readableTypes = ['hash', 'lru_hash', 'array', 'lpm_trie', 'prog_array'];

/** Bytes that are packed at once; base64 joins only what is a multiple of three. */
const pieceSize = 0xc000;

/** Every map of the set in turn, as JSON in pieces; `known` gives those that were read already. */
export function* rawMapsJson(
  source: NodeSource,
  set: RawMapSet,
  known: (name: string) => RawMap | undefined,
): Generator<Iterable<string>> {
  const infos = set.maps.filter((info) => source.holdsRows?.(info.name) !== false);
  for (const info of infos.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!readableTypes.includes(info.type)) continue;
    yield mapJson(info, known(info.name) ?? source.readMap(set, info.name));
  }
}

function* mapJson(info: RawMapInfo, { keys, values, count, complete, reason }: RawMap) {
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
