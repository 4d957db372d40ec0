// A node made of typed entries: encoded with the same layouts that read them, so that everything after
// raw/ runs on it as on a live one.
import { addressBytes } from '../../src/kmesh/address.ts';
import { type BackendEntry, fromBackendEntry } from '../../src/kmesh/dual-engine/backend.ts';
import { type EndpointEntry, fromEndpointKey } from '../../src/kmesh/dual-engine/endpoint.ts';
import { cookieKey } from '../../src/kmesh/dual-engine/manage.ts';
import type { MapFormat } from '../../src/kmesh/dual-engine/map-formats.ts';
import { fromServiceEntry, type ServiceEntry } from '../../src/kmesh/dual-engine/service.ts';
import { sockStorageLayout } from '../../src/kmesh/dual-engine/sock-storage.ts';
import {
  workloadPoliciesValueLayout,
  workloadPolicyCount,
} from '../../src/kmesh/dual-engine/workload-policies.ts';
import { type GenerationName, generations } from '../../src/kmesh/generation.ts';
import { fnv1a32 } from '../../src/kmesh/names.ts';
import { parseIp } from '../../src/layout/ip-address.ts';
import { encodeWhole } from '../../src/layout/layout.ts';
import { u32 } from '../../src/layout/scalar.ts';
import type {
  NodeSource,
  RawAccess,
  RawDaemon,
  RawMapSet,
  RawPin,
} from '../../src/raw/node-source.ts';
import type { RawAdmin } from '../../src/raw/raw-admin.ts';
import type { RawInterface } from '../../src/raw/raw-interface.ts';
import type { RawMap, RawMapInfo } from '../../src/raw/raw-map.ts';
import type { RawNamespace, RawPodFolder, RawSocket } from '../../src/raw/raw-socket.ts';

export interface FakeParts {
  /** Whose maps they are; main, unless told otherwise. */
  readonly generation?: GenerationName;
  /** `live` (the default) answers key by key, `recorded` from maps read whole. */
  readonly origin?: 'live' | 'recorded';
  /** Upstream id by address. */
  readonly frontends?: Readonly<Record<string, number>>;
  readonly services?: readonly ServiceEntry[];
  readonly endpoints?: readonly EndpointEntry[];
  readonly backends?: readonly BackendEntry[];
  /** Manager entries: cookies and addresses, all with value 0. */
  readonly manage?: readonly (bigint | string)[];
  /** Authorization results by key in hex; 1 = denied. */
  readonly authResults?: Readonly<Record<string, number>>;
  /** Policy ids by backend uid; without it km_wlpolicy is not pinned. */
  readonly policies?: Readonly<Record<number, readonly number[]>>;
  /** Names; their ids are their hashes. */
  readonly names?: readonly string[];
  /** The name file as it is, instead of `names`; null = there is none. */
  readonly nameFile?: string | null;
  readonly namespaces?: readonly RawNamespace[];
  /** Why namespaces and sockets cannot be read, as in tier 0. */
  readonly unreadable?: string;
  readonly interfaces?: readonly RawInterface[];
  /** Of the sock_ops program; monitoring is on unless told otherwise. */
  readonly variables?: Readonly<Record<string, number>>;
  readonly podFolders?: readonly RawPodFolder[];
  /** With storage: of the storage map; without: of the namespace's socket table. */
  readonly sockets?: readonly RawSocket[];
  readonly pins?: readonly RawPin[];
  readonly daemon?: RawDaemon;
  readonly access?: RawAccess;
  /** Why a map could not be read whole, by its name. */
  readonly incomplete?: Readonly<Record<string, string>>;
  /** Value sizes that the kernel reports instead of the right ones, by map name. */
  readonly valueSizes?: Readonly<Record<string, number>>;
  /** Maps that are not pinned. */
  readonly missing?: readonly string[];
  /** What the daemon answered; not asked unless given. */
  readonly admin?: RawAdmin;
  /** Version of the daemon that made the maps, whose hash is pinned; without it, none is. */
  readonly version?: string;
}

interface Rows {
  readonly keySize: number;
  readonly valueSize: number;
  readonly type: string;
  readonly maxEntries: number;
  readonly rows: readonly (readonly [key: Buffer, value: Buffer])[];
}

