// Everything of a node that a dashboard or a dump may ask for later, asked now.
import { u32 } from '../layout/scalar.ts';
import type { RawMap } from '../raw/raw-map.ts';
import type { Snapshot } from './snapshot.ts';

const listedTypes = new Set(['hash', 'lru_hash', 'array', 'lpm_trie']);

const askedTypes = new Set(['prog_array', 'array_of_maps']);

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
    // Which tail calls there are decides in kernel-native mode, and up to v0.5 what is in maps of maps.
    const isAsked = snapshot.mode === 'kernel-native' && askedTypes.has(type);
    if (isListed(type) || isAsked) snapshot.readMap(name);
    else source.countEntries(mapSet, name);
  }
  readInnerMaps(snapshot);
  // Each is read when it is looked at.
  const parts: unknown[] = [snapshot.pins, snapshot.names, snapshot.podFolders];
  parts.push(snapshot.interfaces, snapshot.settings);
  parts.push(snapshot.storedSockets);
  for (const pod of snapshot.enabledPods) parts.push(snapshot.bareSockets(pod));
}

/** Reads what is in the maps of each map of maps: in kernel-native mode, up to v0.5, that is everything. */
export function readInnerMaps(snapshot: Snapshot): void {
  if (snapshot.mode === 'dual-engine') return;
  for (const info of snapshot.mapSet.maps.filter(({ type }) => type === 'array_of_maps')) {
    const map = snapshot.readMap(info.name);
    if (map !== undefined) readInnerValues(snapshot, map);
  }
}

function readInnerValues(snapshot: Snapshot, { info, values, count }: RawMap): void {
  for (let row = 0; row < count; row++) {
    const { reason } = snapshot.readInnerValue(info.name, u32.decode(values, row * u32.size));
    // What one may not open, one may open none of.
    if (reason !== null) return;
  }
}
