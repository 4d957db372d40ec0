import {
  type clusterLayout as anyClusterLayout,
  clusterKey,
} from '../../src/kmesh/kernel-native/cluster.ts';
import { endpointLayout } from '../../src/kmesh/kernel-native/endpoint.ts';
import { filterLayout } from '../../src/kmesh/kernel-native/filter.ts';
import {
  filterChainLayout,
  filterChainMatchLayout,
} from '../../src/kmesh/kernel-native/filter-chain.ts';
import { listenerValueLayout } from '../../src/kmesh/kernel-native/listener.ts';
import { loadAssignmentLayout } from '../../src/kmesh/kernel-native/load-assignment.ts';
import { localityLbEndpointsLayout } from '../../src/kmesh/kernel-native/locality-lb-endpoints.ts';
import { socketAddressLayout } from '../../src/kmesh/kernel-native/socket-address.ts';
import { tcpProxyLayout } from '../../src/kmesh/kernel-native/tcp-proxy.ts';
import {
  clusterWeightLayout,
  weightedClusterLayout,
} from '../../src/kmesh/kernel-native/weighted-clusters.ts';
import type { Decoded } from '../../src/layout/layout.ts';
import { encodeWhole } from '../../src/layout/layout.ts';
import type { NativeMapsBuilder } from './native-maps.ts';

/** A header of zeros. */
export const base = { descriptor: 0n, n_unknown_fields: 0, unknown_fields: 0n };
/** The four bytes of an address. */
export const ip = (text: string) => Buffer.from(text.split('.').map(Number));

export interface Locality {
  readonly weight: number;
  readonly priority: number;
  readonly endpoints: readonly string[];
}

/** A cluster in the map, and all that it refers to; every endpoint has port 8080. */
export function addCluster(
  builder: NativeMapsBuilder,
  name: string,
  localities: readonly Locality[],
) {
  const lists = localities.map(({ weight, priority, endpoints }) => {
    const references = endpoints.map((address) => {
      const socket = { protocol: 0, port: 8080, ipv4: ip(address) };
      return builder.message(endpointLayout, {
        address: builder.message(socketAddressLayout, socket),
      });
    });
    return builder.message(localityLbEndpointsLayout, {
      n_lb_endpoints: BigInt(references.length),
      lb_endpoints: builder.list(references),
      load_balancing_weight: weight,
      priority,
      connect_num: 0,
    });
  });
  const value: Decoded<typeof anyClusterLayout> = {
    base,
    api_status: 0,
    name: builder.text(name),
    id: 0,
    connect_timeout: 1,
    lb_policy: 0,
    load_assignment: builder.message(loadAssignmentLayout, {
      cluster_name: 0n,
      n_endpoints: BigInt(lists.length),
      endpoints: builder.list(lists),
    }),
    circuit_breakers: 0n,
  };
  const { clusterLayout } = builder.generation;
  const bytes = encodeWhole(clusterLayout as typeof anyClusterLayout, value);
  builder.set('km_cluster', clusterKey(Buffer.from(name)), bytes);
}

/** A listener of 10.96.0.1:80 with one chain and one filter. */
export function addListener(builder: NativeMapsBuilder, kind: number, body: bigint) {
  const filter = builder.message(filterLayout, {
    name: 0n,
    config_type_case: kind,
    config_type: body,
  });
  const match = builder.message(filterChainMatchLayout, {
    n_prefix_ranges: 0n,
    prefix_ranges: 0n,
    destination_port: 0,
    transport_protocol: builder.text('raw_buffer'),
    n_application_protocols: 0n,
    application_protocols: 0n,
  });
  const chain = builder.message(filterChainLayout, {
    filter_chain_match: match,
    n_filters: 1n,
    filters: builder.list([filter]),
    name: builder.text('chain'),
  });
  const key = encodeWhole(socketAddressLayout, {
    base,
    protocol: 0,
    port: 80,
    ipv4: ip('10.96.0.1'),
  });
  const value = encodeWhole(listenerValueLayout, {
    base,
    api_status: 0,
    name: 0n,
    address: 0n,
    n_filter_chains: 1n,
    filter_chains: builder.list([chain]),
  });
  builder.set('km_listener', key, value);
  return { key, value };
}

/** Weighted clusters. */
export function weighted(
  builder: NativeMapsBuilder,
  weights: readonly (readonly [string, number])[],
) {
  const entries = weights.map(([name, weight]) =>
    builder.message(clusterWeightLayout, { name: builder.text(name), weight }),
  );
  return builder.message(weightedClusterLayout, {
    n_clusters: BigInt(entries.length),
    clusters: builder.list(entries),
  });
}

/** The same with a TCP proxy to weighted clusters. */
export function addTcpListener(
  builder: NativeMapsBuilder,
  weights: readonly (readonly [string, number])[],
) {
  const proxy = builder.message(tcpProxyLayout, {
    stat_prefix: 0n,
    max_connect_attempts: 0,
    cluster_specifier_case: 10,
    cluster_specifier: weighted(builder, weights),
  });
  return addListener(builder, 2, proxy);
}

/** A locality with one endpoint. */
export const one = (address: string): Locality => ({
  weight: 1,
  priority: 0,
  endpoints: [address],
});
