import { choosePriority } from '../../explain/dual-engine/choose-priority.ts';
import type { ServiceEntry } from '../../kmesh/dual-engine/service.ts';
import { serviceEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';
import { isServedByWaypoint } from '../waypoints.ts';

/** A service that has endpoints, none of which its policy may draw. */
export const nothingInReach: Rule = {
  code: 'NOTHING_IN_REACH',
  severity: 'warning',
  known: 'computed',
  meaning:
    'a service has endpoints, but none that its policy may draw: its connections leave the mesh, they are not blocked',
  cause:
    'policy STRICT without a pod in this locality, endpoints left at old priorities, or a policy that the programs do not know',
  advice:
    'schedule a pod in this locality or use FAILOVER; after a change of the policy, restart the daemon',
  issue: null,
  needs: ['km_service'],
  find: findOutOfReach,
};

function* findOutOfReach({ tables: { services } }: CheckContext): Iterable<Draft> {
  for (const service of services.entries) {
    if (service.endpointCounts.every((count) => count === 0)) continue;
    const choice = choosePriority(service);
    if (choice.prio !== null || isServedByWaypoint(service)) continue;
    yield {
      subject: subject('service', service.id),
      message: messageOf(service, choice.reason),
      evidence: [serviceEvidence(service, 'endpointCounts', 'lbPolicy')],
    };
  }
}

function messageOf({ lbPolicy }: ServiceEntry, reason: string): string {
  if (reason === 'LB_POLICY_UNKNOWN') return `the programs do not know policy ${lbPolicy.raw}`;
  return `policy ${lbPolicy.name} draws at priority 0 only, which has no endpoint`;
}