/** Monotonic clock of the moment that the fake node shows, ns. */
export const fakeMonotonicNs = 100_000_000_000_000n;
export const fakePins = '/sys/fs/bpf/bpf_kmesh_workload/map';

/** A node in dual-engine mode with these parts. */
export function fakeNode(parts: FakeParts = {}): NodeSource {
  const tables = toTables(parts);
  const maps = [...tables].map(([name, rows], index) => toInfo(parts, name, rows, index));
  const set: RawMapSet = {
    folder: 'bpf_kmesh_workload',
    pins: fakePins,
    maps: maps.filter((map) => !(parts.missing ?? []).includes(map.name)),
  };
  const rowsOf = (name: string) => {
    const rows = tables.get(name)?.rows;
    if (rows === undefined) throw new RangeError(`map ${name} is not in ${set.pins}`);
    return rows;
  };
  const { sockets = [], unreadable = null } = parts;
  const answer = { complete: unreadable === null, reason: unreadable };
  return {
    origin: parts.origin ?? 'live',
    hasCheapLookups: (parts.origin ?? 'live') === 'live',
    node: { name: 'worker-1', kernel: '6.1.0', arch: 'x64' },
    mapSets: [set],
    setsOfNode: [{ pins: fakePins, count: set.maps.length }],
    ...(parts.admin === undefined ? {} : { admin: parts.admin }),
    takenAt: () => new Date('2026-01-31T12:00:00.000Z'),
    monotonicNs: () => fakeMonotonicNs,
    readMap: (_set, name) => toRawMap(parts, maps, name, rowsOf(name)),
    countEntries: (_set, name) => (tables.get(name)?.type === 'hash' ? rowsOf(name).length : null),
    lookup: (_set, name, key) => rowsOf(name).find(([known]) => known.equals(key))?.[1],
    readInnerValue: () => ({ value: null, reason: null }),
    readStoredSockets: () => ({
      ...answer,
      sockets: unreadable === null ? sockets.filter((socket) => socket.storage !== null) : [],
    }),
    readNamespaceSockets: ({ cookie }) => ({
      ...answer,
      sockets: sockets.filter((s) => s.storage === null && s.netnsCookie === cookie),
    }),
    readNamespaces: () => ({
      ...answer,
      namespaces: unreadable === null ? (parts.namespaces ?? []) : [],
    }),
    readVariables: () => ({
      complete: true,
      reason: null,
      variables: Object.entries(parts.variables ?? { bpf_log_level: 2, enable_monitoring: 1 }).map(
        ([name, value]) => ({ name, value }),
      ),
    }),
    readInterfaces: () => ({
      ...answer,
      interfaces: unreadable === null ? (parts.interfaces ?? []) : [],
    }),
    readPodFolders: () => parts.podFolders ?? [],
    readNameFiles: () => {
      const text = parts.nameFile === undefined ? toNameFile(parts.names ?? []) : parts.nameFile;
      return text === null ? [] : [{ path: '/mnt/hash_name.yaml', text }];
    },
    readPins: () => parts.pins ?? [],
    readDaemon: () => parts.daemon ?? { state: 'up', pid: 77, reason: null },
    readAccess: () => parts.access ?? { tier: 2, missing: [] },
    close: () => {},
  };
}

/** The interface `eth0` of a namespace, with Kmesh's XDP program of this id. */
export function podInterface(cookie: bigint, id: number, name = 'xdp_authz'): RawInterface {
  const xdp = [{ mode: 'generic' as const, id, name }];
  return { netnsCookie: cookie, index: 2, name: 'eth0', isUp: true, isLoopback: false, xdp };
}

/** The id of a name: its hash. */
export const idOf = fnv1a32;

export interface SocketFacts {
  readonly cookie: bigint;
  readonly local: readonly [address: string, port: number];
  readonly remote: readonly [address: string, port: number];
  /** TCP state, 1 = ESTABLISHED. */
  readonly state?: number;
  /** Null = no storage. */
  readonly storage?: StorageFacts | null;
}

