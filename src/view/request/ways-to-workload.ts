// What may lead to a workload: the services that list it, and, where it is a waypoint's, those that send
// their connections there, however many waypoints follow each other.
import { addressBytes, unmapAddress } from '../../kmesh/address.ts';
import { hasEffectiveWaypoint } from '../../kmesh/dual-engine/service.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Directory } from '../directory.ts';

export interface WaysToWorkload {
  /** Addresses of its frontends, and that of its backend. */
  readonly ownAddresses: readonly string[];
  /** Services that have it as an endpoint, at whatever priority and index. */
  readonly listing: ReadonlySet<number>;
  /** Those, and services that a waypoint may lead from to one of them. */
  readonly services: ReadonlySet<number>;
}

/** Found by following waypoints backwards, each address once. */
export function findWaysToWorkload(
  snapshot: Snapshot,
  directory: Directory,
  uid: number,
): WaysToWorkload {
  const ownAddresses = addressesOfWorkload(snapshot, uid);
  const listing = new Set<number>();
  for (const { backendUid, serviceId } of directory.endpoints) {
    if (backendUid === uid) listing.add(serviceId);
  }
  const senders = sendersByWaypoint(snapshot, directory);
  // A service may have taken an address over: what falls through there stays at the workload's.
  const services = new Set([...listing, ...ownAddresses.flatMap((at) => serviceAt(snapshot, at))]);
  const addressesOf = (id: number) => directory.addressesOfService(id);
  const waiting = [...ownAddresses, ...[...services].flatMap(addressesOf)];
  const seen = new Set(waiting);
  const reach = (addresses: readonly string[]) => {
    const further = addresses.filter((address) => !seen.has(address));
    for (const address of further) seen.add(address);
    waiting.push(...further);
  };
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
    const from = senders.get(address);
    for (const id of from?.services ?? []) {
      services.add(id);
      reach(addressesOf(id));
    }
    reach(from?.addresses ?? []);
  }
  return { ownAddresses, listing, services };
}

function serviceAt({ routing }: Snapshot, address: string): number[] {
  const id = routing.findFrontend(address)?.upstreamId;
  return id !== undefined && routing.findService(id) !== undefined ? [id] : [];
}

function addressesOfWorkload(snapshot: Snapshot, uid: number): string[] {
  const own = snapshot.frontends.filter(({ upstreamId }) => upstreamId === uid);
  const stored = snapshot.routing.findBackend(uid)?.address;
  const addresses = own.map(({ address }) => address);
  return [...new Set(stored === undefined ? addresses : [stored, ...addresses])];
}

/** What sends connections to a waypoint. */
interface Senders {
  /** Services that have it, and services of workloads that have it. */
  readonly services: Set<number>;
  /** Addresses of workloads that have it: some may be waypoints in turn. */
  readonly addresses: string[];
}

/** By the waypoint's address. */
function sendersByWaypoint(snapshot: Snapshot, directory: Directory): Map<string, Senders> {
  const senders = new Map<string, Senders>();
  const at = (address: string): Senders => {
    const key = unmapAddress(address);
    const known = senders.get(key) ?? { services: new Set(), addresses: [] };
    senders.set(key, known);
    return known;
  };
  for (const service of snapshot.services) {
    const { id, waypointAddr } = service;
    if (hasEffectiveWaypoint(service, addressBytes(waypointAddr)))
      at(waypointAddr).services.add(id);
  }
  const waypoints = new Map(
    snapshot.backends
      .filter(({ waypointPort }) => waypointPort !== 0)
      .map(({ uid, waypointAddr }) => [uid, waypointAddr] as const),
  );
  if (waypoints.size === 0) return senders;
  for (const { backendUid, serviceId } of directory.endpoints) {
    const waypoint = waypoints.get(backendUid);
    if (waypoint !== undefined) at(waypoint).services.add(serviceId);
  }
  for (const { upstreamId, address } of snapshot.frontends) {
    const waypoint = waypoints.get(upstreamId);
    if (waypoint !== undefined) at(waypoint).addresses.push(address);
  }
  return senders;
}
