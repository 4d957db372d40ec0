// Pods of the node: a network namespace with its processes, its Kubernetes name, and whether Kmesh
// handles it. Half-enabled pods are a fault of their own, so cookie and address are kept apart.

/** How a pod's namespace and name were found out. */
export type PodEvidence =
  /** Pod UID in the cgroup path, name in the kubelet's pod log folder of that UID. */
  | 'cgroup-and-pod-logs'
  /** The UTS host name of its processes equals a workload's name in the name file. */
  | 'host-name-and-name-file'
  /** One of its addresses is a backend's, whose uid the name file names. */
  | 'address-and-name-file'
  /** Only the UTS host name: the namespace is not known. */
  | 'host-name'
  /** Only an entry of the manager map. */
  | 'manager-map';

/** The two halves of being enabled; null where the namespace, or its addresses, could not be seen. */
export interface PodEnabled {
  /** The manager map has the namespace's cookie: its connects are redirected. */
  readonly cookie: boolean | null;
  /**
   * The manager map has one of its addresses with value 0: it is reported and authorized. `unused` where the
   * programs go by cookies alone, as in kernel-native mode up to v1.0.
   */
  readonly address: boolean | 'unused' | null;
}

export type Enablement = 'enabled' | 'half-enabled' | 'not enabled' | 'unknown';

/** What the two halves come to. One half that is unknown leaves the whole unknown. */
export function enablementOf({ cookie, address }: PodEnabled): Enablement {
  if (cookie === null || address === null) return 'unknown';
  if (address === 'unused') return cookie ? 'enabled' : 'not enabled';
  if (cookie && address) return 'enabled';
  return cookie || address ? 'half-enabled' : 'not enabled';
}

export interface Pod {
  /** Kubernetes namespace, null = unknown. */
  readonly namespace: string | null;
  /** Pod name, null = unknown. */
  readonly name: string | null;
  readonly uid: string | null;
  readonly addresses: readonly string[];
  /** Cookie of its network namespace, null where no live namespace was found for it. */
  readonly netnsCookie: bigint | null;
  readonly enabled: PodEnabled;
  readonly pids: readonly number[];
  readonly knownBy: PodEvidence;
  /**
   * True where only a host name names it, or where its manager key could be a cookie or an address and
   * nothing settles which.
   */
  readonly isInferred: boolean;
}

/** `namespace/name`, or the best that there is: name, address or cookie. */
export function podLabel(pod: Pod): string {
  if (pod.name !== null) return pod.namespace === null ? pod.name : `${pod.namespace}/${pod.name}`;
  return pod.addresses[0] ?? `netns:${pod.netnsCookie}`;
}
