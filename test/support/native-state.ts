// Listeners and clusters for tests of kernel-native mode.
import {
  addImageCluster,
  addImageListener,
  addWeighted,
} from '../../scripts/lab-node/native-objects.ts';
import { filterKinds } from '../../src/kmesh/kernel-native/filter.ts';
import { tcpProxyLayout, weightedSpecifier } from '../../src/kmesh/kernel-native/tcp-proxy.ts';
import type { NativeMapsBuilder } from './native-maps.ts';

export { base } from '../../scripts/lab-node/native-image.ts';

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

/** A listener of 10.96.0.1:80 with one chain and one filter. */
export function addListener(builder: NativeMapsBuilder, kind: number, body: bigint) {
  const at = { address: '10.96.0.1', port: 80 };
  return addImageListener(builder, { name: null, at }, { kind, body });
}

/** Weighted clusters. */
export const weighted = addWeighted;

/** The same with a TCP proxy to weighted clusters. */
export function addTcpListener(
  builder: NativeMapsBuilder,
  weights: readonly (readonly [string, number])[],
) {
  const proxy = builder.message(tcpProxyLayout, {
    stat_prefix: 0n,
    max_connect_attempts: 0,
    cluster_specifier_case: weightedSpecifier,
    cluster_specifier: addWeighted(builder, weights),
  });
  return addListener(builder, filterKinds.tcpProxy, proxy);
}

/** A locality with one endpoint. */
export const one = (address: string): Locality => ({
  weight: 1,
  priority: 0,
  endpoints: [address],
});
