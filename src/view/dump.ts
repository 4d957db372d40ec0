// The Dump document: everything in one versioned JSON, from which every command gives the same answer
// again. Streamed: at 300,000 entries the document is far larger than what made it. Weights are left
// out: they are recomputed from services, endpoints and backends.
import { checkSnapshot } from '../check/check-snapshot.ts';
import { toManageEntry } from '../kmesh/dual-engine/manage.ts';
import { pinNameOf } from '../kmesh/kernel-native/generation.ts';
import { dualEngineLayouts } from '../kmesh/maps.ts';
import { fnv1a32 } from '../kmesh/names.ts';
import { u32 } from '../layout/scalar.ts';
import { type RawMap, rowOf } from '../raw/raw-map.ts';
import { fitsLayout, routingRoles } from '../snapshot/loaded-routing-maps.ts';
import type { NameTable } from '../snapshot/name-table.ts';
import { rawList, rawMapsJson } from '../snapshot/raw-rows.ts';
import { readInnerMaps } from '../snapshot/read-ahead.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { ByteWriter } from './byte-writer.ts';
import { toConnectionItems } from './connection-items.ts';
import { createDirectory, type Directory, sortedServices } from './directory.ts';
import type { ConnectionEventItem } from './documents.ts';
import { type Tool, toEnvelope } from './envelope.ts';
import { toCheckReportItem } from './items/check-report.ts';
import { toManageItem } from './items/manage.ts';
import { toNativeEndpointItems } from './items/native-endpoint.ts';
import { toNativeServiceItems } from './items/native-service.ts';
import { toPodItem } from './items/pod.ts';
import {
  toAuthResultItem,
  toInterfaceItem,
  toNamespaceItem,
  toSocketItem,
  toWorkloadPoliciesItem,
} from './items/raw.ts';
import { toMapInfoItems, toStatusItem } from './items/status.ts';
import { RowWriter } from './row-writer.ts';
import { type KeyOrder, sortedEntries, sortedRows } from './sorted-entries.ts';

/** What a dump has besides. */
export interface DumpParts {
  /** The bytes of every map. */
  readonly hasRaw?: boolean;
  /** What --for saw. */
  readonly events?: readonly ConnectionEventItem[];
}

/** The document in pieces of some tens of kilobytes; one item a line. */
export function* dumpJson(
  snapshot: Snapshot,
  tool: Tool,
  { hasRaw = false, events }: DumpParts = {},
): Generator<Uint8Array> {
  const directory = createDirectory(snapshot, snapshot.names);
  // All reading comes first: what could not be read stands in the envelope, before the lists.
  const isNative = snapshot.mode === 'kernel-native';
  const maps = toMapInfoItems(
    snapshot,
    isNative ? [] : routingRoles.map((role) => snapshot.formats[role].name),
  );
  const status = toStatusItem(snapshot, maps);
  const isFollowed = !isNative || snapshot.native !== undefined;
  const connections = isFollowed ? toConnectionItems(snapshot, directory) : [];
  const native = isNative ? readNative(snapshot) : null;
  readInnerMaps(snapshot);
  const ids = isNative ? new Uint32Array() : namedIds(snapshot);
  const { interfaces } = snapshot.interfaces;
  const { settings } = snapshot;
  const check = readFindings(snapshot);
  const authResults = readAuthResults(snapshot);
  const workloadPolicies = readWorkloadPolicies(snapshot);
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
  if (native === null) yield* routingLists(out, snapshot, directory);
  else for (const [name, list] of Object.entries(native)) yield* items(name, list);
  yield* items('pods', snapshot.pods.map(toPodItem));
  yield* items('connections', connections);
  yield* items('manage', Array.from(manageEntries(snapshot), toManageItem));
  yield* items('authResults', authResults);
  yield* items('workloadPolicies', workloadPolicies);
  yield* writeList(out, 'names', ids, (id) => {
    out.text('{"id":');
    out.number(id);
    out.text(`,"name":${JSON.stringify(snapshot.names.full(id))}}`);
  });
  yield* items('namespaces', snapshot.namespaces.namespaces.map(toNamespaceItem));
  if (settings.complete) yield* items('variables', settings.variables);
  yield* items('interfaces', interfaces.map(toInterfaceItem));
  yield* items('podFolders', snapshot.podFolders);
  yield* items('sockets', listSockets(snapshot));
  yield* items('pins', status.attached);
  yield* items('findings', check.findings);
  yield* items('rules', check.rules);
  if (events !== undefined) yield* items('events', events);
  // Of kernel-native mode the lists do not hold all that is in the maps.
  if (hasRaw || isNative) yield* rawMaps(out, snapshot);
  out.text('\n}\n');
  yield out.take();
}

