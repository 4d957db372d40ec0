// The routing maps joined by row number, once for all rules: which row of one map another one's names.
// Entries become objects only where a finding shows them; of services there are few.
import {
  type BackendEntry,
  backendKeyLayout,
  backendServiceCount,
  backendValueLayout,
  toBackendEntry,
} from '../kmesh/dual-engine/backend.ts';
import {
  type EndpointEntry,
  endpointKeyLayout,
  endpointValueLayout,
  flatEndpointKeyLayout,
  toEndpointEntry,
  toFlatEndpointEntry,
} from '../kmesh/dual-engine/endpoint.ts';
import {
  type FrontendEntry,
  frontendValueLayout,
  toFrontendEntry,
} from '../kmesh/dual-engine/frontend.ts';
import { priorityCount, type ServiceEntry } from '../kmesh/dual-engine/service.ts';
import { IdIndex } from '../raw/id-index.ts';
import type { RawMap } from '../raw/raw-map.ts';
import { fitsLayout, idIndexOf } from '../snapshot/loaded-routing-maps.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { columnReader, noRow, readColumn } from './columns.ts';

export interface ServiceTable {
  readonly entries: readonly ServiceEntry[];
  readonly index: IdIndex;
}

export interface BackendTable {
  readonly count: number;
  readonly uids: Uint32Array;
  readonly index: IdIndex;
  /** Port slots as a plain word: only whether it is 0 may be asked. */
  readonly hasWaypoint: (row: number) => boolean;
  /** How many of the ten service slots are in use. */
  readonly serviceCount: (row: number) => number;
  readonly serviceId: (row: number, slot: number) => number;
  readonly entry: (row: number) => BackendEntry;
}

export interface EndpointTable {
  readonly count: number;
  readonly prios: Uint32Array;
  /** Backend indexes, 1-based. */
  readonly indexes: Uint32Array;
  readonly backendUids: Uint32Array;
  /** Row of the service, noRow = it does not exist. */
  readonly serviceRows: Uint32Array;
  /** Row of the backend, noRow = it does not exist. */
  readonly backendRows: Uint32Array;
  /** Endpoint rows of a service, in no order. */
  readonly rowsOfService: (serviceRow: number) => Uint32Array;
  /** Whether a draw of its priority can reach it: the priority exists, the index is from 1 to the count. */
  readonly isInReach: (row: number) => boolean;
  readonly entry: (row: number) => EndpointEntry;
}

export interface FrontendTable {
  readonly count: number;
  /** Row of the service that the frontend leads to, noRow = none. */
  readonly serviceRows: Uint32Array;
  /** Row of the backend of that id, noRow = none; where both are there, the service wins. */
  readonly backendRows: Uint32Array;
  readonly entry: (row: number) => FrontendEntry;
}

/** The tables of a snapshot, each joined when it is first asked for. */
export class Tables {
  readonly #snapshot: Snapshot;
  #services: ServiceTable | undefined;
  #backends: BackendTable | undefined;
  #endpoints: EndpointTable | undefined;
  #frontends: FrontendTable | undefined;

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  get services(): ServiceTable {
    this.#services ??= joinServices(this.#snapshot.services);
    return this.#services;
  }

  get backends(): BackendTable {
    this.#backends ??= joinBackends(this.#map('km_backend'));
    return this.#backends;
  }

  get endpoints(): EndpointTable {
    this.#endpoints ??= joinEndpoints(this.#map('km_endpoint'), this.services, this.backends);
    return this.#endpoints;
  }

  get frontends(): FrontendTable {
    this.#frontends ??= joinFrontends(this.#map('km_frontend'), this.services, this.backends);
    return this.#frontends;
  }

  #map(name: string): RawMap | undefined {
    const map = this.#snapshot.readMap(name);
    return map !== undefined && fitsLayout(map) ? map : undefined;
  }
}

function joinServices(entries: readonly ServiceEntry[]): ServiceTable {
  return { entries, index: new IdIndex(entries.length, (row) => entries[row]?.id ?? 0) };
}

