// What the lab's services are in kernel-native mode: a listener each, and one cluster or several by weight.
// Waypoints and headless services have no place in it.
import {
  fortioSplit,
  type LabService,
  type LabTarget,
  nodeAddress,
  podAddress,
  pods,
  serviceAddress,
  services,
  to,
  workload,
} from './scenario.ts';

/** One cluster of a service. */
export interface LabCluster {
  /** Null = the service's only cluster. */
  readonly subset: string | null;
  readonly weight: number;
  /** Pod names by priority, which the data plane ignores. */
  readonly endpoints: LabService['endpoints'];
}

const withoutListener = ['fortio-waypoint', 'peers'];

/** The services that have a listener. */
export const nativeServices = services.filter(({ name }) => !withoutListener.includes(name));

const podsOf = (prefix: string) =>
  pods.map(({ name }) => name).filter((name) => name.startsWith(prefix));

const splits: Readonly<Record<string, readonly LabCluster[]>> = {
  fortio: fortioSplit.map(({ version, weight }) => ({
    subset: version,
    weight,
    endpoints: { 0: podsOf(`fortio-${version}-`) },
  })),
  // A cluster of two endpoints, and one tried out beside it.
  echo: [
    { subset: 'stable', weight: 80, endpoints: { 0: podsOf('echo-') } },
    { subset: 'canary', weight: 20, endpoints: { 0: podsOf('peers-') } },
  ],
};

/** Where a service's listener leads, in the order of its weighted clusters. */
export function clustersOf({ name, endpoints }: LabService): readonly LabCluster[] {
  return splits[name] ?? [{ subset: null, weight: 100, endpoints }];
}

/** The connections that traffic opens in this mode; those of other families and ports meet no listener. */
export const nativeTargets: readonly LabTarget[] = [
  to('netutils', serviceAddress(10), 80, 'LOAD_BALANCED', 'endpoint'),
  to('netutils', serviceAddress(12), 80, 'LOAD_BALANCED', 'endpoint'),
  to('netutils', serviceAddress(12), 81, 'NO_LISTENER', 'fallthrough'),
  to('netutils', podAddress(16), workload, 'NO_LISTENER', 'fallthrough'),
  to('netutils', serviceAddress(14), 80, 'LOAD_BALANCED', 'endpoint'),
  to('netutils', serviceAddress(15), 80, 'LOAD_BALANCED', 'endpoint'),
  to('netutils', serviceAddress(16), 80, 'CLUSTER_EMPTY', 'fallthrough'),
  to('netutils', serviceAddress(17), 80, 'LOAD_BALANCED', 'endpoint'),
  to('netutils', serviceAddress(18), 80, 'CLUSTER_MISSING', 'fallthrough'),
  to('netutils', nodeAddress.ipv4, 9000, 'NO_LISTENER', 'fallthrough'),
  to('halfway', serviceAddress(10), 80, 'LOAD_BALANCED', 'endpoint'),
  to('echo-5b8d9c7f6-2jx4n', serviceAddress(15), 80, 'LOAD_BALANCED', 'endpoint'),
  { from: 'outsider', address: serviceAddress(12), port: 80, verdict: null, reason: null },
];
