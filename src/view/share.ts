// The part of a service's new connections that one endpoint gets: every index of the priority that the
// policy settles on is equally likely. A test holds this to what explain/ computes.
import { choosePriority, type PriorityChoice } from '../explain/dual-engine/choose-priority.ts';
import { addressBytes } from '../kmesh/address.ts';
import { hasEffectiveWaypoint, type ServiceEntry } from '../kmesh/dual-engine/service.ts';

export { choosePriority, type PriorityChoice };

/** The share of each endpoint of the service: 0 to 1, or null where a waypoint decides. */
export type ShareOf = (prio: number, index: number) => number | null;

/** The service's shares; an index beyond the count, or 0, is never drawn. */
export function endpointShares(service: ServiceEntry): ShareOf {
  if (hasEffectiveWaypoint(service, addressBytes(service.waypointAddr))) return () => null;
  const choice = choosePriority(service);
  return (prio, index) => {
    const count = service.endpointCounts[prio] ?? 0;
    const isDrawn = choice.prio === prio && index >= 1 && index <= count;
    return isDrawn ? 1 / count : 0;
  };
}

/** The share of one endpoint; ask `endpointShares` once where a service has many. */
export function endpointShare(service: ServiceEntry, prio: number, index: number): number | null {
  return endpointShares(service)(prio, index);
}
