import {
  toWorkloadPoliciesEntry,
  workloadPolicyCount,
} from '../../kmesh/dual-engine/workload-policies.ts';
import { decodeRows } from '../../snapshot/loaded-routing-maps.ts';
import { entryEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** A workload whose list of authorization policies is full. */
export const policiesCut: Rule = {
  code: 'POLICIES_CUT',
  severity: 'info',
  known: 'inferred',
  meaning:
    'a workload has four policies, which is all the map holds: further ones are not enforced in the kernel',
  cause: 'more than four authorization policies probably select the workload',
  advice: 'join policies so that at most four select it',
  issue: null,
  needs: ['km_wlpolicy'],
  find: findFull,
};

function* findFull({ snapshot }: CheckContext): Iterable<Draft> {
  const { mapSet, source } = snapshot;
  if (source.countEntries(mapSet, snapshot.pinName('km_wlpolicy')) === 0) return;
  for (const entry of decodeRows(snapshot.readMap('km_wlpolicy'), toWorkloadPoliciesEntry)) {
    const { backendUid, policyIds } = entry;
    if (policyIds.length < workloadPolicyCount) continue;
    yield {
      subject: subject('workload', backendUid),
      message: `all ${workloadPolicyCount} policy slots are in use`,
      evidence: [entryEvidence('km_wlpolicy', backendUid, { policyIds })],
    };
  }
}