/** Findings of one code that a dump has. */
const keptOfCode = 100;

function readFindings(snapshot: Snapshot) {
  const { findings, looks } = checkSnapshot(snapshot);
  return toCheckReportItem({ findings, looks }, snapshot.names, keptOfCode);
}

/** The same lists of kernel-native mode: listeners with what they lead to, and endpoints of clusters. */
function readNative(snapshot: Snapshot) {
  const isFollowed = snapshot.native !== undefined;
  const services = isFollowed ? toNativeServiceItems(snapshot) : [];
  const endpoints = isFollowed ? toNativeEndpointItems(snapshot) : [];
  return { frontends: [], services, endpoints, backends: [] };
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
function* rawMaps(out: ByteWriter, snapshot: Snapshot): Generator<Uint8Array> {
  const pins = nativePins(snapshot);
  const known = (name: string) =>
    dualEngineLayouts[name] === undefined && !pins.includes(name)
      ? undefined
      : snapshot.readMap(name);
  let comma = '';
  out.text(`,\n  "${rawList}": [\n`);
  for (const pieces of rawMapsJson(snapshot, known)) {
    out.text(comma);
    comma = ',\n';
    for (const piece of pieces) {
      out.text(piece);
      if (out.length > pieceSize) yield out.take();
    }
  }
  out.text('\n  ]');
}

/** Names of the pins that are decoded in kernel-native mode; none in the other. */
function nativePins({ native }: Snapshot): string[] {
  if (native === undefined) return [];
  const { generation } = native;
  return Object.keys(generation.layouts).map((map) => pinNameOf(generation, map));
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

/** The ids that have a name, each once, by number; with those that say why an id is not its name's hash. */
function namedIds(snapshot: Snapshot): Uint32Array {
  const { names } = snapshot;
  if (names.path === null) return new Uint32Array();
  const before: number[] = [];
  const ids = usedIds(snapshot).filter((id) => {
    const full = names.full(id);
    if (full === undefined) return false;
    const first = fnv1a32(full);
    if (first !== id) before.push(...probesBefore(names, first, id));
    return true;
  });
  return distinct(Uint32Array.from(before), ids);
}

/** An id is its name's hash, or follows it behind ids that were taken then: these. */
function probesBefore(names: NameTable, first: number, id: number): number[] {
  // Asked for, a name against its hash is among the problems.
  names.find(id);
  const taken: number[] = [];
  for (let probe = first; probe !== id; probe = (probe + 1) >>> 0) {
    if (names.full(probe) === undefined) break;
    taken.push(probe);
  }
  return taken;
}

/** Every id in the routing maps, each once: it begins the key or the value of its map. */
function usedIds(snapshot: Snapshot): Uint32Array {
  const idsOf = (name: string, part: 'keys' | 'values'): Uint32Array => {
    const map = snapshot.readMap(name);
    if (map === undefined || !fitsLayout(map)) return new Uint32Array();
    const size = part === 'keys' ? map.info.keySize : map.info.valueSize;
    return Uint32Array.from({ length: map.count }, (_, row) => u32.decode(map[part], row * size));
  };
  return distinct(
    idsOf('km_frontend', 'values'),
    idsOf('km_service', 'keys'),
    idsOf('km_endpoint', 'keys'),
    idsOf('km_endpoint', 'values'),
    idsOf('km_backend', 'keys'),
  );
}

/** All numbers of some lists, each once, in their order. A Set of as many would take ten times the room. */
function distinct(...lists: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  all.sort();
  return all.filter((id, position) => position === 0 || id !== all[position - 1]);
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
