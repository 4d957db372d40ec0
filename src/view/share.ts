// The part of a service's new connections that one endpoint gets: every index of the priority that the
// policy settles on is equally likely. A test holds this to what explain/ computes.
import { addressBytes } from '../kmesh/address.ts';
import {
  hasEffectiveWaypoint,
  hasPriorities,
  type ServiceEntry,
} from '../kmesh/dual-engine/service.ts';

/** The priority from which the policy draws, or the reason why it draws from none. */
export type PriorityChoice =
  | { readonly prio: number }
  | {
      readonly prio: null;
      readonly reason: 'NO_ENDPOINTS' | 'NO_LOCAL_ENDPOINT' | 'LB_POLICY_UNKNOWN';
    };

/** What the service's policy settles on. */
export function choosePriority(service: ServiceEntry): PriorityChoice {
  const counts = service.endpointCounts;
  const { name } = service.lbPolicy;
  // Without priorities the count is looked at before the policy.
  if (!hasPriorities(service) && counts[0] === 0) return { prio: null, reason: 'NO_ENDPOINTS' };
  if (name === 'FAILOVER') {
    const prio = counts.findIndex((count) => count !== 0);
    return prio < 0 ? { prio: null, reason: 'NO_ENDPOINTS' } : { prio };
  }
  if (name === null) return { prio: null, reason: 'LB_POLICY_UNKNOWN' };
  if (counts[0] !== 0) return { prio: 0 };
  return { prio: null, reason: name === 'STRICT' ? 'NO_LOCAL_ENDPOINT' : 'NO_ENDPOINTS' };
}

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
