// A node in kernel-native mode, of maps that were put together by hand.
import { mapsOfGeneration } from '../../src/kmesh/inventory.ts';
import { pinNameOf } from '../../src/kmesh/kernel-native/generation.ts';
import { nativeInventory } from '../../src/kmesh/kernel-native/inventory.ts';
import { fnv1a32 } from '../../src/kmesh/names.ts';
import type { NodeSource, RawMapSet, RawPin } from '../../src/raw/node-source.ts';
import type { RawMapInfo } from '../../src/raw/raw-map.ts';
import type { RawNamespace, RawSocket } from '../../src/raw/raw-socket.ts';
import { fakeNode } from './fake-node.ts';
import type { NativeMapsBuilder } from './native-maps.ts';

/** Where the maps' rows come from. */
export type NativeRows = Pick<NativeMapsBuilder, 'generation' | 'rows'>;

export interface NativeNodeParts {
  /** Version string of the daemon, whose hash is pinned; v1.1.0 unless told otherwise. */
  readonly version?: string;
  /** Further maps of the generation that are pinned, by pin name. */
  readonly marks?: readonly string[];
  readonly pins?: readonly string[];
  /** Maps that are not pinned, by pin name. */
  readonly missing?: readonly string[];
  readonly namespaces?: readonly RawNamespace[];
  readonly sockets?: readonly RawSocket[];
  /** Slots of the tail-call array that hold a program; 2, 3 and 5 unless told otherwise. */
  readonly tailCalls?: readonly number[];
  /** Why maps cannot be opened by their ids. */
  readonly innerRefusal?: string;
  /** Maps that could not be read whole. */
  readonly incomplete?: readonly string[];
}

type Row = readonly [key: Buffer, value: Buffer];

/** Only the enhanced kernel has it: it is in no list of pins. */
const enhancedMap = 'km_routerconfig';

function enhancedSizes({ generation }: NativeRows) {
  const layout = generation.layouts[enhancedMap];
  const [keySize, valueSize] = [layout?.key.size ?? 0, layout?.value.size ?? 0];
  return { name: pinNameOf(generation, enhancedMap), keySize, valueSize };
}

/** A node whose maps are those of the builder's generation. */
export function nativeNode(builder: NativeRows, parts: NativeNodeParts = {}): NodeSource {
  const { generation } = builder;
  const word = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
  const tables = new Map<string, readonly Row[]>();
  const maps: RawMapInfo[] = [];
  const pin = (
    name: string,
    sizes: readonly [number, number],
    rows: readonly Row[],
    type = 'hash',
  ) => {
    if (parts.missing?.includes(name)) return;
    const [keySize, valueSize] = sizes;
    const path = `/sys/fs/bpf/bpf_kmesh/map/${name}`;
    const id = 300 + maps.length;
    maps.push({ name, pin: path, id, type, keySize, valueSize, maxEntries: 64, flags: 0 });
    tables.set(name, rows);
  };
  const known = [...mapsOfGeneration(nativeInventory, generation.name), enhancedSizes(builder)];
  const sizesOf = (name: string): [number, number] => {
    const row = known.find((map) => map.name === name);
    if (row === undefined) throw new RangeError(`${generation.name} does not pin ${name}`);
    return [row.keySize, row.valueSize];
  };
  const inner = new Map<number, Buffer>();
  const addInner = (value: Buffer) => {
    const id = 1000 + inner.size;
    inner.set(id, value);
    return word(id);
  };
  for (const name of Object.keys(generation.layouts)) {
    const pinName = pinNameOf(generation, name);
    const rows = builder.rows(name);
    if (pinName === 'outer_map') {
      const ids = rows.map(([index, bytes]): Row => [index, addInner(bytes)]);
      pin(pinName, sizesOf(pinName), ids, 'array_of_maps');
    } else if (name !== enhancedMap || rows.length > 0) {
      pin(pinName, sizesOf(pinName), rows);
    }
  }
  const slots = (parts.tailCalls ?? [2, 3, 5]).map((slot) => [word(slot), word(slot)] as const);
  pin(pinNameOf(generation, 'km_cgrptailcall'), [4, 4], slots, 'prog_array');
  const version = word(fnv1a32(parts.version ?? 'v1.1.0'));
  pin('kmesh_version', [4, 4], [[word(0), version]], 'array');
  for (const name of parts.marks ?? []) pin(name, sizesOf(name), []);
  if (generation.hasClusterStorage) pin('km_cluster_sock', [4, 4], [], 'sk_storage');
  const set: RawMapSet = { folder: 'bpf_kmesh', pins: '/sys/fs/bpf/bpf_kmesh/map', maps };
  const rowsOf = (name: string) => tables.get(name) ?? [];
  return {
    ...fakeNode({ namespaces: parts.namespaces ?? [], sockets: parts.sockets ?? [] }),
    mapSets: [set],
    readMap: (_set, name) => {
      const info = maps.find((map) => map.name === name);
      if (info === undefined) throw new RangeError(`map ${name} is not in ${set.pins}`);
      const rows = rowsOf(name);
      const keys = Buffer.concat(rows.map(([key]) => key));
      const values = Buffer.concat(rows.map(([, value]) => value));
      const reason = parts.incomplete?.includes(name) === true ? `${name} went on growing` : null;
      return { info, keys, values, count: rows.length, complete: reason === null, reason };
    },
    countEntries: (_set, name) => rowsOf(name).length,
    lookup: (_set, name, key) => rowsOf(name).find(([known]) => known.equals(key))?.[1],
    readInnerValue: (id) => {
      const reason = parts.innerRefusal ?? null;
      return { value: reason === null ? (inner.get(id) ?? null) : null, reason };
    },
    readPins: () => (parts.pins ?? ['sockconn/prog_link', 'sockops/prog_link']).map(toLink),
  };
}

function toLink(path: string): RawPin {
  const link = { attachType: null, programId: null, programName: null, attached: true } as const;
  return { path, kind: 'link', id: 1, ...link };
}
