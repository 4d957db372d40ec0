// Filter__TcpProxy, 48 bytes: to one cluster or to weighted ones.
import { u32 } from '../../layout/scalar.ts';
import { message, reference } from './message.ts';

/** `cluster_specifier_case`; the programs take every number but 10 for a single cluster. */
export const clusterSpecifierNames: Readonly<Record<number, string>> = Object.freeze({
  2: 'CLUSTER',
  10: 'WEIGHTED_CLUSTERS',
});
export const weightedSpecifier = 10;

export const tcpProxyLayout = message('Filter__TcpProxy', {
  stat_prefix: reference,
  max_connect_attempts: u32,
  cluster_specifier_case: u32,
  /** cluster (a string) or weighted_clusters. */
  cluster_specifier: reference,
});
