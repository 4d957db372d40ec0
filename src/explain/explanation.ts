// What an explanation is: the steps of the data plane's own functions, and every way it can end.
import type { GenerationName } from '../kmesh/generation.ts';

export const verdicts = [
  'endpoint',
  'waypoint',
  'direct',
  'fallthrough',
  'unmanaged',
  'ignored',
  'dns-proxy',
  'denied',
] as const;
export type Verdict = (typeof verdicts)[number];

/** Each reason with its verdict and what it means; the README's table is held to this one. */
export const reasons = {
  LOAD_BALANCED: {
    verdict: 'endpoint',
    meaning: 'rewritten to a backend that the service policy drew',
    advice: 'nothing to do',
  },
  SERVICE_WAYPOINT: {
    verdict: 'waypoint',
    meaning: 'the service has a waypoint',
    advice: 'routing beyond it is decided by the waypoint',
  },
  BACKEND_WAYPOINT: {
    verdict: 'waypoint',
    meaning: 'the workload has a waypoint of its own',
    advice: 'routing beyond it is decided by the waypoint',
  },
  WORKLOAD_ADDRESS: {
    verdict: 'direct',
    meaning: 'the destination is the address of a workload that has no waypoint',
    advice: 'connect to the service address if balancing is wanted',
  },
  NO_FRONTEND: {
    verdict: 'fallthrough',
    meaning: 'the destination address is in no frontend entry',
    advice: 'outside the mesh, or the daemon has not written the service yet: compare `frontends`',
  },
  UPSTREAM_MISSING: {
    verdict: 'fallthrough',
    meaning: 'the frontend names an id that is neither a service nor a backend',
    advice: 'a left-over frontend: restart of the daemon or a missed delete',
  },
  NO_ENDPOINTS: {
    verdict: 'fallthrough',
    meaning: 'the service has no endpoint that its policy may use',
    advice: 'no healthy pods, or their endpoints were not written: compare `endpoints`',
  },
  NO_LOCAL_ENDPOINT: {
    verdict: 'fallthrough',
    meaning: 'policy STRICT, and no endpoint with priority 0',
    advice: 'schedule a pod in this locality or use FAILOVER; the connection is not blocked',
  },
  ENDPOINT_MISSING: {
    verdict: 'fallthrough',
    meaning: 'the drawn index has no endpoint entry although the count covers it',
    advice: 'the endpoint map has a hole: compare `endpoints` with the count of the service',
  },
  BACKEND_MISSING: {
    verdict: 'fallthrough',
    meaning: 'the endpoint names a backend that does not exist',
    advice: 'a left-over endpoint: compare `backends`',
  },
  PORT_NOT_IN_SERVICE: {
    verdict: 'fallthrough',
    meaning: 'the service has no such port among the ten that are stored',
    advice: 'check the port; a service keeps only its first ten',
  },
  LB_POLICY_UNKNOWN: {
    verdict: 'fallthrough',
    meaning: 'the load-balancing policy is a number that the programs do not know',
    advice: 'the control plane is newer than the data plane',
  },
  SERVICE_NOT_IN_BACKEND: {
    verdict: 'fallthrough',
    meaning: 'releases up to v0.5: the backend does not list the service',
    advice: 'more than ten services select the pod, or the entry is stale',
  },
  PASS_LIMIT: {
    verdict: 'fallthrough',
    meaning:
      'only of further passes: waypoints lead to waypoints, and the 33rd (up to v0.5 the first) was the last followed',
    advice: 'waypoints in a loop or a long chain: a waypoint must not have a waypoint itself',
  },
  NO_LISTENER: {
    verdict: 'fallthrough',
    meaning: 'kernel-native: no listener for the address and port, nor one for every address',
    advice: 'outside the mesh, or the daemon has not written the listener yet',
  },
  NO_FILTER_CHAIN: {
    verdict: 'fallthrough',
    meaning: 'kernel-native: no chain of the listener accepts plain TCP to this port',
    advice: 'TLS chains, unreadable ones and listeners of more than four chains are not used',
  },
  RATE_LIMITED: {
    verdict: 'fallthrough',
    meaning: 'kernel-native: the token bucket is empty; the connection is not refused',
    advice: 'wait for the next fill, or raise the limit',
  },
  RATE_LIMIT_UNREADABLE: {
    verdict: 'fallthrough',
    meaning: 'kernel-native: the rate limit of the chain leads to no token bucket',
    advice: 'a left-over reference: restart the daemon',
  },
  NO_FILTER: {
    verdict: 'fallthrough',
    meaning:
      'kernel-native: the chain has no TCP proxy that can be read, or more than four filters',
    advice: 'a further chain is not tried: check what the control plane sends',
  },
  HTTP_FILTER: {
    verdict: 'fallthrough',
    meaning: 'kernel-native: the first filter is an HTTP one, which ordinary kernels do not run',
    advice: 'HTTP routes need the enhanced kernel, or a service port that is declared as TCP',
  },
  TCP_PROXY_UNREADABLE: {
    verdict: 'fallthrough',
    meaning: 'kernel-native: the body of the TCP proxy is not there',
    advice: 'a left-over reference: restart the daemon',
  },
  NO_CLUSTER_CHOSEN: {
    verdict: 'fallthrough',
    meaning: 'kernel-native: the weights leave a part of the draws without a cluster',
    advice: 'make the weights sum to 100',
  },
  CLUSTER_NAME_UNREADABLE: {
    verdict: 'fallthrough',
    meaning: 'kernel-native: the name of the cluster is not there',
    advice: 'a left-over reference: restart the daemon',
  },
  CLUSTER_MISSING: {
    verdict: 'fallthrough',
    meaning: 'kernel-native: no cluster of the name that the listener gives',
    advice: 'the daemon has not written the cluster, or removed it too early',
  },
  BREAKER_OPEN: {
    verdict: 'fallthrough',
    meaning: 'kernel-native: the circuit breaker counts too many connections; nothing is refused',
    advice:
      'all clusters with one id share a count; a maximum of 0 blocks after the first connection',
  },
  CLUSTER_UNREADABLE: {
    verdict: 'fallthrough',
    meaning: "kernel-native: the cluster's own name or its load assignment is not there",
    advice: 'the cluster has no endpoints yet, or a left-over reference: restart the daemon',
  },
  ENDPOINTS_UNREADABLE: {
    verdict: 'fallthrough',
    meaning: 'kernel-native: a locality without a list of endpoints, so that none is taken',
    advice: 'one locality without endpoints does this to the whole cluster',
  },
  CLUSTER_EMPTY: {
    verdict: 'fallthrough',
    meaning: 'kernel-native: the list of endpoints that is kept for the cluster is empty',
    advice: 'the list is never refreshed: restart the daemon when there are endpoints now',
  },
  ENDPOINT_UNREADABLE: {
    verdict: 'fallthrough',
    meaning: 'kernel-native: the endpoint whose turn it is, or its address, is not there',
    advice: 'the kept list is older than the endpoints: restart the daemon',
  },
  ENDPOINT_INDEX_OVER: {
    verdict: 'fallthrough',
    meaning:
      'kernel-native: the kept count is above 64 and its turn stays where there is no endpoint',
    advice: 'the kept list is damaged: restart the daemon',
  },
  TAIL_CALL_MISSING: {
    verdict: 'fallthrough',
    meaning: 'kernel-native: a part of the programs is not loaded',
    advice: 'restart the daemon',
  },
  NOT_IPV4: {
    verdict: 'ignored',
    meaning: 'kernel-native: an IPv6 socket, also to an IPv4-mapped address: there is no hook',
    advice: 'use IPv4 sockets',
  },
  NOT_ENABLED: {
    verdict: 'unmanaged',
    meaning: "the source's network namespace is not in the manager map",
    advice: 'label the namespace or pod with istio.io/dataplane-mode=kmesh and restart the pod',
  },
  BYPASSED: {
    verdict: 'unmanaged',
    meaning: "v0.4: the manager map says that the source's network namespace is bypassed",
    advice: 'the daemon bypasses pods with the label kmesh.net/bypass',
  },
  NOT_TCP: {
    verdict: 'ignored',
    meaning: 'not TCP, and not a DNS query that the hooks handle',
    advice: 'nothing to do',
  },
  CONTROL_CONNECT: {
    verdict: 'ignored',
    meaning: 'a connect to 0.0.0.2 or ::2, port 929 or 930, by which a pod is enabled or disabled',
    advice: 'nothing to do',
  },
  DNS_PROXY_OFF: {
    verdict: 'ignored',
    meaning: 'IPv4 port 53 while the daemon has no DNS proxy: never looked up as a service',
    advice: 'use IPv6 or another port for TCP services on port 53, or enable the DNS proxy',
  },
  DNS_REDIRECT: {
    verdict: 'dns-proxy',
    meaning: "IPv4 port 53: sent to the daemon's DNS proxy",
    advice: 'nothing to do',
  },
} as const satisfies Record<string, { verdict: Verdict; meaning: string; advice: string }>;

