// Exit statuses (contract, section 3), and which one each kind of failure has.
import type { KernelErrorCode } from '../kernel/kernel-error.ts';

export const exitStatus = Object.freeze({
  done: 0,
  found: 1,
  usage: 2,
  notPermitted: 3,
  noKmesh: 4,
  incomplete: 5,
  bug: 70,
});

/**
 * What the environment refused, as a status. A missing libbpf and a failed call are neither a matter of
 * permission nor a proof that Kmesh is not there: the answer could not be given, which is 5.
 */
export const kernelErrorStatus: Readonly<Record<KernelErrorCode, number>> = Object.freeze({
  NO_PERMISSION: exitStatus.notPermitted,
  NOT_PINNED: exitStatus.noKmesh,
  NO_BPFFS: exitStatus.noKmesh,
  LIBBPF_MISSING: exitStatus.incomplete,
  UNSUPPORTED_HOST: exitStatus.incomplete,
  CALL_FAILED: exitStatus.incomplete,
});
