// The registry of Kmesh's maps: what each is for and which layout its keys and values have.
import { dualEngineInventory } from './dual-engine/inventory.ts';
import {
  currentMaps,
  type DualEngineMaps,
  type MapFormat,
  type MapLayouts,
  v05Maps,
  v10Maps,
} from './dual-engine/map-formats.ts';
import type { Inventory } from './inventory.ts';
import { nativeInventory } from './kernel-native/inventory.ts';

export type Mode = 'dual-engine' | 'kernel-native';

/** A mode's folder below the bpffs, and what is pinned there. */
export interface ModeFolder {
  readonly mode: Mode;
  readonly folder: string;
  /** The maps whose pins prove that the mode is loaded: since v1.0, and before. */
  readonly proofs: readonly [current: string, old: string];
  readonly inventory: Inventory;
}

export const modeFolders: readonly ModeFolder[] = Object.freeze([
  {
    mode: 'dual-engine',
    folder: 'bpf_kmesh_workload',
    proofs: ['km_frontend', 'kmesh_frontend'],
    inventory: dualEngineInventory,
  },
  {
    mode: 'kernel-native',
    folder: 'bpf_kmesh',
    proofs: ['km_listener', 'kmesh_listener'],
    inventory: nativeInventory,
  },
]);

/** The daemon's name files below a node's root, newest releases first. */
export const nameFilePaths = Object.freeze(['mnt/hash_name.yaml', 'mnt/workload_hash_name.yaml']);

/** The maps of dual-engine mode, as each generation or several keep them. */
export const dualEngineSets: readonly DualEngineMaps[] = [currentMaps, v10Maps, v05Maps];
const dualEngineFormats = dualEngineSets.flatMap((maps) => Object.values(maps));

/** Layouts of the dual-engine maps that are decoded, of every generation, by pin name. */
export const dualEngineLayouts: Readonly<Record<string, MapLayouts>> = byPin(
  dualEngineFormats
    .filter((format): format is MapFormat => format !== null && 'key' in format)
    .map((format) => [format.name, format]),
);

/** Sizes that the values of socket storage have, by pin name. */
export const sockStorageSizes: Readonly<Record<string, readonly number[]>> = byPin(
  dualEngineSets.map(({ km_sockstorage: { name } }) => [
    name,
    dualEngineSets
      .map((maps) => maps.km_sockstorage)
      .filter((storage) => storage.name === name)
      .map((storage) => storage.value.size),
  ]),
);

/** Without a prototype: a map of a strange dump may be named `constructor`. */
function byPin<T>(rows: readonly (readonly [pin: string, T])[]): Readonly<Record<string, T>> {
  return Object.freeze(Object.assign(Object.create(null), Object.fromEntries(rows)));
}
