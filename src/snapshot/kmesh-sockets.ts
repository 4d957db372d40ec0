// The sockets of a snapshot that Kmesh may have to do with: by the storage that its mode and generation keep.
import { clusterSockLayout } from '../kmesh/kernel-native/cluster-sock.ts';
import { fitsLayout } from './loaded-routing-maps.ts';
import type { ReadLog } from './read-log.ts';
import type { Snapshot } from './snapshot.ts';
import { type NodeSockets, readSockets } from './sockets.ts';

/** The sockets with storage, and those of enabled pods without; what could not be read is put down. */
export function readKmeshSockets(snapshot: Snapshot, log: ReadLog): NodeSockets {
  const { name } = storageOf(snapshot);
  if (name !== null && !hasKnownStorage(snapshot)) return withoutStorage(snapshot, name, log);
  const namespaces = snapshot.enabledPods.flatMap(({ netnsCookie: cookie, pids }) =>
    cookie === null ? [] : [{ cookie, pids }],
  );
  const maps = { storage: name, byAddress: originalDestinations(snapshot) };
  const found = readSockets(snapshot.source, snapshot.mapSet, maps, namespaces);
  if (!found.stored.complete) log.note('SOCKETS_UNREADABLE', name, found.stored.reason);
  for (const table of found.bare.values()) {
    if (!table.complete) log.note('SOCKETS_UNREADABLE', null, table.reason);
  }
  return found;
}

/** Whether sockets carry storage of the layout that is decoded. */
export function hasKnownStorage(snapshot: Snapshot): boolean {
  const { name, size } = storageOf(snapshot);
  if (name === null) return true;
  return snapshot.mapSet.maps.find((map) => map.name === name)?.valueSize === size;
}

/** The map of socket storages that connections are told by, with the size of its values in bytes. */
function storageOf({ formats, mode, native }: Snapshot) {
  const { name, value } = formats.km_sockstorage;
  if (mode === 'dual-engine') return { name, size: value.size };
  const hasStorage = native === undefined || native.generation.hasClusterStorage;
  return { name: hasStorage ? 'km_cluster_sock' : null, size: clusterSockLayout.size };
}

/** The map of original destinations, null where this generation has none or it is not pinned. */
function originalDestinations({ formats, mapSet, mode }: Snapshot): string | null {
  if (mode === 'kernel-native') return null;
  const info = mapSet.maps.find((map) => map.name === formats.km_orig_dst?.name);
  return info !== undefined && fitsLayout({ info }) ? info.name : null;
}

/** Without the storage of Kmesh's own layout nothing can be said of any connection. */
function withoutStorage({ mapSet }: Snapshot, name: string, log: ReadLog): NodeSockets {
  const info = mapSet.maps.find((map) => map.name === name);
  const reason =
    info === undefined
      ? `map ${name} is not pinned in ${mapSet.pins}: connections cannot be told`
      : `map ${name} has ${info.valueSize}-byte values: unknown layout, connections cannot be told`;
  log.note(info === undefined ? 'MAP_MISSING' : 'LAYOUT_MISMATCH', name, reason);
  return { stored: { sockets: [], complete: false, reason }, bare: new Map() };
}
