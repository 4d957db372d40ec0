// The scenario that everyone knows: default/netutils calls fortio (v1 and v2 behind fortio-waypoint), and
// beside it one service for each way in which a connection can end. Made up; the addresses are kind's.
import type { NodeSource } from '../../src/raw/node-source.ts';
import type { RawNamespace, RawSocket } from '../../src/raw/raw-socket.ts';
import {
  type FakeParts,
  fakeNode,
  idOf,
  podInterface,
  type SocketFacts,
  socket,
} from '../support/fake-node.ts';
import { backend, endpoints, service } from '../support/routing-maps.ts';

const hostOf = (name: string) => `default/${name}.default.svc.cluster.local`;
const uidOf = (name: string) => `Kubernetes//Pod/default/${name}`;

/** Services by name; the ids are the hashes of the full names, as on a real node. */
export const ids = {
  fortio: idOf(hostOf('fortio')),
  waypoint: idOf(hostOf('fortio-waypoint')),
  plain: idOf(hostOf('plain')),
  headless: idOf(hostOf('headless')),
  failover: idOf(hostOf('failover')),
  local: idOf(hostOf('local')),
  empty: idOf(hostOf('empty')),
  broken: idOf(hostOf('broken')),
  dual: idOf(hostOf('dual')),
  odd: idOf(hostOf('odd')),
};

/** Workloads by name: address and namespace cookie. */
const workloads = {
  netutils: ['10.244.0.10', 101n],
  'fortio-v1': ['10.244.0.11', 102n],
  'fortio-v2': ['10.244.0.12', 103n],
  'fortio-waypoint-7f': ['10.244.0.20', 104n],
  'plain-a': ['10.244.0.31', 105n],
  'plain-b': ['10.244.0.32', 106n],
  half: ['10.244.0.41', 107n],
  outside: ['10.244.0.42', 108n],
} as const satisfies Record<string, readonly [string, bigint]>;

const uid = (name: keyof typeof workloads) => idOf(uidOf(name));
const missingUid = idOf(uidOf('gone'));

const namespaces: RawNamespace[] = Object.entries(workloads).map(([name, [address, cookie]]) => ({
  cookie,
  inode: 4026530000 + Number(cookie),
  pids: [Number(cookie) * 10, Number(cookie) * 10 + 1],
  hostName: name,
  podUid: `00000000-0000-0000-0000-000000000${cookie}`,
  addresses: [address],
}));

const netutils = (
  port: number,
  remote: SocketFacts['remote'],
  rest: Pick<SocketFacts, 'storage' | 'state'> = {},
): RawSocket => socket({ cookie: 101n, local: ['10.244.0.10', port], remote, ...rest });

/** One of each verdict, all but the last two of default/netutils. */
const sockets: RawSocket[] = [
  netutils(40001, ['10.244.0.20', 15008], {
    storage: { original: ['10.96.0.10', 8080], isViaWaypoint: true, isEncoded: true },
  }),
  netutils(40002, ['10.244.0.31', 8080], { storage: { original: ['10.96.0.30', 80], ageS: 252 } }),
  netutils(40003, ['10.244.0.12', 8080], { storage: { original: ['10.244.0.12', 8080] } }),
  netutils(40004, ['192.0.2.1', 443], { storage: { ageS: 4000 }, state: 2 }),
  netutils(40005, ['10.96.0.60', 80], { storage: { original: ['10.96.0.60', 80] }, state: 2 }),
  netutils(40006, ['10.244.0.99', 8080], { storage: { original: ['10.96.0.30', 80] } }),
  netutils(40007, ['198.51.100.7', 22]),
  socket({
    cookie: 102n,
    local: ['10.244.0.11', 8080],
    remote: ['10.244.0.10', 40100],
    storage: { direction: 1 },
  }),
  socket({
    cookie: 107n,
    local: ['10.244.0.41', 41000],
    remote: ['10.244.0.31', 8080],
    storage: { original: ['10.244.0.31', 8080] },
  }),
];

