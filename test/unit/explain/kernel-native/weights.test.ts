// Declared and enforced shares, side by side.
import { describe, expect, it } from 'vitest';
import { explainNativeConnect } from '../../../../src/explain/kernel-native/explain-connect.ts';
import { listWeights } from '../../../../src/explain/kernel-native/weights.ts';
import { clusterKey } from '../../../../src/kmesh/kernel-native/cluster.ts';
import { clusterEndpointsLayout } from '../../../../src/kmesh/kernel-native/cluster-endpoints.ts';
import { endpointLayout } from '../../../../src/kmesh/kernel-native/endpoint.ts';
import { socketAddressLayout } from '../../../../src/kmesh/kernel-native/socket-address.ts';
import { encodeWhole } from '../../../../src/layout/layout.ts';
import { NativeMapsBuilder } from '../../../support/native-maps.ts';
import {
  addCluster,
  addHttpListener,
  addTcpListener,
  ip,
  one,
} from '../../../support/native-state.ts';

describe('weights of a listener', () => {
  it('show 90/10 as 91/9', () => {
    const builder = new NativeMapsBuilder();
    addCluster(builder, 'v1', [one('10.0.0.1')]);
    addCluster(builder, 'v2', [one('10.0.0.2')]);
    const { rows, problems } = listWeights(
      builder.build(),
      addTcpListener(builder, [
        ['v1', 90],
        ['v2', 10],
      ]),
    );
    expect(problems).toEqual([]);
    expect(rows).toMatchObject([
      {
        listener: '10.96.0.1:80',
        cluster: 'v1',
        endpoint: '10.0.0.1:8080',
        weight: 90,
        declared: 0.9,
        enforced: 0.91,
      },
      { cluster: 'v2', endpoint: '10.0.0.2:8080', weight: 10, declared: 0.1, enforced: 0.09 },
    ]);
    expect(rows[0]?.why).toMatch(/first cluster gets one more/);
  });

  it('show what no draw chooses, and a cluster that is missing', () => {
    const builder = new NativeMapsBuilder();
    addCluster(builder, 'v1', [one('10.0.0.1')]);
    const { rows } = listWeights(
      builder.build(),
      addTcpListener(builder, [
        ['v1', 20],
        ['gone', 30],
      ]),
    );
    expect(
      rows.map(({ cluster, endpoint, enforced }) => ({ cluster, endpoint, enforced })),
    ).toEqual([
      { cluster: 'v1', endpoint: '10.0.0.1:8080', enforced: 0.21 },
      { cluster: 'gone', endpoint: null, enforced: 0 },
      { cluster: null, endpoint: null, enforced: 0.79 },
    ]);
  });

  it('show that priorities and weights of localities are ignored', () => {
    const builder = new NativeMapsBuilder();
    addCluster(builder, 'v1', [
      { weight: 3, priority: 0, endpoints: ['10.0.0.1'] },
      { weight: 1, priority: 0, endpoints: ['10.0.0.2'] },
      { weight: 1, priority: 1, endpoints: ['10.0.0.3', '10.0.0.4'] },
    ]);
    const { rows } = listWeights(builder.build(), addTcpListener(builder, [['v1', 100]]));
    expect(rows.map(({ declared, enforced }) => [declared, enforced])).toEqual([
      [0.75, 0.25],
      [0.25, 0.25],
      [0, 0.25],
      [0, 0.25],
    ]);
    expect(rows[0]?.why).toMatch(/localities are ignored/);
  });

  it('show a kept list that is older than the cluster', () => {
    const builder = new NativeMapsBuilder();
    addCluster(builder, 'old', [one('10.0.0.9')]);
    addCluster(builder, 'v1', [one('10.0.0.1')]);
    const row = addTcpListener(builder, [['v1', 100]]);
    const socket = { protocol: 0, port: 8080, ipv4: ip('10.0.0.9') };
    const gone = builder.message(endpointLayout, {
      address: builder.message(socketAddressLayout, socket),
    });
    const list = {
      ep_num: 1,
      ep_identity: [gone, ...new Array<bigint>(63).fill(0n)],
      last_round_robin_idx: 7,
      conn_num: new Array<number>(63).fill(0),
    };
    const key = clusterKey(Buffer.from('v1'));
    builder.set('km_cluster_eps', key, encodeWhole(clusterEndpointsLayout, list));
    expect(listWeights(builder.build(), row).rows).toMatchObject(
      [
        { endpoint: '10.0.0.1:8080', declared: 1, enforced: 0, why: /not in the kept list/ },
        { endpoint: '10.0.0.9:8080', declared: null, enforced: 1, why: /only in the kept list/ },
      ].map(({ why, ...rest }) => ({ ...rest, why: expect.stringMatching(why) })),
    );
  });

  it('show HTTP routes, of which an ordinary kernel enforces nothing', () => {
    const builder = new NativeMapsBuilder();
    addCluster(builder, 'v1', [one('10.0.0.1')]);
    const row = addHttpListener(builder, [['v1', 100]]);
    expect(listWeights(builder.build(), row).rows).toMatchObject([
      { route: '80/host/r', cluster: 'v1', endpoint: '10.0.0.1:8080', declared: 1, enforced: 0 },
      { route: null, cluster: null, endpoint: null, declared: null, enforced: 1 },
    ]);
  });
});

describe('explainNativeConnect', () => {
  const builder = new NativeMapsBuilder();
  addCluster(builder, 'v1', [one('10.0.0.1'), one('10.0.0.2')]);
  addTcpListener(builder, [['v1', 100]]);
  const context = { maps: builder.build(), source: { cookie: 7n, managed: true }, nowNs: 0n };

  it('takes the steps of the programs, under their names', () => {
    const request = {
      family: 4,
      protocol: 'tcp',
      call: 'connect',
      address: '10.96.0.1',
      port: 80,
    } as const;
    const { steps, outcomes } = explainNativeConnect(context, request);
    expect(steps.map((step) => step.function)).toEqual([
      'cgroup_connect4_prog',
      'is_kmesh_enabled',
      'sock_traffic_control',
      'listener_filter_chain_match',
      'filter_chain_filter_match',
      'select_tcp_weight_cluster',
      'cluster_manager',
      'on_cluster_sock_bind',
      'cluster_refresh_endpoints',
      'loadbalance_round_robin',
      'cluster_get_ep_sock_addr',
      'cluster_get_ep_sock_addr',
    ]);
    expect(outcomes).toMatchObject([
      {
        verdict: 'endpoint',
        address: '10.0.0.1',
        port: 8080,
        share: 0.5,
        cluster: { name: 'v1', storedId: 0 },
      },
      { verdict: 'endpoint', address: '10.0.0.2', port: 8080, share: 0.5 },
    ]);
  });

  it.each([
    { family: 6, address: '::ffff:10.96.0.1', reason: 'NOT_IPV4' },
    { family: 4, address: '10.96.0.2', reason: 'NO_LISTENER' },
    { family: 4, address: '0.0.0.2', port: 929, reason: 'CONTROL_CONNECT' },
    { family: 4, address: '10.96.0.1', protocol: 'udp', reason: 'NOT_TCP' },
  ] as const)('leaves $address of family $family as it is: $reason', ({ reason, ...asked }) => {
    const request = { protocol: 'tcp', call: 'connect', port: 80, ...asked } as const;
    const { outcomes } = explainNativeConnect(context, request);
    expect(outcomes).toMatchObject([
      { reason, address: request.address, port: request.port, share: 1 },
    ]);
  });
});
