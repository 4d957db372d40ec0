// The draw of an endpoint: `rand % count + 1`. As a distribution, with equal draws put together.
import type { BackendEntry } from '../../kmesh/dual-engine/backend.ts';
import type { ServiceEntry } from '../../kmesh/dual-engine/service.ts';
import type { RoutingMaps } from '../../snapshot/routing-maps.ts';

/** A backend that can be drawn. */
export interface DrawnBackend {
  readonly uid: number;
  /** Undefined where the endpoint names a backend that does not exist. */
  readonly entry: BackendEntry | undefined;
  /** The lowest index that draws it. */
  readonly firstIndex: number;
  /** How many of the `count` indexes draw it. */
  readonly weight: number;
}

export interface Draw {
  /** Indexes 1 to `count` are equally likely (within 2^-32, `rand` has 32 bits); at least 1. */
  readonly count: number;
  /** How many of them have no endpoint. */
  readonly missing: number;
  readonly backends: readonly DrawnBackend[];
}

/** Draws that were looked up already: later passes come by the same services again. */
export type DrawCache = Map<string, Draw>;

/** The draw among a service's endpoints of one priority, whose count must not be 0. */
export function drawEndpoint(
  maps: RoutingMaps,
  cache: DrawCache,
  service: ServiceEntry,
  prio: number,
): Draw {
  const count = service.endpointCounts[prio] ?? 0;
  const key = `${service.id}/${prio}/${count}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const draw = lookUp(maps, service.id, prio, count);
  cache.set(key, draw);
  return draw;
}

function lookUp(maps: RoutingMaps, serviceId: number, prio: number, count: number): Draw {
  const endpoints = maps.listEndpoints(serviceId, prio, count);
  const indexes = new Map<number, { firstIndex: number; weight: number }>();
  for (const { backendUid, backendIndex } of endpoints) {
    const drawn = indexes.get(backendUid);
    if (drawn === undefined) indexes.set(backendUid, { firstIndex: backendIndex, weight: 1 });
    else drawn.weight++;
  }
  const backends = Array.from(indexes, ([uid, drawn]) => ({
    uid,
    entry: maps.findBackend(uid),
    ...drawn,
  }));
  return { count, missing: count - endpoints.length, backends };
}
