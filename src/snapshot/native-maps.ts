// The maps of kernel-native mode as its programs see them: by look-up.
import {
  type NativeGeneration,
  nativeGenerations,
  pinNameOf,
  tailCallMap,
} from '../kmesh/kernel-native/generation.ts';
import type { Lookup } from '../kmesh/kernel-native/reference.ts';
import { u32 } from '../layout/scalar.ts';
import { tokenOf } from '../raw/made-of.ts';
import { IncompleteError } from '../raw/problem.ts';
import { isMapOfMaps, type RawMap, rowOf } from '../raw/raw-map.ts';
import type { Snapshot } from './snapshot.ts';

/** The maps, by their pin names of v1.0 and later. */
export interface NativeMaps {
  readonly generation: NativeGeneration;
  /** A value by its key. Maps that the generation does not have answer every question with a miss. */
  readonly lookup: Lookup;
  /** Slots of the tail-call array that hold a program. */
  readonly tailCalls: ReadonlySet<number>;
  /** Pin names of maps that could not be read whole or at all: a miss there proves nothing. */
  readonly incompleteMaps: readonly string[];
}

/** Scratch memory of each processor, which decides nothing. */
const scratchMap = 'km_eps_data';
/** Only the enhanced kernel has it. */
const enhancedMap = 'km_routerconfig';
/** Where the tail-call array cannot be read, the programs are taken to be there. */
const usualTailCalls = [2, 3, 5];

/** The maps read whole when they are first asked; undefined where the generation is not followed. */
export function loadNativeMaps(snapshot: Snapshot): NativeMaps | undefined {
  const generation = nativeGenerations[snapshot.generation.name ?? snapshot.generation.nearest];
  if (snapshot.mode !== 'kernel-native' || generation === undefined) return undefined;
  const incompleteMaps: string[] = [];
  const tables = new Map<string, Table>();
  for (const name of Object.keys(generation.layouts)) {
    const pin = pinNameOf(generation, name);
    if (name === scratchMap || (name === enhancedMap && !isPinned(snapshot, pin))) continue;
    const map = readFitting(snapshot, generation, name);
    if (map?.complete !== true) incompleteMaps.push(pin);
    if (map !== undefined) tables.set(name, toTable(snapshot, map, incompleteMaps));
  }
  const tailCalls = readTailCalls(snapshot, generation);
  if (tailCalls.isIncomplete) incompleteMaps.push(pinNameOf(generation, tailCallMap));
  return {
    generation,
    lookup: (map, key) => tables.get(map)?.get(key.toString('latin1')),
    tailCalls: new Set(tailCalls.slots),
    incompleteMaps,
  };
}

type Table = Pick<ReadonlyMap<string, Buffer>, 'get'>;

/** The map's values by key: of a map of maps, what the maps have whose ids its own values are. */
function toTable(snapshot: Snapshot, map: RawMap, incompleteMaps: string[]): Table {
  const rows = indexRows(map);
  if (!isMapOfMaps(map.info)) return rows;
  const { name } = map.info;
  return {
    get: (key) => {
      const id = rows.get(key);
      if (id === undefined) return undefined;
      const { value, reason } = snapshot.readInnerValue(name, u32.decode(id, 0));
      if (reason !== null && !incompleteMaps.includes(name)) incompleteMaps.push(name);
      return value ?? undefined;
    },
  };
}

/** The slots that hold a program; where the array is not pinned, or cannot be read, the usual ones. */
function readTailCalls(snapshot: Snapshot, generation: NativeGeneration) {
  const pin = pinNameOf(generation, tailCallMap);
  if (!generation.pinsTailCalls && !isPinned(snapshot, pin)) {
    return { slots: usualTailCalls, isIncomplete: false };
  }
  const map = snapshot.readMap(pin);
  const slots = map === undefined ? usualTailCalls : slotsOf(map);
  return { slots, isIncomplete: map?.complete !== true };
}

function isPinned({ mapSet }: Snapshot, pin: string): boolean {
  return mapSet.maps.some(({ name }) => name === pin);
}

/** A map, by its name of v1.0 and later, where it has the sizes of its layout; else undefined. */
export function readFitting(
  snapshot: Snapshot,
  generation: NativeGeneration,
  name: string,
): RawMap | undefined {
  const layout = generation.layouts[name];
  const map = snapshot.readMap(pinNameOf(generation, name));
  if (layout === undefined || map === undefined) return undefined;
  const { keySize, valueSize } = map.info;
  // What a map of maps holds are ids, whatever is in those maps.
  const size = isMapOfMaps(map.info) ? u32.size : layout.value.size;
  if (keySize === layout.key.size && valueSize === size) return map;
  snapshot.noteUnknownLayout(map);
  return undefined;
}

function indexRows(map: RawMap): ReadonlyMap<string, Buffer> {
  const rows = Array.from({ length: map.count }, (_, index) => rowOf(map, index));
  return new Map(rows.map(({ key, value }) => [key.toString('latin1'), value]));
}

function slotsOf(map: RawMap): number[] {
  return Array.from({ length: map.count }, (_, index) => u32.decode(rowOf(map, index).key, 0));
}

/** The maps of kernel-native mode. Throws IncompleteError where the generation is not followed. */
export function requireNativeMaps({ native, generation: { name } }: Snapshot): NativeMaps {
  if (native !== undefined) return native;
  const which = name ?? 'an unknown generation';
  throw new IncompleteError(
    `the maps are of ${which}, in kernel-native mode`,
    'the programs of kernel-native mode are followed from v0.5 on',
  );
}

/**
 * The same text for two snapshots whose maps are the same objects, all that decides where connections go;
 * null where it also lies elsewhere, in maps of maps.
 */
export function nativeMapsToken(snapshot: Snapshot): string | null {
  const { generation } = requireNativeMaps(snapshot);
  const names = [...Object.keys(generation.layouts), tailCallMap].map((name) =>
    pinNameOf(generation, name),
  );
  const maps = names
    .filter((name) => name !== scratchMap && isPinned(snapshot, name))
    .map((name) => snapshot.readMap(name));
  if (maps.some((map) => map === undefined || isMapOfMaps(map.info))) return null;
  const tokens = maps.map((map) => (map === undefined ? '' : tokenOf(map)));
  return [generation.name, ...tokens].join(' ');
}

/** The rows of the listener map by key; none where it cannot be read. */
export function listListeners(snapshot: Snapshot) {
  return sortedRowsOf(snapshot, 'km_listener');
}

/** The rows of the cluster map by name. */
export function listClusters(snapshot: Snapshot) {
  return sortedRowsOf(snapshot, 'km_cluster');
}

/** The rows of the map of route configurations by name; none where it is not pinned. */
export function listRouteConfigurations(snapshot: Snapshot) {
  const pin = pinNameOf(requireNativeMaps(snapshot).generation, enhancedMap);
  return isPinned(snapshot, pin) ? sortedRowsOf(snapshot, enhancedMap) : [];
}

function sortedRowsOf(snapshot: Snapshot, name: string): { key: Buffer; value: Buffer }[] {
  const { generation } = requireNativeMaps(snapshot);
  const map = readFitting(snapshot, generation, name);
  const rows = Array.from({ length: map?.count ?? 0 }, (_, i) => map && rowOf(map, i));
  return rows.flatMap((row) => row ?? []).sort((a, b) => Buffer.compare(a.key, b.key));
}
