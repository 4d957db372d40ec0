// Which priority a service's policy draws from (reference 3.1, step 10), without walking the programs. A
// test holds it to what explain-connect computes.
import { hasPriorities, type ServiceEntry } from '../../kmesh/dual-engine/service.ts';

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
