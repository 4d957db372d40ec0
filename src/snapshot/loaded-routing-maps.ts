// RoutingMaps over maps read whole. Rows are decoded when asked for; what is built up front is one index
// per map, from the key's bytes to the row.
import { addressBytes } from '../kmesh/address.ts';
import type { EndpointEntry } from '../kmesh/dual-engine/endpoint.ts';
import { cookieKey } from '../kmesh/dual-engine/manage.ts';
import type {
  DualEngineMaps,
  EntryFormat,
  MapRole,
  RowDecoder,
} from '../kmesh/dual-engine/map-formats.ts';
import { dualEngineLayouts } from '../kmesh/maps.ts';
import { u32 } from '../layout/scalar.ts';
import { IdIndex } from '../raw/id-index.ts';
import { madeOf } from '../raw/made-of.ts';
import type { RawMap } from '../raw/raw-map.ts';
import type { RoutingMaps } from './routing-maps.ts';

/** The maps that the connect hooks read. */
export const routingRoles = [
  'km_frontend',
  'km_service',
  'km_endpoint',
  'km_backend',
  'km_manage',
] as const satisfies readonly MapRole[];

const idIndexes = new WeakMap<RawMap, IdIndex>();

/** The rows of a map by the id that its key begins with; made once for a map. */
export function idIndexOf(map: RawMap | undefined): IdIndex {
  if (map === undefined || !fitsLayout(map)) return new IdIndex(0, () => 0);
  const { keySize } = map.info;
  return madeOf(
    idIndexes,
    map,
    () => new IdIndex(map.count, (row) => u32.decode(map.keys, row * keySize)),
  );
}

/** Those maps; a missing one, or one of another size, answers every question with a miss. */
export function loadRoutingMaps(
  maps: ReadonlyMap<MapRole, RawMap>,
  formats: DualEngineMaps,
): RoutingMaps {
  const frontends = table(maps.get('km_frontend'), formats.km_frontend.toEntry, textKey);
  const services = table(maps.get('km_service'), formats.km_service.toEntry, numberKey);
  const backends = table(maps.get('km_backend'), formats.km_backend.toEntry, numberKey);
  const managed = table(maps.get('km_manage'), formats.km_manage.toEntry, textKey);
  const endpoints = endpointGroups(maps.get('km_endpoint'), formats.km_endpoint);
  const findManage = (cookie: bigint) => managed(cookieKey(cookie).toString('latin1'));
  return {
    findFrontend: (address) => frontends(addressBytes(address).toString('latin1')),
    findService: services,
    findBackend: backends,
    isManaged: (cookie) => findManage(cookie) !== undefined,
    isBypassed: (cookie) => (findManage(cookie)?.value ?? 0) !== 0,
    listEndpoints: (serviceId, prio, count) =>
      endpoints(serviceId, prio).filter((entry) => entry.backendIndex <= count),
    incompleteMaps: routingRoles
      .filter((role) => !isReadable(maps.get(role)))
      .map((role) => formats[role].name),
  };
}

/** Whether a map is there, whole, and of the size that its layout wants. */
function isReadable(map: RawMap | undefined): boolean {
  return map?.complete === true && fitsLayout(map);
}

/** Whether the sizes that the kernel reports are those of the map's layout. */
export function fitsLayout(map: Pick<RawMap, 'info'>): boolean {
  const layouts = dualEngineLayouts[map.info.name];
  return layouts?.key.size === map.info.keySize && layouts.value.size === map.info.valueSize;
}

const decoded = new WeakMap<RawMap, readonly unknown[]>();

/** Every entry of a map that fits its layout, in the kernel's order. Each map has one decoder. */
export function decodeRows<T>(map: RawMap | undefined, decode: RowDecoder<T>): readonly T[] {
  if (map === undefined || !fitsLayout(map)) return [];
  const { keySize, valueSize } = map.info;
  return madeOf(decoded, map, () =>
    Array.from({ length: map.count }, (_, row) =>
      decode(map.keys, row * keySize, map.values, row * valueSize),
    ),
  ) as readonly T[];
}

const textKey = (keys: Buffer, offset: number, size: number) =>
  keys.toString('latin1', offset, offset + size);
const numberKey = (keys: Buffer, offset: number) => keys.readUInt32LE(offset);

type KeyOf<K> = (keys: Buffer, offset: number, size: number) => K;

const indexes = new WeakMap<RawMap, Map<unknown, number>>();

/** Rows by key. Each map has one kind of key. */
function indexRows<K>(map: RawMap, keyOf: KeyOf<K>): Map<K, number> {
  return madeOf(indexes, map, () => {
    const index = new Map<unknown, number>();
    const { keySize } = map.info;
    for (let row = 0; row < map.count; row++) {
      index.set(keyOf(map.keys, row * keySize, keySize), row);
    }
    return index;
  }) as Map<K, number>;
}

function table<K, T>(
  map: RawMap | undefined,
  decode: RowDecoder<T>,
  keyOf: KeyOf<K>,
): (key: K) => T | undefined {
  if (map === undefined || !fitsLayout(map)) return () => undefined;
  const { keySize, valueSize } = map.info;
  let index: Map<K, number> | undefined;
  return (key) => {
    index ??= indexRows(map, keyOf);
    const row = index.get(key);
    if (row === undefined) return undefined;
    return decode(map.keys, row * keySize, map.values, row * valueSize);
  };
}

type EndpointGroups = Map<string, EndpointEntry[]>;
const endpointsOf = new WeakMap<RawMap, EndpointGroups>();

/** Endpoints by service and priority, ascending by index, without those that no draw can reach. */
function endpointGroups(map: RawMap | undefined, format: EntryFormat<EndpointEntry>) {
  if (map === undefined) return () => [];
  let groups: EndpointGroups | undefined;
  return (serviceId: number, prio: number): readonly EndpointEntry[] => {
    groups ??= madeOf(endpointsOf, map, () => groupEndpoints(decodeRows(map, format.toEntry)));
    return groups.get(`${serviceId}/${prio}`) ?? [];
  };
}

function groupEndpoints(entries: readonly EndpointEntry[]): EndpointGroups {
  const groups: EndpointGroups = new Map();
  for (const entry of entries) {
    if (entry.backendIndex === 0) continue;
    const key = `${entry.serviceId}/${entry.prio}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  for (const group of groups.values()) group.sort((a, b) => a.backendIndex - b.backendIndex);
  return groups;
}
