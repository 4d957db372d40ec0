// RoutingMaps as they would be after a change that nobody made: for what-if questions. Nothing is written
// anywhere; what is not altered is asked of the real maps.
import { addressBytes, addressText } from '../kmesh/address.ts';
import type { EndpointEntry } from '../kmesh/dual-engine/endpoint.ts';
import { lbPolicyOf, type ServiceEntry } from '../kmesh/dual-engine/service.ts';
import type { RoutingMaps } from './routing-maps.ts';

/** What is otherwise than in the maps. */
export interface Alterations {
  /** Backends that are no endpoint of any service; the backends themselves and their frontends stay. */
  readonly without: ReadonlySet<number>;
  /** Waypoints by service id. */
  readonly waypoints: ReadonlyMap<number, { readonly address: string; readonly port: number }>;
  /** Numbers of load-balancing policies by service id. */
  readonly policies: ReadonlyMap<number, number>;
}

/** Endpoints of one service: those that are in reach, by priority and then by index. */
interface AlteredService {
  readonly entry: ServiceEntry;
  readonly groups: readonly ReadonlyMap<number, EndpointEntry>[];
}

/** The maps with the alterations, as Kmesh's daemon would leave them. */
export function alterRoutingMaps(maps: RoutingMaps, alterations: Alterations): RoutingMaps {
  const altered = new Map<number, AlteredService | undefined>();
  const find = (id: number): AlteredService | undefined => {
    if (!altered.has(id)) altered.set(id, alterService(maps, id, alterations));
    return altered.get(id);
  };
  return {
    findFrontend: (address) => maps.findFrontend(address),
    findService: (id) => find(id)?.entry,
    findBackend: (uid) => maps.findBackend(uid),
    isManaged: (cookie) => maps.isManaged(cookie),
    isBypassed: (cookie) => maps.isBypassed(cookie),
    listEndpoints: (serviceId, prio, count) => {
      const group = find(serviceId)?.groups[prio];
      if (group === undefined) return maps.listEndpoints(serviceId, prio, count);
      return [...group.values()]
        .filter(({ backendIndex }) => backendIndex <= count)
        .sort((a, b) => a.backendIndex - b.backendIndex);
    },
    get incompleteMaps() {
      return maps.incompleteMaps;
    },
  };
}

function alterService(
  maps: RoutingMaps,
  id: number,
  { without, waypoints, policies }: Alterations,
): AlteredService | undefined {
  const entry = maps.findService(id);
  if (entry === undefined) return undefined;
  const waypoint = waypoints.get(id);
  const policy = policies.get(id);
  const counts = [...entry.endpointCounts];
  const groups =
    without.size === 0
      ? []
      : counts.map((count, prio) => {
          const rows = maps.listEndpoints(id, prio, count);
          const group = new Map(rows.map((row) => [row.backendIndex, row]));
          counts[prio] = removeEndpoints(group, count, without);
          return group;
        });
  return {
    entry: {
      ...entry,
      endpointCounts: counts,
      ...(policy === undefined ? {} : { lbPolicy: lbPolicyOf(entry, policy) }),
      // As the map would hold it: some IPv6 addresses read as IPv4.
      ...(waypoint === undefined
        ? {}
        : {
            waypointAddr: addressText(addressBytes(waypoint.address), 0),
            waypointPort: waypoint.port,
          }),
    },
    groups,
  };
}

/**
 * Takes endpoints out of a group as the daemon does: the last one moves into the hole, and the count falls
 * by one. The count that is left.
 */
function removeEndpoints(
  group: Map<number, EndpointEntry>,
  count: number,
  without: ReadonlySet<number>,
): number {
  let left = count;
  const removed = [...group.values()].filter(({ backendUid }) => without.has(backendUid));
  // From the last one on, so that none that goes moves into another's hole.
  for (const { backendIndex } of removed.sort((a, b) => b.backendIndex - a.backendIndex)) {
    const last = group.get(left);
    if (last === undefined) group.delete(backendIndex);
    else group.set(backendIndex, { ...last, backendIndex });
    group.delete(left);
    left--;
  }
  return left;
}
