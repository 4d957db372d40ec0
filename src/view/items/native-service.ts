// Services of kernel-native mode: a listener, or a virtual host of an HTTP one, with what it leads to.

import type { Snapshot } from '../../snapshot/snapshot.ts';
import { clusterHostNames } from '../label.ts';
import type { NativeWeightItem } from './native-weight.ts';
import { toNativeWeightItems } from './native-weight.ts';

export interface NativeServiceItem {
  /** Listeners have no id. */
  readonly id: null;
  /** Name of the listener, null = none that can be read. */
  readonly name: string | null;
  readonly namespace: null;
  /** `configuration/virtual host`, null = TCP. */
  readonly hostname: string | null;
  /** `0.0.0.0` = every address. */
  readonly addresses: readonly string[];
  /** The target port is each endpoint's own. */
  readonly ports: readonly { readonly servicePort: number; readonly targetPort: null }[];
  /** Each cluster has one, and the programs look at none. */
  readonly lbPolicy: null;
  /** Endpoints of all priorities, which the programs do not tell apart. */
  readonly endpointCounts: readonly [number];
  readonly waypoint: null;
  readonly endpoints: readonly NativeServiceEndpoint[];
  /** `address:port`. */
  readonly listener: string;
  /** Names of the clusters, in their order. */
  readonly clusters: readonly string[];
}

export interface NativeServiceEndpoint {
  readonly prio: null;
  readonly index: null;
  readonly backendUid: null;
  /** Name of the cluster. */
  readonly name: string | null;
  readonly address: string;
  readonly port: number | null;
  /** Part of new plain TCP connections. */
  readonly share: number;
}

/** What a listener answers to: its own names and those of its clusters and their hosts. */
export function nativeServiceNames(item: NativeServiceItem): string[] {
  const { name, hostname, listener, addresses, clusters } = item;
  const own = [name, hostname].filter((known) => known !== null);
  return [...own, listener, ...addresses, ...clusters, ...clusters.flatMap(clusterHostNames)];
}

/** A listener, or a virtual host of an HTTP one, with the weights that it is made of. */
export interface NativeServiceGroup {
  readonly service: NativeServiceItem;
  readonly weights: readonly NativeWeightItem[];
}

/** Every listener with its virtual hosts, by address and port. */
export function toNativeServiceItems(snapshot: Snapshot): NativeServiceItem[] {
  return groupNativeServices(snapshot).map(({ service }) => service);
}

/** The same, each with its weights. */
export function groupNativeServices(snapshot: Snapshot): NativeServiceGroup[] {
  const groups = new Map<string, NativeWeightItem[]>();
  for (const weight of toNativeWeightItems(snapshot)) {
    const key = `${weight.listener} ${hostOf(weight) ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [weight]);
    else group.push(weight);
  }
  return [...groups.values()].flatMap((weights) => {
    const [first] = weights;
    return first === undefined ? [] : [{ service: toItem(first, weights), weights }];
  });
}

/** `configuration/virtual host` of the route, which ends in its own name. */
function hostOf({ route }: NativeWeightItem): string | null {
  return route === null ? null : route.slice(0, route.lastIndexOf('/'));
}

function toItem(first: NativeWeightItem, rows: readonly NativeWeightItem[]): NativeServiceItem {
  const endpoints = rows.flatMap(({ target, share }): NativeServiceEndpoint[] => {
    const { name, address, port } = target;
    if (address === null) return [];
    return [{ prio: null, index: null, backendUid: null, name, address, port, share }];
  });
  const { service: name, servicePort, listener } = first;
  return {
    id: null,
    name,
    namespace: null,
    hostname: hostOf(first),
    addresses: [listener.slice(0, listener.lastIndexOf(':'))],
    ports: [{ servicePort, targetPort: null }],
    lbPolicy: null,
    endpointCounts: [endpoints.length],
    waypoint: null,
    endpoints,
    listener,
    clusters: [...new Set(rows.flatMap(({ cluster }) => cluster ?? []))],
  };
}