export const fortioParts: FakeParts = {
  frontends: {
    '10.96.0.10': ids.fortio,
    '10.96.0.20': ids.waypoint,
    '10.96.0.30': ids.plain,
    '10.96.0.50': ids.failover,
    '10.96.0.55': ids.local,
    '10.96.0.60': ids.empty,
    '10.96.0.70': ids.broken,
    '10.96.0.80': ids.dual,
    'fd00:10:96::80': ids.dual,
    '10.96.0.90': ids.odd,
    '10.96.0.99': 99,
    ...Object.fromEntries(
      Object.entries(workloads).map(([name, [address]]) => [address, idOf(uidOf(name))]),
    ),
  },
  services: [
    service({
      id: ids.fortio,
      counts: [2],
      ports: [
        [8080, 8080],
        [8079, 8079],
      ],
      waypoint: ['10.96.0.20', 15008],
    }),
    service({ id: ids.waypoint, counts: [1], ports: [[15008, 15008]] }),
    service({ id: ids.plain, counts: [2] }),
    service({ id: ids.headless, counts: [1] }),
    service({ id: ids.failover, counts: [0, 1, 2], policy: 2 }),
    service({ id: ids.local, counts: [0, 1], policy: 1 }),
    service({ id: ids.empty }),
    service({ id: ids.broken, counts: [3] }),
    service({ id: ids.dual, counts: [1] }),
    // A hole among the ports, a port whose unused bytes are not zero, half a waypoint, an unknown policy.
    service({
      id: ids.odd,
      counts: [1],
      policy: 7,
      ports: [
        [80, 8080],
        [0, 0],
        [65536 + 81, 8081],
      ],
      waypoint: ['0.0.0.0', 15008],
    }),
  ],
  endpoints: [
    ...endpoints(ids.fortio, [uid('fortio-v1'), uid('fortio-v2')]),
    ...endpoints(ids.waypoint, [uid('fortio-waypoint-7f')]),
    ...endpoints(ids.plain, [uid('plain-a'), uid('plain-b')]),
    ...endpoints(ids.headless, [uid('plain-a')]),
    ...endpoints(ids.failover, [uid('plain-a')], 1),
    ...endpoints(ids.failover, [uid('plain-b'), uid('fortio-v1')], 2),
    ...endpoints(ids.local, [uid('plain-a')], 1),
    ...endpoints(ids.broken, [uid('plain-b'), missingUid, null]),
    ...endpoints(ids.dual, [uid('plain-b')]),
    ...endpoints(ids.odd, [uid('plain-a')]),
  ],
  backends: [
    ...Object.entries(workloads).map(([name, [address]]) => backend(idOf(uidOf(name)), address)),
  ].map((entry) => {
    if (entry.uid === uid('fortio-v1'))
      return {
        ...entry,
        serviceCount: 1,
        serviceIds: [ids.fortio, ...new Array<number>(9).fill(0)],
      };
    // More services than the list holds, and a slot behind the count.
    if (entry.uid === uid('plain-a'))
      return {
        ...entry,
        serviceCount: 2,
        serviceIds: [ids.plain, ids.headless, ids.local, ...new Array<number>(7).fill(0)],
      };
    if (entry.uid === uid('plain-b'))
      return { ...entry, serviceCount: 12, serviceIds: new Array<number>(10).fill(ids.plain) };
    if (entry.uid === uid('half'))
      return { ...entry, waypointAddr: '10.244.0.20', waypointPort: 15008 };
    return entry;
  }),
  manage: [101n, '10.244.0.10', 102n, '10.244.0.11', 103n, '10.244.0.12', 107n],
  authResults: { ['0af4000a0af4000ba49c901f'.padEnd(72, '0')]: 1 },
  names: [
    ...[
      'fortio',
      'fortio-waypoint',
      'plain',
      'headless',
      'failover',
      'local',
      'empty',
      'broken',
      'dual',
      'odd',
    ].map(hostOf),
    ...Object.keys(workloads).map(uidOf),
  ],
  namespaces,
  interfaces: [
    podInterface(101n, 7072),
    { ...podInterface(102n, 7072), xdp: [] },
    { ...podInterface(103n, 7064), name: 'uplink-blue' },
  ],
  podFolders: Object.entries(workloads).map(([name, [, cookie]]) => ({
    namespace: 'default',
    name,
    uid: `00000000-0000-0000-0000-000000000${cookie}`,
  })),
  sockets,
  pins: [
    {
      path: 'sockconn/sockconn_prog',
      kind: 'link',
      id: 7,
      attachType: 'cgroup_inet4_connect',
      programId: 70,
      programName: 'cgroup_connect4_prog',
      attached: true,
    },
    {
      path: 'sockops/sockops_prog',
      kind: 'link',
      id: 8,
      attachType: 'cgroup_sock_ops',
      programId: 71,
      programName: 'sockops_prog',
      attached: false,
    },
  ],
};

/** The scenario's node, with other parts in place of some of its own. */
export function fortioNode(parts: FakeParts = {}): NodeSource {
  return fakeNode({ ...fortioParts, ...parts });
}
