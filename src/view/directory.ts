// What the items of a snapshot need to know of each other: which ids exist, where backends are, which
// addresses a service has. Read whole, each index made when it is first asked for.
import { ipAddr } from '../kmesh/address.ts';
import { backendValueLayout, dnsProxyUid } from '../kmesh/dual-engine/backend.ts';
import type { EndpointEntry } from '../kmesh/dual-engine/endpoint.ts';
import { type FrontendEntry, toFrontendEntry } from '../kmesh/dual-engine/frontend.ts';
import type { ServiceEntry } from '../kmesh/dual-engine/service.ts';
import { u32 } from '../layout/scalar.ts';
import type { IdIndex } from '../raw/id-index.ts';
import { madeOf } from '../raw/made-of.ts';
import type { RawMap } from '../raw/raw-map.ts';
import { fitsLayout, idIndexOf } from '../snapshot/loaded-routing-maps.ts';
import type { NameTable } from '../snapshot/name-table.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { nameLabel } from './label.ts';
import { podLabels } from './pod-labels.ts';
import { sortedEntries, sortedRows } from './sorted-entries.ts';

export type UpstreamKind = 'service' | 'workload' | 'missing';

export interface Directory {
  readonly names: NameTable;
  /** What an upstream id is; an id that is both a service's and a backend's counts as the service. */
  kindOf(id: number): UpstreamKind;
  /** `name.namespace` of a service, `namespace/name` of a workload, null = not known. */
  labelOf(id: number): string | null;
  /** Row of a backend in its map, undefined = no such backend. */
  backendRow(uid: number): number | undefined;
  /** Address of a backend, null = no such backend. */
  addressOf(backendUid: number): string | null;
  /** The label of whatever has this address, null = nothing, or no name for it. */
  labelOfAddress(address: string): string | null;
  /** Addresses of the frontends that lead to a service. */
  addressesOfService(serviceId: number): readonly string[];
  /** Every endpoint, by service id, priority and index. */
  readonly endpoints: readonly EndpointEntry[];
  /** Endpoints of a service by priority and index, those that no draw reaches included. */
  endpointsOfService(serviceId: number): readonly EndpointEntry[];
}

/** More labels are made anew, as names are. */
const keptLabels = 20_000;

/** The directory of a snapshot, with `names` for the ids (an empty table shows ids only). */
export function createDirectory(snapshot: Snapshot, names: NameTable): Directory {
  const services = once(() => idIndexOf(snapshot.readMap('km_service')));
  const backends = once(() => idIndexOf(snapshot.readMap('km_backend')));
  const addresses = once(() => backendAddresses(snapshot));
  const serviceAddresses = once(() => groupAddresses(snapshot, services()));
  const endpoints = once(() => findEndpoints(snapshot));
  const pods = once(() => podLabels(snapshot));
  const labels = new Map<number, string | null>();
  const label = (id: number): string | null => {
    const known = labels.get(id);
    if (known !== undefined) return known;
    const name = names.find(id);
    const text = name === undefined ? null : nameLabel(name);
    if (labels.size >= keptLabels) labels.clear();
    labels.set(id, text);
    return text;
  };
  const kindOf = (id: number): UpstreamKind => {
    if (services().has(id)) return 'service';
    return backends().has(id) ? 'workload' : 'missing';
  };
  return {
    names,
    kindOf,
    labelOf: label,
    backendRow: (uid) => backends().find(uid),
    addressOf: (uid) => {
      const row = backends().find(uid);
      return row === undefined ? null : addresses()(row);
    },
    labelOfAddress: (address) => {
      if (snapshot.mode === 'kernel-native') return pods().get(address) ?? null;
      const id = snapshot.keyedRouting.findFrontend(address)?.upstreamId;
      return id === undefined ? null : label(id);
    },
    addressesOfService: (id) => serviceAddresses().get(id) ?? [],
    get endpoints() {
      return endpoints().sorted;
    },
    endpointsOfService: (id) => {
      const { sorted, spans } = endpoints();
      const span = spans.get(id);
      return span === undefined ? [] : sorted.slice(...span);
    },
  };
}

/** Frontends by address, byte for byte. */
export function sortedFrontends(snapshot: Snapshot): Generator<FrontendEntry> {
  return sortedEntries(snapshot.readMap('km_frontend'), 'addresses', toFrontendEntry);
}

/** Services by id. */
export function sortedServices(snapshot: Snapshot): Generator<ServiceEntry> {
  const { toEntry } = snapshot.formats.km_service;
  return sortedEntries(snapshot.readMap('km_service'), 'numbers', toEntry);
}

function sortedEndpoints(snapshot: Snapshot): Generator<EndpointEntry> {
  const { toEntry } = snapshot.formats.km_endpoint;
  return sortedEntries(snapshot.readMap('km_endpoint'), 'numbers', toEntry);
}

/** Backends by uid. */
export function sortedBackends(snapshot: Snapshot) {
  const { toEntry } = snapshot.formats.km_backend;
  return sortedEntries(snapshot.readMap('km_backend'), 'numbers', toEntry);
}

/** Whether a backend is the node's DNS proxy, which has no workload and no name. */
export function isDnsProxy(uid: number): boolean {
  return uid === dnsProxyUid;
}

const sortedEndpointsOf = new WeakMap<RawMap, Endpoints>();

/** Addresses of the rows of the backend map, each decoded once. */
function backendAddresses(snapshot: Snapshot): (row: number) => string | null {
  const map = snapshot.readMap('km_backend');
  const field = backendValueLayout.fields.find(({ name }) => name === 'addr');
  if (map === undefined || field === undefined) return () => null;
  const { valueSize } = map.info;
  const texts = new Array<string | undefined>(map.count);
  return (row) => {
    let text = texts[row];
    if (text === undefined) {
      text = ipAddr.decode(map.values, row * valueSize + field.offset);
      texts[row] = text;
    }
    return text;
  };
}

function groupAddresses(snapshot: Snapshot, services: IdIndex): Map<number, string[]> {
  const groups = new Map<number, string[]>();
  const map = snapshot.readMap('km_frontend');
  if (map === undefined || !fitsLayout(map)) return groups;
  const { keySize, valueSize } = map.info;
  for (const row of sortedRows(map, 'addresses')) {
    // Most frontends are of workloads: their addresses need not become text.
    if (!services.has(u32.decode(map.values, row * valueSize))) continue;
    const entry = toFrontendEntry(map.keys, row * keySize, map.values, row * valueSize);
    const group = groups.get(entry.upstreamId);
    if (group === undefined) groups.set(entry.upstreamId, [entry.address]);
    else group.push(entry.address);
  }
  return groups;
}

interface Endpoints {
  readonly sorted: readonly EndpointEntry[];
  /** First position of each service, and the one behind its last. */
  readonly spans: ReadonlyMap<number, readonly [start: number, end: number]>;
}

function findEndpoints(snapshot: Snapshot): Endpoints {
  const map = snapshot.readMap('km_endpoint');
  if (map === undefined) return { sorted: [], spans: new Map() };
  return madeOf(sortedEndpointsOf, map, () => groupByService(snapshot));
}

function groupByService(snapshot: Snapshot): Endpoints {
  const sorted = [...sortedEndpoints(snapshot)];
  const spans = new Map<number, [number, number]>();
  for (let start = 0; start < sorted.length; ) {
    const id = sorted[start]?.serviceId ?? 0;
    let end = start + 1;
    while (end < sorted.length && sorted[end]?.serviceId === id) end++;
    spans.set(id, [start, end]);
    start = end;
  }
  return { sorted, spans };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