export interface StorageFacts {
  readonly original?: readonly [address: string, port: number];
  /** Seconds since the connect; null = never set. */
  readonly ageS?: number | null;
  /** 1 inbound, 2 outbound. */
  readonly direction?: number;
  readonly isViaWaypoint?: boolean;
  readonly isEncoded?: boolean;
}

/** An established TCP socket. */
export function socket(facts: SocketFacts): RawSocket {
  const [localAddress, localPort] = facts.local;
  const [remoteAddress, remotePort] = facts.remote;
  const family = localAddress.includes(':') ? 6 : 4;
  const storage = facts.storage ?? null;
  return {
    netnsCookie: facts.cookie,
    socketCookie: storage === null ? null : BigInt(localPort),
    inode: localPort,
    family,
    protocol: 6,
    state: facts.state ?? 1,
    localAddress,
    localPort,
    remoteAddress,
    remotePort,
    storage: storage === null ? null : encodeStorage(storage, family),
  };
}

function encodeStorage(facts: StorageFacts, family: 4 | 6): Buffer {
  const { original, ageS = 10, direction = 2 } = facts;
  const bytes = parseIp(original?.[0] ?? '0.0.0.0') ?? Buffer.alloc(4);
  const half = {
    saddr: Buffer.alloc(bytes.length),
    daddr: bytes,
    sport: 0,
    dport: original?.[1] ?? 0,
  };
  return encodeWhole(sockStorageLayout, {
    connect_ns: ageS === null ? 0n : fakeMonotonicNs - BigInt(ageS) * 1_000_000_000n,
    last_report_ns: 0n,
    direction,
    connect_success: 1,
    via_waypoint: Number(facts.isViaWaypoint ?? false),
    has_encoded: Number(facts.isEncoded ?? false),
    has_set_ip: Number(original !== undefined),
    pad: Buffer.alloc(3),
    sk_tuple: (original === undefined ? {} : { [family === 6 ? 'ipv6' : 'ipv4']: half }) as never,
    pad2: Buffer.alloc(4),
  });
}

type KeyAndValue = Rows['rows'][number];

function toTables(parts: FakeParts): Map<string, Rows> {
  const { frontends = {}, services = [], endpoints = [], backends = [] } = parts;
  const { manage = [], authResults = {} } = parts;
  const toManageRow = (key: bigint | string): KeyAndValue => [
    typeof key === 'bigint' ? cookieKey(key) : addressBytes(key),
    u32Bytes(0),
  ];
  const toAuthRow = ([key, value]: [string, number]): KeyAndValue => [
    Buffer.from(key, 'hex'),
    u32Bytes(value),
  ];
  const policies = Object.entries(parts.policies ?? {}).map(toPoliciesRow);
  const { maps } = generations[parts.generation ?? 'main'];
  const table = <T>(format: MapFormat, maxEntries: number, items: readonly T[], toRow: ToRow<T>) =>
    [
      format.name,
      hash(
        [format.key.size, format.value.size],
        maxEntries,
        items.map((item) => toRow(item, format)),
      ),
    ] as const;
  const storage = { keySize: 4, valueSize: maps.km_sockstorage.value.size, type: 'sk_storage' };
  return new Map([
    table(maps.km_frontend, 105_000, Object.entries(frontends), toFrontendRow),
    table(maps.km_service, 5000, services, toServiceRow),
    table(maps.km_endpoint, 105_000, endpoints, toEndpointRow),
    table(maps.km_backend, 100_000, backends, toBackendRow),
    table(maps.km_manage, 8192, manage, toManageRow),
    table(maps.km_auth_res, 8192, Object.entries(authResults), toAuthRow),
    [maps.km_sockstorage.name, { ...storage, maxEntries: 0, rows: [] }],
    ...(maps.km_orig_dst === null ? [] : [table(maps.km_orig_dst, 8192, [], toAuthRow)]),
    ...markingMaps[parts.generation ?? 'main'].map((name) => [name, ringOrArray(name)] as const),
    ...(parts.version === undefined ? [] : [versionMap(parts.version)]),
    ...(parts.policies === undefined
      ? []
      : [
          [
            maps.km_wlpolicy.name,
            hash([4, workloadPoliciesValueLayout.size], 512, policies),
          ] as const,
        ]),
  ]);
}

