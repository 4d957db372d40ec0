// What a dump holds of kernel-native mode. Listeners and clusters are shown as the commands show them, but
// their entries refer to each other by bytes that no list keeps: these maps are in it as they are.
import { pinNameOf, tailCallMap } from '../kmesh/kernel-native/generation.ts';
import { requireNativeMaps, scratchMap } from '../snapshot/native-maps.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { type NativeEndpointItem, toNativeEndpointItems } from './items/native-endpoint.ts';
import { type NativeServiceItem, toNativeServiceItems } from './items/native-service.ts';

export interface NativeLists {
  readonly services: readonly NativeServiceItem[];
  readonly endpoints: readonly NativeEndpointItem[];
  /** Pin names of the maps that were read whole. */
  readonly wholeMaps: readonly string[];
  /** Those of them that are in the dump by their bytes. */
  readonly rawMaps: readonly string[];
  readonly names: readonly { readonly id: number; readonly name: string }[];
}

/** The lists, for which everything is read. Throws IncompleteError where the generation is not followed. */
export function toNativeLists(snapshot: Snapshot): NativeLists {
  const { generation } = requireNativeMaps(snapshot);
  const wholeMaps = [...Object.keys(generation.layouts), tailCallMap]
    .filter((name) => name !== scratchMap)
    .map((name) => pinNameOf(generation, name))
    .filter((pin) => snapshot.mapSet.maps.some(({ name }) => name === pin));
  const managers = pinNameOf(generation, 'km_manage');
  return {
    services: toNativeServiceItems(snapshot),
    endpoints: toNativeEndpointItems(snapshot),
    wholeMaps,
    rawMaps: wholeMaps.filter((pin) => pin !== managers),
    names: podNames(snapshot),
  };
}

/** No map has ids of names, but a file that dual-engine mode left behind may name pods. */
function podNames(snapshot: Snapshot): { id: number; name: string }[] {
  if (snapshot.names.path === null) return [];
  const hosts = new Set(snapshot.namespaces.namespaces.map(({ hostName }) => hostName));
  const found = [...snapshot.names.all()].filter(
    ([, { kind, name }]) => kind === 'workload' && hosts.has(name),
  );
  return found.map(([id, { full: name }]) => ({ id, name })).sort((a, b) => a.id - b.id);
}