export type Reason = keyof typeof reasons;

/** The connection that is asked about. */
export interface ConnectRequest {
  /** Family of the socket: an IPv4-mapped destination has family 6. */
  readonly family: 4 | 6;
  readonly protocol: 'tcp' | 'udp';
  /** `sendmsg`: one unconnected datagram. */
  readonly call: 'connect' | 'sendmsg';
  /** As the application gives it; RFC 5952 text, IPv4-mapped kept. */
  readonly address: string;
  readonly port: number;
}

/** One function of the data plane that ran, or one entry that it looked up. */
export interface Step {
  /** Position in `steps`. */
  readonly id: number;
  /** The step that led here, null for the first. */
  readonly parent: number | null;
  /**
   * 1 for the connect itself, 2 for the pass through the waypoint's own address, and so on. An address
   * that a later pass comes to again has one step there, which names the pass that shows the rest.
   */
  readonly pass: number;
  /** Name of the C function. */
  readonly function: string;
  /** Map that was asked, or null for a decision without one. */
  readonly map: string | null;
  /** The key as a person reads it: an address, an id, `service/prio/index`. */
  readonly key: string | null;
  /** Whether the entry was there; null without a lookup. */
  readonly hit: boolean | null;
  /** Ids met here, so that a view can put names to them. */
  readonly serviceId: number | null;
  readonly backendUid: number | null;
  readonly note: string;
  /** Probability that a new connection comes by here in this pass. */
  readonly share: number;
}

