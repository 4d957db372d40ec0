import type { Pod, PodEnabled, PodEvidence } from '../../snapshot/pod.ts';

export interface PodItem {
  readonly namespace: string | null;
  readonly name: string | null;
  readonly addresses: readonly string[];
  /** Decimal string; null where no live namespace was found. */
  readonly netnsCookie: string | null;
  readonly enabled: PodEnabled;
  readonly pids: readonly number[];
  readonly knownBy: PodEvidence;
  /** Kubernetes' UID of the pod. */
  readonly uid: string | null;
  /** `inferred` where a manager key could be a cookie or an address and nothing settles it. */
  readonly known: 'observed' | 'inferred';
}

/** The pod as JSON and tables show it. */
export function toPodItem(pod: Pod): PodItem {
  return {
    namespace: pod.namespace,
    name: pod.name,
    addresses: pod.addresses,
    netnsCookie: pod.netnsCookie === null ? null : String(pod.netnsCookie),
    enabled: pod.enabled,
    pids: pod.pids,
    knownBy: pod.knownBy,
    uid: pod.uid,
    known: pod.isInferred ? 'inferred' : 'observed',
  };
}
