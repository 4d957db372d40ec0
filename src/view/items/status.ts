import type { GenerationFinding } from '../../kmesh/find-generation.ts';
import type { Mode } from '../../kmesh/maps.ts';
import type { RawAccess, RawDaemon, RawMapSet, RawPin } from '../../raw/node-source.ts';
import type { RawMapInfo } from '../../raw/raw-map.ts';
import { routingRoles } from '../../snapshot/loaded-routing-maps.ts';
import { findMapSetUses, listMapSets } from '../../snapshot/map-sets.ts';
import type { NameOrigin } from '../../snapshot/name-table.ts';
import { type Enablement, enablementOf } from '../../snapshot/pod.ts';
import { Snapshot } from '../../snapshot/snapshot.ts';
import { type AdminItem, toAdminItem } from './admin.ts';
import { type MapInfoItem, toMapInfoItem } from './map-info.ts';

export interface MapSetItem {
  readonly mode: Mode;
  readonly generation: GenerationFinding;
  readonly pins: string;
  /** Number of maps. */
  readonly count: number;
  /** Whether it is the one that all else is about. */
  readonly isShown: boolean;
  /** Whether the data plane uses it, null = cannot be told. */
  readonly isInUse: boolean | null;
  /** How that is known. */
  readonly how: string;
}

export interface StatusItem {
  readonly mode: Mode;
  readonly generation: GenerationFinding;
  readonly pins: string;
  readonly daemon: RawDaemon;
  /** Every set of maps on the node, this one included. */
  readonly mapSets: readonly MapSetItem[];
  /** Path of the file that the names come from, null = none was found. */
  readonly nameFile: string | null;
  /** What names come from: the file, or what the daemon says; null = there are none. */
  readonly nameOrigin: NameOrigin | null;
  /** What the daemon says, null = it was not asked. */
  readonly admin: AdminItem | null;
  /** Links and programs that Kmesh pinned. */
  readonly attached: readonly RawPin[];
  readonly maps: {
    readonly count: number;
    /** Fullest first. */
    readonly fullest: readonly Pick<MapInfoItem, 'name' | 'entries' | 'maxEntries' | 'fill'>[];
    /** Maps whose sizes are not those of the layout known for them. */
    readonly mismatched: readonly string[];
  };
  readonly pods: {
    /** Entries of the manager map: cookies and addresses. */
    readonly managerEntries: number;
    /** Null where the node's namespaces could not be read. */
    readonly enabled: number | null;
    /** Cookie or address is missing. */
    readonly halfEnabled: number | null;
    readonly notEnabled: number | null;
  };
  readonly access: RawAccess;
}

const shownMaps = 4;

/** Every map of the set, by name. Those in `read` are read whole and not counted once more. */
export function toMapInfoItems(snapshot: Snapshot, read: readonly string[] = []): MapInfoItem[] {
  const { source, mapSet, mode } = snapshot;
  const countOf = ({ name }: RawMapInfo) =>
    (read.includes(name) ? snapshot.readMap(name)?.count : undefined) ??
    source.countEntries(mapSet, name);
  return mapSet.maps
    .map((info) => toMapInfoItem(info, countOf(info), mode))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What Kmesh is and does on this node, and what of it this process may read. */
export function toStatusItem(snapshot: Snapshot, maps: readonly MapInfoItem[]): StatusItem {
  noteMissingMaps(snapshot);
  const byFill = maps
    .filter((map) => map.fill !== null)
    .sort((a, b) => (b.fill ?? 0) - (a.fill ?? 0));
  return {
    mode: snapshot.mode,
    generation: snapshot.generation,
    pins: snapshot.mapSet.pins,
    daemon: snapshot.source.readDaemon(),
    mapSets: toMapSetItems(snapshot),
    nameFile: snapshot.names.origin === 'file' ? snapshot.names.path : null,
    nameOrigin: snapshot.names.origin,
    admin: toAdminItem(snapshot),
    attached: [...snapshot.pins].sort((a, b) => (a.path < b.path ? -1 : 1)),
    maps: {
      count: maps.length,
      fullest: byFill
        .slice(0, shownMaps)
        .map(({ name, entries, maxEntries, fill }) => ({ name, entries, maxEntries, fill })),
      mismatched: maps.filter((map) => map.layout === 'mismatch').map((map) => map.name),
    },
    pods: countPods(snapshot),
    access: snapshot.source.readAccess(),
  };
}

/** Without one of these, no question about connections has a whole answer; asked for, it is put down. */
function noteMissingMaps(snapshot: Snapshot): void {
  const { formats, mapSet, mode } = snapshot;
  if (mode === 'kernel-native') return;
  for (const role of routingRoles) {
    const { name } = formats[role];
    if (!mapSet.maps.some((map) => map.name === name)) snapshot.readMap(name);
  }
}

function toMapSetItems(snapshot: Snapshot): MapSetItem[] {
  const { source } = snapshot;
  return findMapSetUses(source, listMapSets(source)).map(({ set, isInUse, how }) => {
    const isShown = isSameSet(set, snapshot.mapSet);
    const { mode, generation, mapSet } = isShown ? snapshot : new Snapshot(source, set);
    const { pins, maps } = mapSet;
    return { mode, generation, pins, count: maps.length, isShown, isInUse, how };
  });
}

function isSameSet(a: RawMapSet, b: RawMapSet): boolean {
  return (
    a.pins === b.pins && a.maps.length === b.maps.length && a.maps[0]?.name === b.maps[0]?.name
  );
}

function countPods(snapshot: Snapshot): StatusItem['pods'] {
  const managerEntries = snapshot.manage.length;
  if (!snapshot.namespaces.complete || !snapshot.isManageWhole) {
    return { managerEntries, enabled: null, halfEnabled: null, notEnabled: null };
  }
  const count = (wanted: Enablement) =>
    snapshot.pods.filter(({ enabled }) => enablementOf(enabled) === wanted).length;
  return {
    managerEntries,
    enabled: count('enabled'),
    halfEnabled: count('half-enabled'),
    notEnabled: count('not enabled'),
  };
}
