// service_manager and the load-balancing policies (reference 3.1, steps 9 and 10).

import { addressBytes } from '../../kmesh/address.ts';
import { hasEffectiveWaypoint, type ServiceEntry } from '../../kmesh/dual-engine/service.ts';
import { endpointManager } from './endpoint.ts';
import { leave, type PassResult, type Point, succeed, take, type Walk } from './walk.ts';
import { waypointManager } from './waypoint.ts';

/** To the service's waypoint if it has one, whatever the port; else as its policy says. */
export function serviceManager(walk: Walk, at: Point, service: ServiceEntry): PassResult[] {
  const serviceId = service.id;
  if (hasEffectiveWaypoint(service, addressBytes(service.waypointAddr))) {
    const asked = take(walk, at, {
      function: 'service_manager',
      serviceId,
      note: 'has a waypoint',
    });
    const { waypointAddr: address, waypointPort: port } = service;
    return [waypointManager(walk, asked, { reason: 'SERVICE_WAYPOINT', address, port, serviceId })];
  }
  const { noticesNoEndpoints, onUnknownPolicy } = walk.connect.generation;
  if (noticesNoEndpoints === 'service' && countOf(service, 0) === 0) {
    return [succeedUnchanged(walk, at, service, 'service_manager')];
  }
  const { name, raw } = service.lbPolicy;
  const asked = take(walk, at, {
    function: 'service_manager',
    serviceId,
    note: `no waypoint; policy ${name ?? raw}`,
  });
  switch (name) {
    case 'RANDOM':
      return lbRandomHandle(walk, asked, service);
    case 'STRICT':
      return lbLocalityStrictHandle(walk, asked, service);
    case 'FAILOVER':
      return lbLocalityFailoverHandle(walk, asked, service);
    default: {
      const result = leave(walk, asked, 'LB_POLICY_UNKNOWN', serviceId);
      return [onUnknownPolicy === 'failure' ? result : succeed(walk, asked, result)];
    }
  }
}

/** RANDOM: priority 0. Without endpoints the program reports success and changes nothing. */
function lbRandomHandle(walk: Walk, at: Point, service: ServiceEntry): PassResult[] {
  const handle = 'lb_random_handle';
  if (countOf(service, 0) !== 0) return endpointManager(walk, at, service, { handle, prio: 0 });
  if (walk.connect.generation.noticesNoEndpoints === 'never') {
    // The kernel's remainder of a division by 0 is the dividend: any of 2^32 numbers.
    const lost = take(
      walk,
      at,
      noEndpoints(handle, service, 'count 0: draws any index, which misses'),
    );
    return [leave(walk, lost, 'ENDPOINT_MISSING', service.id)];
  }
  return [succeedUnchanged(walk, at, service, handle)];
}

function succeedUnchanged(
  walk: Walk,
  at: Point,
  service: ServiceEntry,
  handle: string,
): PassResult {
  const empty = take(walk, at, noEndpoints(handle, service, 'count 0: success, left as it is'));
  const { id: serviceId } = service;
  const destination = walk.arrival;
  return succeed(walk, empty, { reason: 'NO_ENDPOINTS', destination, backendUid: null, serviceId });
}

/** STRICT: priority 0 or nothing. */
function lbLocalityStrictHandle(walk: Walk, at: Point, service: ServiceEntry): PassResult[] {
  const handle = 'lb_locality_strict_handle';
  if (countOf(service, 0) !== 0) return endpointManager(walk, at, service, { handle, prio: 0 });
  const empty = take(walk, at, noEndpoints(handle, service, 'count 0 at priority 0'));
  return [leave(walk, empty, 'NO_LOCAL_ENDPOINT', service.id)];
}

/** FAILOVER: the first priority whose count is not 0, and no further one whatever is found there. */
function lbLocalityFailoverHandle(walk: Walk, at: Point, service: ServiceEntry): PassResult[] {
  const handle = 'lb_locality_failover_handle';
  const prio = service.endpointCounts.findIndex((count) => count !== 0);
  if (prio >= 0) return endpointManager(walk, at, service, { handle, prio });
  const empty = take(walk, at, noEndpoints(handle, service, 'count 0 at every priority'));
  return [leave(walk, empty, 'NO_ENDPOINTS', service.id)];
}

function countOf(service: ServiceEntry, prio: number): number {
  return service.endpointCounts[prio] ?? 0;
}

function noEndpoints(handle: string, service: ServiceEntry, note: string) {
  return { function: handle, serviceId: service.id, note };
}
