// Workload policies `km_wlpolicy` (reference 2.12): backend uid -> up to four policy ids; 0 ends the list.

import { u32 } from '../../layout/scalar.ts';
import { array, struct } from '../../layout/struct.ts';

export const workloadPolicyCount = 4;
export const workloadPoliciesKeyLayout = struct('wl_policies_key', { backend_uid: u32 });
export const workloadPoliciesValueLayout = struct('wl_policies_value', {
  policy_ids: array(u32, workloadPolicyCount),
});

export interface WorkloadPoliciesEntry {
  readonly backendUid: number;
  /** The ids before the first 0. */
  readonly policyIds: readonly number[];
}

/** The entry of one row, whose key and value lie at the given offsets. */
export function toWorkloadPoliciesEntry(
  keys: Buffer,
  keyOffset: number,
  values: Buffer,
  valueOffset: number,
): WorkloadPoliciesEntry {
  const { policy_ids: ids } = workloadPoliciesValueLayout.decode(values, valueOffset);
  const end = ids.indexOf(0);
  return {
    backendUid: u32.decode(keys, keyOffset),
    policyIds: end < 0 ? ids : ids.slice(0, end),
  };
}
