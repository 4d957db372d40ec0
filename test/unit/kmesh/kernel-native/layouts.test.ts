// Sizes and offsets of kernel-native mode's structures, as the releases' own headers compile to them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { circuitBreakersLayout } from '../../../../src/kmesh/kernel-native/circuit-breakers.ts';
import { clusterLayout, clusterV05Layout } from '../../../../src/kmesh/kernel-native/cluster.ts';
import { clusterEndpointsLayout } from '../../../../src/kmesh/kernel-native/cluster-endpoints.ts';
import { clusterSockLayout } from '../../../../src/kmesh/kernel-native/cluster-sock.ts';
import { clusterStatsKeyLayout } from '../../../../src/kmesh/kernel-native/cluster-stats.ts';
import { endpointLayout } from '../../../../src/kmesh/kernel-native/endpoint.ts';
import {
  filterLayout,
  httpConnectionManagerLayout,
} from '../../../../src/kmesh/kernel-native/filter.ts';
import {
  cidrRangeLayout,
  filterChainLayout,
  filterChainMatchLayout,
} from '../../../../src/kmesh/kernel-native/filter-chain.ts';
import { listenerValueLayout } from '../../../../src/kmesh/kernel-native/listener.ts';
import { loadAssignmentLayout } from '../../../../src/kmesh/kernel-native/load-assignment.ts';
import { localityLbEndpointsLayout } from '../../../../src/kmesh/kernel-native/locality-lb-endpoints.ts';
import {
  localRateLimitLayout,
  rateLimitKeyLayout,
  rateLimitValueLayout,
  tokenBucketLayout,
} from '../../../../src/kmesh/kernel-native/rate-limit.ts';
import {
  hashPolicyHeaderLayout,
  hashPolicyLayout,
  retryPolicyLayout,
  routeActionLayout,
  routeActionV05Layout,
  routeLayout,
} from '../../../../src/kmesh/kernel-native/route.ts';
import {
  routeConfigurationLayout,
  virtualHostLayout,
} from '../../../../src/kmesh/kernel-native/route-configuration.ts';
import {
  headerMatcherLayout,
  routeMatchLayout,
} from '../../../../src/kmesh/kernel-native/route-match.ts';
import { socketAddressLayout } from '../../../../src/kmesh/kernel-native/socket-address.ts';
import { tcpProxyLayout } from '../../../../src/kmesh/kernel-native/tcp-proxy.ts';
import {
  clusterWeightLayout,
  weightedClusterLayout,
} from '../../../../src/kmesh/kernel-native/weighted-clusters.ts';
import { encodeWhole } from '../../../../src/layout/layout.ts';
import type { StructLayout } from '../../../../src/layout/struct.ts';

/** Offsets of the members behind the header. */
const layouts: [string, StructLayout<unknown>, number, number[]][] = [
  ['Listener', listenerValueLayout, 64, [24, 32, 40, 48, 56]],
  ['FilterChain', filterChainLayout, 56, [24, 32, 40, 48]],
  ['FilterChainMatch', filterChainMatchLayout, 72, [24, 32, 40, 48, 56, 64]],
  ['CidrRange', cidrRangeLayout, 40, [24, 32]],
  ['Filter', filterLayout, 48, [24, 32, 40]],
  ['TcpProxy', tcpProxyLayout, 48, [24, 32, 36, 40]],
  ['WeightedCluster', weightedClusterLayout, 40, [24, 32]],
  ['ClusterWeight', clusterWeightLayout, 40, [24, 32]],
  ['HttpConnectionManager', httpConnectionManagerLayout, 40, [24, 32]],
  ['LocalRateLimit', localRateLimitLayout, 32, [24]],
  ['TokenBucket', tokenBucketLayout, 48, [24, 32, 40]],
  ['RouteConfiguration', routeConfigurationLayout, 56, [24, 32, 40, 48]],
  ['VirtualHost', virtualHostLayout, 64, [24, 32, 40, 48, 56]],
  ['Route', routeLayout, 48, [24, 32, 40]],
  ['RouteMatch', routeMatchLayout, 56, [24, 32, 40, 48]],
  ['HeaderMatcher', headerMatcherLayout, 48, [24, 32, 40]],
  ['RouteAction', routeActionLayout, 80, [24, 32, 40, 48, 56, 64, 72]],
  ['RouteAction of v0.5', routeActionV05Layout, 64, [24, 32, 40, 48, 56]],
  ['Cluster', clusterLayout, 72, [24, 32, 40, 44, 48, 56, 64]],
  ['Cluster of v0.5', clusterV05Layout, 64, [24, 32, 40, 44, 48, 56]],
  ['ClusterLoadAssignment', loadAssignmentLayout, 48, [24, 32, 40]],
  ['LocalityLbEndpoints', localityLbEndpointsLayout, 56, [24, 32, 40, 44, 48]],
  ['Endpoint', endpointLayout, 32, [24]],
  ['SocketAddress', socketAddressLayout, 40, [24, 28, 32]],
  ['RetryPolicy', retryPolicyLayout, 32, [24]],
  ['HashPolicy', hashPolicyLayout, 40, [24, 32]],
  ['HashPolicy Header', hashPolicyHeaderLayout, 32, [24]],
  ['CircuitBreakers', circuitBreakersLayout, 48, [24, 28, 32, 36, 40, 44]],
];

describe('layouts of kernel-native mode', () => {
  it.each(layouts)('%s lies as the reference says', (_, layout, size, offsets) => {
    expect(layout.size).toBe(size);
    expect(layout.fields[0]).toMatchObject({ name: 'base', offset: 0 });
    expect(layout.fields.slice(1).map(({ offset }) => offset)).toEqual(offsets);
  });

  it('has the plain structures where the reference says', () => {
    expect(clusterEndpointsLayout.size).toBe(776);
    expect(clusterEndpointsLayout.fields.map(({ offset }) => offset)).toEqual([0, 8, 520, 524]);
    expect(clusterStatsKeyLayout.size).toBe(12);
    expect(rateLimitKeyLayout.size).toBe(24);
    expect(rateLimitKeyLayout.fields.map(({ offset }) => offset)).toEqual([0, 8, 12, 16]);
    expect(rateLimitValueLayout.size).toBe(16);
    expect(clusterSockLayout.size).toBe(4);
  });

  it.each(layouts)('%s is the same after there and back', (_, layout) => {
    const one = layout;
    fc.assert(
      fc.property(fc.uint8Array({ minLength: one.size, maxLength: one.size }), (bytes) => {
        const value = one.decode(Buffer.from(bytes), 0);
        expect(one.decode(encodeWhole(one, value), 0)).toEqual(value);
      }),
      { numRuns: 50 },
    );
  });
});
