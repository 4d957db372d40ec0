// The Dump document: everything in one versioned JSON, from which every command gives the same answer
// again. Streamed: at 300,000 entries the document is far larger than what made it. Weights are left
// out: they are recomputed from services, endpoints and backends.
import { explainConnections } from '../explain/connections.ts';
import { toManageEntry } from '../kmesh/dual-engine/manage.ts';
import { dualEngineLayouts } from '../kmesh/maps.ts';
import { fnv1a32 } from '../kmesh/names.ts';
import { u32 } from '../layout/scalar.ts';
import { type RawMap, rowOf } from '../raw/raw-map.ts';
import { fitsLayout, routingRoles } from '../snapshot/loaded-routing-maps.ts';
import { isReadable, rawList, rawMapsJson } from '../snapshot/raw-rows.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { ByteWriter } from './byte-writer.ts';
import { createDirectory, type Directory, sortedServices } from './directory.ts';
import { type Tool, toEnvelope } from './envelope.ts';
import { toConnectionItem } from './items/connection.ts';
import { toManageItem } from './items/manage.ts';
import { toPodItem } from './items/pod.ts';
import {
  toAuthResultItem,
  toNamespaceItem,
  toSocketItem,
  toWorkloadPoliciesItem,
} from './items/raw.ts';
import { toMapInfoItems, toStatusItem } from './items/status.ts';
import { type NativeLists, toNativeLists } from './native-dump.ts';
import { RowWriter } from './row-writer.ts';
import { type KeyOrder, sortedEntries, sortedRows } from './sorted-entries.ts';

/** What a dump has besides. */
export interface DumpParts {
  /** The bytes of every map. */
  readonly hasRaw?: boolean;
}

/** The document in pieces of some tens of kilobytes; one item a line. */
export function* dumpJson(
  snapshot: Snapshot,
  tool: Tool,
  { hasRaw = false }: DumpParts = {},
): Generator<Uint8Array> {
  const directory = createDirectory(snapshot, snapshot.names);
  // All reading comes first: what could not be read stands in the envelope, before the lists.
  const isNative = snapshot.mode === 'kernel-native';
  const lists = isNative ? toNativeLists(snapshot) : null;
  const maps = toMapInfoItems(
    snapshot,
    lists?.wholeMaps ?? routingRoles.map((role) => snapshot.formats[role].name),
  );
  const status = toStatusItem(snapshot, maps);
  const connections = explainConnections(snapshot);
  const names = lists?.names ?? listNames(snapshot);
  const authResults = isNative ? [] : readAuthResults(snapshot);
  const workloadPolicies = isNative ? [] : readWorkloadPolicies(snapshot);
  const health = { complete: snapshot.isComplete, problems: snapshot.problems };
  const envelope = toEnvelope(snapshot, { kind: 'Dump', tool, health });
  const { folder, pins } = snapshot.mapSet;
  const head = {
    ...envelope,
    ...(snapshot.source.isRedacted === true ? { redacted: true } : {}),
    mapSet: { folder, pins },
    monotonicNs: String(snapshot.monotonicNs),
    versionHash: snapshot.versionHash,
    nameFile: snapshot.names.path,
    status,
  };
  const out = new ByteWriter();
  out.text(JSON.stringify(head, null, 2).slice(0, -2));
  const items = (name: string, list: Iterable<object>) =>
    writeList(out, name, list, (item) => out.text(JSON.stringify(item)));
  yield* items('maps', maps);
  if (lists === null) yield* routingLists(out, snapshot, directory);
  else {
    yield* items('frontends', []);
    yield* items('services', lists.services);
    yield* items('endpoints', lists.endpoints);
    yield* items('backends', []);
  }
  yield* items('pods', snapshot.pods.map(toPodItem));
  yield* items(
    'connections',
    connections.map((connection) => toConnectionItem(connection, directory, snapshot.monotonicNs)),
  );
  yield* items('manage', Array.from(manageEntries(snapshot), toManageItem));
  yield* items('authResults', authResults);
  yield* items('workloadPolicies', workloadPolicies);
  yield* writeList(out, 'names', names, ({ id, name }) => {
    out.text('{"id":');
    out.number(id);
    out.text(`,"name":${JSON.stringify(name)}}`);
  });
  yield* items('namespaces', snapshot.namespaces.namespaces.map(toNamespaceItem));
  yield* items('podFolders', snapshot.podFolders);
  yield* items('sockets', listSockets(snapshot));
  yield* items('pins', status.attached);
  if (hasRaw || lists !== null) yield* rawMaps(out, snapshot, { hasRaw, lists });
  out.text('\n}\n');
  yield out.take();
}

/** Frontends, services, endpoints and backends, straight from the maps' rows. */
function* routingLists(
  out: ByteWriter,
  snapshot: Snapshot,
  directory: Directory,
): Generator<Uint8Array> {
  const backends = snapshot.readMap('km_backend');
  const writer = new RowWriter(out, directory, backends);
  const rows = (name: string, map: RawMap | undefined, order: KeyOrder, write: RowTo) =>
    writeList(out, name, rowsOf(map, order), (row) => map !== undefined && write(map, row));
  const frontends = snapshot.readMap('km_frontend');
  yield* rows('frontends', frontends, 'addresses', (map, row) => writer.frontend(map, row));
  yield* writeList(out, 'services', sortedServices(snapshot), (entry) => writer.service(entry));
  yield* writeList(out, 'endpoints', directory.endpoints, (entry) => writer.endpoint(entry));
  yield* rows('backends', backends, 'numbers', (map, row) => writer.backend(map, row));
}