type ToRow<T> = (item: T, format: MapFormat) => KeyAndValue;

/** Maps that tell the generations apart, and one that is never decoded. */
const markingMaps: Readonly<Record<GenerationName, readonly string[]>> = {
  main: ['km_tcp_probe', 'km_cgr_tail6'],
  'v1.2': ['km_tcp_probe'],
  'v1.1': ['km_tcp_probe'],
  'v1.0': ['km_tcp_probe'],
  'v0.5': ['map_of_tcp_info', 'kmesh_version'],
  'v0.4.1': ['map_of_tcp_info'],
  'v0.4.0': ['map_of_access_log'],
};

function ringOrArray(name: string): Rows {
  if (name === 'km_cgr_tail6') {
    return { keySize: 4, valueSize: 4, type: 'prog_array', maxEntries: 4, rows: [] };
  }
  if (name === 'kmesh_version') return versionMap('0.5.0')[1];
  return { keySize: 0, valueSize: 0, type: 'ringbuf', maxEntries: 262_144, rows: [] };
}

function versionMap(version: string): readonly [string, Rows] {
  const rows = hash([4, 4], 1, [[u32Bytes(0), u32Bytes(fnv1a32(version))]]);
  return ['kmesh_version', { ...rows, type: 'array' }];
}

function hash(
  [keySize, valueSize]: readonly [number, number],
  maxEntries: number,
  rows: readonly KeyAndValue[],
): Rows {
  // A map has a key once: up to v0.5 endpoints of several priorities share theirs.
  const seen = new Set<string>();
  const once = rows.filter(([key]) => {
    const text = key.toString('hex');
    return !seen.has(text) && seen.add(text);
  });
  return { keySize, valueSize, type: 'hash', maxEntries, rows: once };
}

function toFrontendRow([address, id]: [string, number]): KeyAndValue {
  return [addressBytes(address), u32Bytes(id)];
}

function toServiceRow(entry: ServiceEntry, { key, value }: MapFormat): KeyAndValue {
  const { id: service_id } = entry;
  return [encodeWhole(key, { service_id }), encodeWhole(value, fromServiceEntry(entry))];
}

function toEndpointRow(entry: EndpointEntry, { key, value }: MapFormat): KeyAndValue {
  const { backendUid: backend_uid } = entry;
  return [encodeWhole(key, fromEndpointKey(entry)), encodeWhole(value, { backend_uid })];
}

function toBackendRow(entry: BackendEntry, { key, value }: MapFormat): KeyAndValue {
  const { uid: backend_uid } = entry;
  return [encodeWhole(key, { backend_uid }), encodeWhole(value, fromBackendEntry(entry))];
}

function toPoliciesRow([uid, ids]: [string, readonly number[]]): KeyAndValue {
  const slots = Array.from({ length: workloadPolicyCount }, (_, slot) => ids[slot] ?? 0);
  return [u32Bytes(Number(uid)), encodeWhole(workloadPoliciesValueLayout, { policy_ids: slots })];
}

function u32Bytes(value: number): Buffer {
  return encodeWhole(u32, value);
}

function toInfo(parts: FakeParts, name: string, rows: Rows, index: number): RawMapInfo {
  const { keySize, type, maxEntries } = rows;
  const valueSize = parts.valueSizes?.[name] ?? rows.valueSize;
  const pin = `${fakePins}/${name}`;
  return { name, pin, id: 40 + index, type, keySize, valueSize, maxEntries, flags: 1 };
}

function toRawMap(
  parts: FakeParts,
  maps: readonly RawMapInfo[],
  name: string,
  rows: Rows['rows'],
): RawMap {
  const info = maps.find((map) => map.name === name);
  if (info === undefined) throw new RangeError(`map ${name} is not in ${fakePins}`);
  const reason = parts.incomplete?.[name] ?? null;
  return {
    info,
    keys: Buffer.concat(rows.map(([key]) => key)),
    values: Buffer.concat(rows.map(([, value]) => value)),
    count: rows.length,
    complete: reason === null,
    reason,
  };
}

function toNameFile(names: readonly string[]): string {
  return names.map((name) => `${name}: ${fnv1a32(name)}\n`).join('');
}
