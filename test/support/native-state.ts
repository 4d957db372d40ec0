// Listeners and clusters for tests of kernel-native mode.

import { base } from '../../scripts/lab-node/native-image.ts';
import {
  addImageCluster,
  addImageListener,
  addWeighted,
} from '../../scripts/lab-node/native-objects.ts';
import { clusterKey } from '../../src/kmesh/kernel-native/cluster.ts';
import { filterKinds, httpConnectionManagerLayout } from '../../src/kmesh/kernel-native/filter.ts';
import { routeActionLayout, routeLayout } from '../../src/kmesh/kernel-native/route.ts';
import {
  routeConfigurationLayout,
  virtualHostLayout,
} from '../../src/kmesh/kernel-native/route-configuration.ts';
import {
  headerMatcherLayout,
  routeMatchLayout,
} from '../../src/kmesh/kernel-native/route-match.ts';
import { tcpProxyLayout, weightedSpecifier } from '../../src/kmesh/kernel-native/tcp-proxy.ts';
import { encodeWhole } from '../../src/layout/layout.ts';
import type { NativeMapsBuilder } from './native-maps.ts';

export { base };

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
  const withPorts = localities.map((locality) => ({
    ...locality,
    endpoints: locality.endpoints.map((address) => ({ address, port: 8080 })),
  }));
  addImageCluster(builder, name, withPorts);
}

/** Where listeners are that nobody puts elsewhere. */
const usualPlace = { address: '10.96.0.1', port: 80 };

/** A listener with one chain and one filter. */
export function addListener(
  builder: NativeMapsBuilder,
  kind: number,
  body: bigint,
  at = usualPlace,
) {
  return addImageListener(builder, { name: null, at }, { kind, body });
}

/** Weighted clusters. */
export const weighted = addWeighted;

/** The same with a TCP proxy to weighted clusters. */
export function addTcpListener(
  builder: NativeMapsBuilder,
  weights: readonly (readonly [string, number])[],
  at = usualPlace,
) {
  const proxy = builder.message(tcpProxyLayout, {
    stat_prefix: 0n,
    max_connect_attempts: 0,
    cluster_specifier_case: weightedSpecifier,
    cluster_specifier: addWeighted(builder, weights),
  });
  return addListener(builder, filterKinds.tcpProxy, proxy, at);
}

const weightedRoute = 3;
const byConfigName = 2;

/** An HTTP listener whose configuration `80` has the virtual host `host` with the route `r` to weighted clusters. */
export function addHttpListener(
  builder: NativeMapsBuilder,
  weights: readonly (readonly [string, number])[],
  at = usualPlace,
) {
  const route = builder.message(routeLayout, {
    name: builder.text('r'),
    match: builder.message(routeMatchLayout, {
      prefix: builder.text('/'),
      case_sensitive: 1,
      n_headers: 0n,
      headers: 0n,
    }),
    route: builder.message(routeActionLayout, {
      prefix_rewrite: 0n,
      timeout: 0,
      retry_policy: 0n,
      n_hash_policy: 0n,
      hash_policy: 0n,
      cluster_specifier_case: weightedRoute,
      cluster_specifier: addWeighted(builder, weights),
    }),
  });
  const host = builder.message(virtualHostLayout, {
    name: builder.text('host'),
    n_domains: 0n,
    domains: 0n,
    n_routes: 1n,
    routes: builder.list([route]),
  });
  const config = encodeWhole(routeConfigurationLayout, {
    base,
    api_status: 0,
    name: builder.text('80'),
    n_virtual_hosts: 1n,
    virtual_hosts: builder.list([host]),
  });
  builder.set('km_routerconfig', clusterKey(Buffer.from('80')), config);
  const http = builder.message(httpConnectionManagerLayout, {
    route_specifier_case: byConfigName,
    route_specifier: builder.text('80'),
  });
  return addListener(builder, filterKinds.http, http, at);
}

/** A locality with one endpoint. */
export const one = (address: string): Locality => ({
  weight: 1,
  priority: 0,
  endpoints: [address],
});

/** Routes of the HTTP listener 10.96.0.2:80: one virtual host `host` of the configuration `80`, with one route `r`. */
export interface Routes {
  readonly header: string;
  readonly domains: readonly string[];
  readonly weight: number;
}

/** Puts them in the maps; the weights of v1 and v2 sum to 100. */
export function addRoutes(builder: NativeMapsBuilder, { header, domains, weight }: Routes) {
  const text = (words: string) => builder.text(words);
  const matcher = builder.message(headerMatcherLayout, {
    name: text('end-user'),
    header_match_specifier_case: 4,
    header_match_specifier: text(header),
  });
  const match = builder.message(routeMatchLayout, {
    prefix: text('/'),
    case_sensitive: 1,
    n_headers: 1n,
    headers: builder.list([matcher]),
  });
  const action = builder.message(builder.generation.routeActionLayout as typeof routeActionLayout, {
    prefix_rewrite: 0n,
    timeout: 0,
    retry_policy: 0n,
    n_hash_policy: 0n,
    hash_policy: 0n,
    cluster_specifier_case: 3,
    cluster_specifier: addWeighted(builder, [
      ['v1', weight],
      ['v2', 100 - weight],
    ]),
  });
  const route = builder.message(routeLayout, { name: text('r'), match, route: action });
  const host = builder.message(virtualHostLayout, {
    name: text('host'),
    n_domains: BigInt(domains.length),
    domains: builder.list(domains.map(text)),
    n_routes: 1n,
    routes: builder.list([route]),
  });
  const configuration = encodeWhole(routeConfigurationLayout, {
    base,
    api_status: 0,
    name: text('80'),
    n_virtual_hosts: 1n,
    virtual_hosts: builder.list([host]),
  });
  builder.set('km_routerconfig', clusterKey(Buffer.from('80')), configuration);
  const http = builder.message(httpConnectionManagerLayout, {
    route_specifier_case: 2,
    route_specifier: text('80'),
  });
  return addListener(builder, filterKinds.http, http, { address: '10.96.0.2', port: 80 });
}
