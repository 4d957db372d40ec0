// sock_traffic_control and frontend_manager (reference 3.1, steps 6 to 8): what the destination is.
import type { BackendEntry } from '../../kmesh/dual-engine/backend.ts';
import type { FrontendEntry } from '../../kmesh/dual-engine/frontend.ts';
import { serviceManager } from './service.ts';
import { frontendKey } from './socket-address.ts';
import { leave, type PassResult, type Point, succeed, take, type Walk } from './walk.ts';
import { waypointManager } from './waypoint.ts';

/** Looks the destination's address up; the port plays no part yet. */
export function sockTrafficControl(walk: Walk, at: Point): PassResult[] {
  const key = frontendKey(walk.arrival.address);
  const frontend = walk.connect.maps.findFrontend(key);
  const asked = take(walk, at, {
    function: 'sock_traffic_control',
    map: 'km_frontend',
    key,
    hit: frontend !== undefined,
    note: frontend === undefined ? 'no frontend' : `upstream ${frontend.upstreamId}`,
  });
  if (frontend === undefined) return [leave(walk, asked, 'NO_FRONTEND', null)];
  return frontendManager(walk, asked, frontend);
}

/** The upstream id is a service's, else a backend's; an id that is both counts as the service. */
function frontendManager(walk: Walk, at: Point, { upstreamId }: FrontendEntry): PassResult[] {
  const service = walk.connect.maps.findService(upstreamId);
  const asked = take(walk, at, {
    function: 'frontend_manager',
    map: 'km_service',
    key: String(upstreamId),
    hit: service !== undefined,
    serviceId: service === undefined ? null : upstreamId,
    note: service === undefined ? 'not a service' : 'a service',
  });
  if (service !== undefined) return serviceManager(walk, asked, service);
  const backend = walk.connect.maps.findBackend(upstreamId);
  const again = take(walk, asked, {
    function: 'frontend_manager',
    map: 'km_backend',
    key: String(upstreamId),
    hit: backend !== undefined,
    backendUid: backend === undefined ? null : upstreamId,
    note: backend === undefined ? 'not a workload either' : 'a workload',
  });
  if (backend === undefined) return [leave(walk, again, 'UPSTREAM_MISSING', null)];
  return [goDirect(walk, again, backend)];
}

/** To the workload itself, or to its waypoint. */
function goDirect(walk: Walk, at: Point & { readonly step: number }, backend: BackendEntry) {
  if (backend.waypointPort !== 0) {
    return waypointManager(walk, at, {
      reason: 'BACKEND_WAYPOINT',
      address: backend.waypointAddr,
      port: backend.waypointPort,
      serviceId: null,
    });
  }
  return succeed(walk, at, {
    reason: 'WORKLOAD_ADDRESS',
    destination: walk.arrival,
    backendUid: backend.uid,
    serviceId: null,
  });
}
