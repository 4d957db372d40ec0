// RoutingMaps over maps read whole. Rows are decoded when asked for; what is built up front is one index
// per map, from the key's bytes to the row.
import { addressBytes } from '../kmesh/address.ts';
import { toBackendEntry } from '../kmesh/dual-engine/backend.ts';
import { type EndpointEntry, toEndpointEntry } from '../kmesh/dual-engine/endpoint.ts';
import { toFrontendEntry } from '../kmesh/dual-engine/frontend.ts';
import { cookieKey } from '../kmesh/dual-engine/manage.ts';
import { toServiceEntry } from '../kmesh/dual-engine/service.ts';
import { dualEngineLayouts } from '../kmesh/maps.ts';
import { madeOf } from '../raw/made-of.ts';
import type { RawMap } from '../raw/raw-map.ts';
import type { RoutingMaps } from './routing-maps.ts';

type RowDecoder<T> = (keys: Buffer, keyOffset: number, values: Buffer, valueOffset: number) => T;

/** The five maps by pin name; a missing one, or one of another size, answers every question with a miss. */
export function loadRoutingMaps(maps: ReadonlyMap<string, RawMap>): RoutingMaps {
  const frontends = table(maps.get('km_frontend'), toFrontendEntry, textKey);
  const services = table(maps.get('km_service'), toServiceEntry, numberKey);
  const backends = table(maps.get('km_backend'), toBackendEntry, numberKey);
  const managed = table(maps.get('km_manage'), () => true, textKey);
  const endpoints = endpointGroups(maps.get('km_endpoint'));
  const names = ['km_frontend', 'km_service', 'km_endpoint', 'km_backend', 'km_manage'];
  return {
    findFrontend: (address) => frontends(addressBytes(address).toString('latin1')),
    findService: services,
    findBackend: backends,
    isManaged: (cookie) => managed(cookieKey(cookie).toString('latin1')) ?? false,
    listEndpoints: (serviceId, prio, count) =>
      endpoints(serviceId, prio).filter((entry) => entry.backendIndex <= count),
    incompleteMaps: names.filter((name) => !isReadable(maps.get(name))),
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
function endpointGroups(map: RawMap | undefined) {
  if (map === undefined) return () => [];
  let groups: EndpointGroups | undefined;
  return (serviceId: number, prio: number): readonly EndpointEntry[] => {
    groups ??= madeOf(endpointsOf, map, () => groupEndpoints(map));
    return groups.get(`${serviceId}/${prio}`) ?? [];
  };
}

function groupEndpoints(map: RawMap): EndpointGroups {
  const groups: EndpointGroups = new Map();
  for (const entry of decodeRows(map, toEndpointEntry)) {
    if (entry.backendIndex === 0) continue;
    const key = `${entry.serviceId}/${entry.prio}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  for (const group of groups.values()) group.sort((a, b) => a.backendIndex - b.backendIndex);
  return groups;
}