function joinBackends(map: RawMap | undefined): BackendTable {
  const values = { half: 'values', layout: backendValueLayout } as const;
  const uids = readColumn(map, { half: 'keys', layout: backendKeyLayout, field: 'backend_uid' });
  const waypointPort = columnReader(map, { ...values, field: 'waypoint_port' });
  const serviceCount = columnReader(map, { ...values, field: 'service_count' });
  return {
    count: uids.length,
    uids,
    index: idIndexOf(map),
    hasWaypoint: (row) => waypointPort(row) !== 0,
    serviceCount: (row) => Math.min(serviceCount(row), backendServiceCount),
    serviceId: columnReader(map, { ...values, field: 'services' }),
    entry: entryReader(map, toBackendEntry),
  };
}

function joinEndpoints(
  map: RawMap | undefined,
  services: ServiceTable,
  backends: BackendTable,
): EndpointTable {
  const { serviceIds, prios, indexes, toEntry } = readEndpointKeys(map);
  const backendUids = readColumn(map, {
    half: 'values',
    layout: endpointValueLayout,
    field: 'backend_uid',
  });
  const serviceRows = findRows(serviceIds, services.index);
  return {
    count: serviceRows.length,
    prios,
    indexes,
    backendUids,
    serviceRows,
    backendRows: findRows(backendUids, backends.index),
    rowsOfService: groupRows(serviceRows, services.entries.length),
    isInReach: (row) => {
      const prio = prios[row] ?? 0;
      const index = indexes[row] ?? 0;
      const counts = services.entries[serviceRows[row] ?? noRow]?.endpointCounts;
      return prio < priorityCount && index > 0 && index <= (counts?.[prio] ?? 0);
    },
    entry: entryReader(map, toEntry),
  };
}

/** The columns of the keys, which have no priority up to v0.5. */
function readEndpointKeys(map: RawMap | undefined) {
  if (map?.info.keySize === flatEndpointKeyLayout.size) {
    const keys = { half: 'keys', layout: flatEndpointKeyLayout } as const;
    return {
      serviceIds: readColumn(map, { ...keys, field: 'service_id' }),
      prios: new Uint32Array(map.count),
      indexes: readColumn(map, { ...keys, field: 'backend_index' }),
      toEntry: toFlatEndpointEntry,
    };
  }
  const keys = { half: 'keys', layout: endpointKeyLayout } as const;
  return {
    serviceIds: readColumn(map, { ...keys, field: 'service_id' }),
    prios: readColumn(map, { ...keys, field: 'prio' }),
    indexes: readColumn(map, { ...keys, field: 'backend_index' }),
    toEntry: toEndpointEntry,
  };
}

function joinFrontends(
  map: RawMap | undefined,
  services: ServiceTable,
  backends: BackendTable,
): FrontendTable {
  const place = { half: 'values', layout: frontendValueLayout, field: 'upstream_id' } as const;
  const ids = readColumn(map, place);
  return {
    count: ids.length,
    serviceRows: findRows(ids, services.index),
    backendRows: findRows(ids, backends.index),
    entry: entryReader(map, toFrontendEntry),
  };
}

function findRows(ids: Uint32Array, index: IdIndex): Uint32Array {
  return ids.map((id) => index.find(id) ?? noRow);
}

function entryReader<T>(
  map: RawMap | undefined,
  decode: (keys: Buffer, keyOffset: number, values: Buffer, valueOffset: number) => T,
): (row: number) => T {
  return (row) => {
    if (map === undefined) throw new RangeError(`row ${row} of a map that is not there`);
    const { keySize, valueSize } = map.info;
    return decode(map.keys, row * keySize, map.values, row * valueSize);
  };
}

/** Rows by the group that each names, by counting; rows of `noRow` belong to none. */
function groupRows(groupOf: Uint32Array, groups: number): (group: number) => Uint32Array {
  const ends = new Uint32Array(groups + 1);
  for (const group of groupOf) if (group !== noRow) ends[group + 1] = (ends[group + 1] ?? 0) + 1;
  for (let group = 0; group < groups; group++) {
    ends[group + 1] = (ends[group + 1] ?? 0) + (ends[group] ?? 0);
  }
  const next = ends.slice();
  const rows = new Uint32Array(ends[groups] ?? 0);
  for (const [row, group] of groupOf.entries()) {
    if (group === noRow) continue;
    const at = next[group] ?? 0;
    rows[at] = row;
    next[group] = at + 1;
  }
  return (group) => rows.subarray(ends[group], ends[group + 1]);
}
