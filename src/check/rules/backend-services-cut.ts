import { backendServiceCount } from '../../kmesh/dual-engine/backend.ts';
import { backendEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** A backend whose list of services is full. */
export const backendServicesCut: Rule = {
  code: 'BACKEND_SERVICES_CUT',
  severity: 'info',
  known: 'inferred',
  meaning: 'a backend lists ten services, which is all it can: further ones were probably cut off',
  cause: 'more than ten services select the pod',
  advice: 'harmless from v1.0 on; before, let fewer services select the pod',
  issue: null,
  needs: ['km_backend'],
  find: findFullLists,
};

function* findFullLists({ tables: { backends } }: CheckContext): Iterable<Draft> {
  for (let row = 0; row < backends.count; row++) {
    if (backends.serviceCount(row) < backendServiceCount) continue;
    const entry = backends.entry(row);
    yield {
      subject: subject('workload', entry.uid),
      message: `all ${backendServiceCount} service slots are in use`,
      evidence: [backendEvidence(entry, 'serviceCount', 'serviceIds')],
    };
  }
}
