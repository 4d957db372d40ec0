// Everything of a node that a dashboard or a dump may ask for later, asked now.
import type { Snapshot } from './snapshot.ts';

const listedTypes = new Set(['hash', 'lru_hash', 'array', 'lpm_trie']);

/** Whether a map of this type has entries to list. */
export function isListed(type: string): boolean {
  return listedTypes.has(type);
}

/** Makes the snapshot ask its source for all that there is. */
export function readAhead(snapshot: Snapshot): void {
  const { source, mapSet } = snapshot;
  source.readAccess();
  source.readDaemon();
  for (const set of source.mapSets) source.readPins(set);
  for (const { name, type } of mapSet.maps) {
    // Which tail calls there are decides in kernel-native mode.
    const isAsked = snapshot.mode === 'kernel-native' && type === 'prog_array';
    if (isListed(type) || isAsked) snapshot.readMap(name);
    else source.countEntries(mapSet, name);
  }
  // Each is read when it is looked at.
  const parts: unknown[] = [snapshot.pins, snapshot.names, snapshot.podFolders];
  parts.push(snapshot.storedSockets);
  for (const pod of snapshot.enabledPods) parts.push(snapshot.bareSockets(pod));
}