/** What the programs leave of the socket: in its storage, up to v1.0 also in a map of original destinations. */
export interface StorageTrace {
  /** Whether the connect time is set; up to v1.0 that is whether there is a storage at all. */
  readonly hasConnectTime: boolean;
  readonly isViaWaypoint: boolean;
  /**
   * What is recorded as the original destination, null = nothing; as it reads in the half of the
   * socket's family. A datagram from an IPv6 socket to `::ffff:a.b.c.d` leaves a.b.c.d as the head of an
   * IPv6 address.
   */
  readonly originalDestination: { readonly address: string; readonly port: number } | null;
}

/** One way the connect can end. Outcomes differ in at least one field besides the share. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** Where the socket is connected to: address as the kernel then has it, in the socket's family. */
  readonly address: string;
  readonly port: number;
  /** The workload that is reached, 0 the DNS proxy; null where the address is not that of a backend met. */
  readonly backendUid: number | null;
  /** The service of the original destination, where there is one. */
  readonly serviceId: number | null;
  /**
   * Why the pass through the waypoint's own address (or the last of several) led to no workload, else
   * null: the reason it fell through for, or that it went to the DNS proxy or was a control connect.
   */
  readonly secondPass: Reason | null;
  /** Probability, 0 to 1; the shares of one explanation sum to 1. */
  readonly share: number;
  /** What is left of the socket afterwards; null = nothing. */
  readonly storage: StorageTrace | null;
  /** Kernel-native mode: the cluster that was chosen, absent where none was. */
  readonly cluster?: ClusterTrace;
  /** Last step that led here. */
  readonly step: number;
}

/** The cluster of a connect, and what it leaves in the socket's cluster storage. */
export interface ClusterTrace {
  /** Name of the entry in the cluster map. */
  readonly name: string;
  /** Id in the socket's `km_cluster_sock`, null = the socket gets none. */
  readonly storedId: number | null;
}

export interface Explanation {
  readonly generation: GenerationName;
  readonly request: ConnectRequest;
  readonly managed: boolean;
  readonly steps: readonly Step[];
  /** Largest share first, then by address and port. */
  readonly outcomes: readonly Outcome[];
  /** Maps that could not be read whole: a miss in them proves nothing. */
  readonly incompleteMaps: readonly string[];
}
