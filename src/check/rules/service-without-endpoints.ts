import { serviceEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';
import { isServedByWaypoint } from '../waypoints.ts';

/** A service whose counts are all 0. */
export const serviceWithoutEndpoints: Rule = {
  code: 'SERVICE_WITHOUT_ENDPOINTS',
  severity: 'warning',
  known: 'observed',
  meaning: 'a service has no endpoint at all: its connections leave the mesh',
  cause: 'no pod of it is ready, or its workloads were pushed before it and not again',
  advice: 'look at the pods of the service; if some are ready, restart the daemon on this node',
  issue: 670,
  needs: ['km_service'],
  find: findEmpty,
};

function* findEmpty({ tables: { services } }: CheckContext): Iterable<Draft> {
  for (const service of services.entries) {
    if (service.endpointCounts.some((count) => count !== 0)) continue;
    if (isServedByWaypoint(service)) continue;
    yield {
      subject: subject('service', service.id),
      message: 'it has no endpoint at any priority',
      evidence: [serviceEvidence(service, 'endpointCounts', 'lbPolicy')],
    };
  }
}