/** The maps by their bytes: those that were read are not read again, the others are not kept. */
function* rawMaps(
  out: ByteWriter,
  snapshot: Snapshot,
  { hasRaw, lists }: { readonly hasRaw: boolean; readonly lists: NativeLists | null },
): Generator<Uint8Array> {
  const { source, mapSet } = snapshot;
  const isKept = (name: string) =>
    lists === null ? dualEngineLayouts[name] !== undefined : lists.wholeMaps.includes(name);
  const wanted = mapSet.maps.filter((info) => {
    if (source.holdsRows?.(info.name) === false) return false;
    return (hasRaw && isReadable(info)) || lists?.rawMaps.includes(info.name) === true;
  });
  const reader = {
    readMap: (name: string) =>
      isKept(name) ? snapshot.readMap(name) : source.readMap(mapSet, name),
    readInnerValue: (name: string, id: number) => snapshot.readInnerValue(name, id),
  };
  let comma = '';
  out.text(`,\n  "${rawList}": [\n`);
  for (const pieces of rawMapsJson(wanted, reader)) {
    out.text(comma);
    comma = ',\n';
    for (const piece of pieces) {
      out.text(piece);
      if (out.length > pieceSize) yield out.take();
    }
  }
  out.text('\n  ]');
}

type RowTo = (map: RawMap, row: number) => void;

function rowsOf(map: RawMap | undefined, order: KeyOrder): Iterable<number> {
  return map === undefined || !fitsLayout(map) ? [] : sortedRows(map, order);
}

const pieceSize = 0x10000;

/** A comma, then `"name": [` … `]`, one item a line. */
function* writeList<T>(
  out: ByteWriter,
  name: string,
  items: Iterable<T>,
  write: (item: T) => void,
): Generator<Uint8Array> {
  out.text(`,\n  "${name}": [`);
  let isFirst = true;
  for (const item of items) {
    out.text(isFirst ? '\n' : ',\n');
    isFirst = false;
    write(item);
    if (out.length > pieceSize) yield out.take();
  }
  out.text(isFirst ? ']' : '\n  ]');
}

function manageEntries(snapshot: Snapshot) {
  return sortedEntries(snapshot.readMap('km_manage'), 'addresses', toManageEntry);
}

function listNames(snapshot: Snapshot): { id: number; name: string }[] {
  return snapshot.names.path === null ? [] : usedNames(snapshot, usedIds(snapshot));
}

/** The names of all ids that the maps have, by id, with those that say why an id is not its hash. */
function usedNames({ names }: Snapshot, ids: ReadonlySet<number>): { id: number; name: string }[] {
  const used = new Map<number, string>();
  for (const id of ids) {
    const name = names.find(id);
    if (name === undefined) continue;
    used.set(id, name.full);
    // An id is its name's hash, or follows it behind ids that were taken then.
    for (let probe = fnv1a32(name.full); probe !== id; probe = (probe + 1) >>> 0) {
      const taken = names.find(probe);
      if (taken === undefined) break;
      used.set(probe, taken.full);
    }
  }
  return Array.from(Uint32Array.from(used.keys()).sort(), (id) => ({
    id,
    name: used.get(id) ?? '',
  }));
}

/** Every id in the routing maps: each begins the key or the value of its map. */
function usedIds(snapshot: Snapshot): Set<number> {
  const ids = new Set<number>();
  const add = (name: string, part: 'keys' | 'values') => {
    const map = snapshot.readMap(name);
    if (map === undefined || !fitsLayout(map)) return;
    const size = part === 'keys' ? map.info.keySize : map.info.valueSize;
    for (let row = 0; row < map.count; row++) ids.add(u32.decode(map[part], row * size));
  };
  add('km_frontend', 'values');
  add('km_service', 'keys');
  add('km_endpoint', 'keys');
  add('km_endpoint', 'values');
  add('km_backend', 'keys');
  return ids;
}

/** Authorization results by key; none where the map is not pinned. */
function readAuthResults(snapshot: Snapshot): object[] {
  const map = readPinned(snapshot, 'km_auth_res');
  if (map === undefined) return [];
  const isHostOrder = snapshot.followed?.hasHostOrderAuthPorts ?? false;
  return Array.from({ length: map.count }, (_, row) => {
    const { key, value } = rowOf(map, row);
    return toAuthResultItem(key, value, isHostOrder);
  }).sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Workload policies by backend uid; none where the map is not pinned. */
function readWorkloadPolicies(snapshot: Snapshot): object[] {
  const map = readPinned(snapshot, 'km_wlpolicy');
  if (map === undefined) return [];
  return Array.from(sortedRows(map, 'numbers'), (row) => {
    const { key, value } = rowOf(map, row);
    return toWorkloadPoliciesItem(key, value);
  });
}

/** A map of a known layout; one that is not pinned is no problem. */
function readPinned(snapshot: Snapshot, role: 'km_auth_res' | 'km_wlpolicy'): RawMap | undefined {
  const { name } = snapshot.formats[role];
  if (!snapshot.mapSet.maps.some((map) => map.name === name)) return undefined;
  const map = snapshot.readMap(name);
  return map !== undefined && fitsLayout(map) ? map : undefined;
}

/** Sockets with storage, and those of enabled pods without; by namespace and addresses. */
function listSockets(snapshot: Snapshot): object[] {
  const bare = snapshot.enabledPods.flatMap((pod) => snapshot.bareSockets(pod));
  const keyed = [...snapshot.storedSockets.sockets, ...bare].map((socket) => {
    const { netnsCookie, localAddress, localPort, remoteAddress, remotePort } = socket;
    const cookie = String(netnsCookie).padStart(20, '0');
    const storage = socket.storage === null ? 1 : 0;
    const key = [cookie, localAddress, localPort, remoteAddress, remotePort, storage].join(' ');
    return { key, item: toSocketItem(socket) };
  });
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ item }) => item);
}
