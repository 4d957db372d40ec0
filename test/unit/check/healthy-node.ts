// A small node on which everything is as it should be: a service behind a waypoint, one of each policy,
// a dual-stack one, the DNS proxy, an enabled pod with a connection, one that is not enabled.
import type { BackendEntry } from '../../../src/kmesh/dual-engine/backend.ts';
import type { RawPin } from '../../../src/raw/node-source.ts';
import type { RawNamespace } from '../../../src/raw/raw-socket.ts';
import { type FakeParts, idOf, podInterface, socket } from '../../support/fake-node.ts';
import { backend, endpoints, service } from '../../support/routing-maps.ts';

export const serviceName = (name: string) => `default/${name}.default.svc.cluster.local`;
export const podName = (name: string) => `Kubernetes//Pod/default/${name}`;

export const ids = {
  fortio: idOf(serviceName('fortio')),
  waypoint: idOf(serviceName('waypoint')),
  plain: idOf(serviceName('plain')),
  strict: idOf(serviceName('strict')),
  failover: idOf(serviceName('failover')),
  dual: idOf(serviceName('dual')),
  client: idOf(podName('client')),
  a: idOf(podName('a')),
  b: idOf(podName('b')),
  gateway: idOf(podName('gateway')),
};

/** A backend that lists these services. */
export function listing(
  uid: number,
  address: string,
  serviceIds: readonly number[],
  waypoint?: readonly [address: string, port: number],
): BackendEntry {
  return {
    ...backend(uid, address, waypoint),
    serviceCount: serviceIds.length,
    serviceIds: Array.from({ length: 10 }, (_, slot) => serviceIds[slot] ?? 0),
  };
}

function namespace(cookie: number, hostName: string, address: string): RawNamespace {
  const podUid = `00000000-0000-0000-0000-000000000${cookie}`;
  const inode = 4026530000 + cookie;
  return { cookie: BigInt(cookie), inode, pids: [cookie], hostName, podUid, addresses: [address] };
}

export function link(path: string, attachType: string, attached = true): RawPin {
  return { path, kind: 'link', id: 7, attachType, programId: 70, programName: null, attached };
}

export const healthyServices = [
  service({ id: ids.fortio, counts: [2], waypoint: ['10.96.0.2', 15008] }),
  service({ id: ids.waypoint, counts: [1], ports: [[15008, 15019]] }),
  service({ id: ids.plain, counts: [2] }),
  service({ id: ids.strict, counts: [1], policy: 1 }),
  service({ id: ids.failover, counts: [0, 1, 1], policy: 2 }),
  service({ id: ids.dual, counts: [1] }),
];

export const healthyEndpoints = [
  ...endpoints(ids.fortio, [ids.a, ids.b]),
  ...endpoints(ids.waypoint, [ids.gateway]),
  ...endpoints(ids.plain, [ids.a, ids.b]),
  ...endpoints(ids.strict, [ids.a]),
  ...endpoints(ids.failover, [ids.a], 1),
  ...endpoints(ids.failover, [ids.b], 2),
  ...endpoints(ids.dual, [ids.b]),
];

export const healthyBackends = [
  listing(0, '10.244.0.2', []),
  listing(ids.client, '10.244.0.10', []),
  listing(ids.a, '10.244.0.11', [ids.fortio, ids.plain, ids.strict, ids.failover]),
  listing(ids.b, '10.244.0.12', [ids.fortio, ids.plain, ids.failover, ids.dual]),
  listing(ids.gateway, '10.244.0.13', [ids.waypoint]),
];

export const healthyPins = [
  link('sockconn/sockconn_prog', 'cgroup_inet4_connect'),
  link('sockconn/sockconn6_prog', 'cgroup_inet6_connect'),
  link('sockconn/sockconn_dns_prog', 'cgroup_udp4_sendmsg'),
  link('sockconn/sockconn_dns_recv_prog', 'cgroup_udp4_recvmsg'),
  link('sockops/cgroup_sockops_prog', 'cgroup_sock_ops'),
];

export const healthyNames = [
  ...['fortio', 'waypoint', 'plain', 'strict', 'failover', 'dual'].map(serviceName),
  ...['client', 'a', 'b', 'gateway'].map(podName),
];

export const healthyParts = {
  frontends: {
    '10.96.0.1': ids.fortio,
    '10.96.0.2': ids.waypoint,
    '10.96.0.3': ids.plain,
    '10.96.0.4': ids.strict,
    '10.96.0.5': ids.failover,
    '10.96.0.6': ids.dual,
    'fd00:10:96::6': ids.dual,
    '10.244.0.10': ids.client,
    '10.244.0.11': ids.a,
    '10.244.0.12': ids.b,
    '10.244.0.13': ids.gateway,
  },
  services: healthyServices,
  endpoints: healthyEndpoints,
  backends: healthyBackends,
  policies: { [ids.a]: [1, 2, 3] },
  manage: [101n, '10.244.0.10'],
  names: healthyNames,
  namespaces: [
    namespace(100, 'kmesh-x', '10.244.0.2'),
    namespace(101, 'client', '10.244.0.10'),
    namespace(102, 'a', '10.244.0.11'),
  ],
  sockets: [
    socket({
      cookie: 101n,
      local: ['10.244.0.10', 40001],
      remote: ['10.244.0.11', 8080],
      storage: { original: ['10.96.0.3', 80] },
    }),
  ],
  interfaces: [podInterface(101n, 71)],
  pins: healthyPins,
} satisfies FakeParts;
