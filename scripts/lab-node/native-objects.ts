// Listeners and clusters of kernel-native mode with all that they refer to, as the daemon would store them.
import { clusterKey, type clusterLayout } from '../../src/kmesh/kernel-native/cluster.ts';
import { endpointLayout } from '../../src/kmesh/kernel-native/endpoint.ts';
import { filterKinds, filterLayout } from '../../src/kmesh/kernel-native/filter.ts';
import {
  filterChainLayout,
  filterChainMatchLayout,
  rawBuffer,
} from '../../src/kmesh/kernel-native/filter-chain.ts';
import { listenerValueLayout } from '../../src/kmesh/kernel-native/listener.ts';
import { loadAssignmentLayout } from '../../src/kmesh/kernel-native/load-assignment.ts';
import { localityLbEndpointsLayout } from '../../src/kmesh/kernel-native/locality-lb-endpoints.ts';
import { socketAddressLayout } from '../../src/kmesh/kernel-native/socket-address.ts';
import { tcpProxyLayout, weightedSpecifier } from '../../src/kmesh/kernel-native/tcp-proxy.ts';
import {
  clusterWeightLayout,
  weightedClusterLayout,
} from '../../src/kmesh/kernel-native/weighted-clusters.ts';
import { parseIp } from '../../src/layout/ip-address.ts';
import { type Decoded, encodeWhole } from '../../src/layout/layout.ts';
import { base, type NativeImage } from './native-image.ts';

export interface ImageAddress {
  readonly address: string;
  readonly port: number;
}

export interface ImageLocality {
  readonly weight: number;
  readonly priority: number;
  readonly endpoints: readonly ImageAddress[];
}

const protocolTcp = 0;
/** `cluster_specifier_case` of a proxy to one cluster. */
const singleSpecifier = 2;

function socketAddress({ address, port }: ImageAddress) {
  const ipv4 = parseIp(address);
  if (ipv4?.length !== 4) throw new RangeError(`not an IPv4 address: ${address}`);
  return { protocol: protocolTcp, port, ipv4 };
}

/** A cluster in its map, with its localities. */
export function addImageCluster(
  image: NativeImage,
  name: string,
  localities: readonly ImageLocality[],
): void {
  const lists = localities.map(({ weight, priority, endpoints }) => {
    const references = endpoints.map((endpoint) =>
      image.message(endpointLayout, {
        address: image.message(socketAddressLayout, socketAddress(endpoint)),
      }),
    );
    return image.message(localityLbEndpointsLayout, {
      n_lb_endpoints: BigInt(references.length),
      lb_endpoints: image.list(references),
      load_balancing_weight: weight,
      priority,
      connect_num: 0,
    });
  });
  // v0.5's layout leaves out what it has not.
  const value: Decoded<typeof clusterLayout> = {
    base,
    api_status: 0,
    name: image.text(name),
    id: 0,
    connect_timeout: 1,
    lb_policy: 0,
    load_assignment: image.message(loadAssignmentLayout, {
      cluster_name: image.text(name),
      n_endpoints: BigInt(lists.length),
      endpoints: image.list(lists),
    }),
    circuit_breakers: 0n,
  };
  const layout = image.generation.clusterLayout as typeof clusterLayout;
  image.set('km_cluster', clusterKey(Buffer.from(name)), encodeWhole(layout, value));
}

/** The body of a TCP proxy filter: to its only cluster, or to several by weight. */
export function addTcpProxy(
  image: NativeImage,
  clusters: readonly (readonly [name: string, weight: number])[],
): bigint {
  const [only, ...others] = clusters;
  const isSingle = only !== undefined && others.length === 0;
  return image.message(tcpProxyLayout, {
    stat_prefix: 0n,
    max_connect_attempts: 0,
    cluster_specifier_case: isSingle ? singleSpecifier : weightedSpecifier,
    cluster_specifier: isSingle ? image.text(only[0]) : addWeighted(image, clusters),
  });
}

/** Weighted clusters. */
export function addWeighted(
  image: NativeImage,
  clusters: readonly (readonly [name: string, weight: number])[],
): bigint {
  const entries = clusters.map(([name, weight]) =>
    image.message(clusterWeightLayout, { name: image.text(name), weight }),
  );
  return image.message(weightedClusterLayout, {
    n_clusters: BigInt(entries.length),
    clusters: image.list(entries),
  });
}

/** A listener in its map with one chain and one filter; its key and value. */
export function addImageListener(
  image: NativeImage,
  { name, at }: { readonly name: string | null; readonly at: ImageAddress },
  filter: { readonly kind: number; readonly body: bigint },
): { readonly key: Buffer; readonly value: Buffer } {
  const match = image.message(filterChainMatchLayout, {
    n_prefix_ranges: 0n,
    prefix_ranges: 0n,
    destination_port: 0,
    transport_protocol: image.text(rawBuffer),
    n_application_protocols: 0n,
    application_protocols: 0n,
  });
  const filters = [
    image.message(filterLayout, {
      name: 0n,
      config_type_case: filter.kind,
      config_type: filter.body,
    }),
  ];
  const chain = image.message(filterChainLayout, {
    filter_chain_match: match,
    n_filters: BigInt(filters.length),
    filters: image.list(filters),
    name: image.text('chain'),
  });
  const address = { base, ...socketAddress(at) };
  const key = encodeWhole(socketAddressLayout, address);
  const value = encodeWhole(listenerValueLayout, {
    base,
    api_status: 0,
    name: name === null ? 0n : image.text(name),
    address: name === null ? 0n : image.message(socketAddressLayout, address),
    n_filter_chains: 1n,
    filter_chains: image.list([chain]),
  });
  image.set('km_listener', key, value);
  return { key, value };
}

/** A listener to clusters by weight, or to its only one. */
export function addImageTcpListener(
  image: NativeImage,
  listener: { readonly name: string; readonly at: ImageAddress },
  clusters: readonly (readonly [name: string, weight: number])[],
): void {
  addImageListener(image, listener, {
    kind: filterKinds.tcpProxy,
    body: addTcpProxy(image, clusters),
  });
}
