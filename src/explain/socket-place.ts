// Addresses at the ends of a socket, and what in the maps has them.
import { addressBytes, unmapAddress } from '../kmesh/address.ts';
import { hasEffectiveWaypoint } from '../kmesh/dual-engine/service.ts';
import type { RoutingMaps } from '../snapshot/routing-maps.ts';

export interface Place {
  readonly address: string;
  readonly port: number;
}

/** The service that has this address, null = none. */
export function serviceOf(routing: RoutingMaps, place: Place): number | null {
  const id = routing.findFrontend(unmapAddress(place.address))?.upstreamId;
  return id !== undefined && routing.findService(id) !== undefined ? id : null;
}

/** The backend that has this address, null = none. */
export function backendOf(routing: RoutingMaps, place: Place): number | null {
  const id = routing.findFrontend(unmapAddress(place.address))?.upstreamId;
  if (id === undefined || routing.findService(id) !== undefined) return null;
  return routing.findBackend(id) === undefined ? null : id;
}

export function isSamePlace(a: Place, b: Place): boolean {
  return a.address === b.address && a.port === b.port;
}

/** The first service of the destination's workload that a waypoint ought to stand before. */
export function bypassedService(routing: RoutingMaps, place: Place): number | null {
  const uid = backendOf(routing, place);
  const backend = uid === null ? undefined : routing.findBackend(uid);
  const ids = backend?.serviceIds.slice(0, backend.serviceCount) ?? [];
  return (
    ids.find((id) => {
      const service = routing.findService(id);
      if (service === undefined) return false;
      return hasEffectiveWaypoint(service, addressBytes(service.waypointAddr));
    }) ?? null
  );
}
