// A small node with one of everything: a service behind a waypoint, one without, one without endpoints,
// and a pod with a connection of each kind.
import type { NodeSource } from '../../../src/raw/node-source.ts';
import { type FakeParts, fakeNode, idOf, socket } from '../../support/fake-node.ts';
import { backend, endpoints, service } from '../../support/routing-maps.ts';

const serviceName = (name: string) => `default/${name}.default.svc.cluster.local`;
const podName = (name: string) => `Kubernetes//Pod/default/${name}`;

const names = {
  fortio: serviceName('fortio'),
  waypoint: serviceName('fortio-waypoint'),
  plain: serviceName('plain'),
  empty: serviceName('empty'),
  netutils: podName('netutils'),
  v1: podName('fortio-v1-6d4f8b9c7-x2x4z'),
  v2: podName('fortio-v2-7c8d9f6b5-k8s7q'),
  waypointPod: podName('fortio-waypoint-5b7f-abcde'),
  plainA: podName('plain-a'),
  plainB: podName('plain-b'),
};

const id = (name: keyof typeof names) => idOf(names[name]);
const cookie = 4242n;
const pod = '10.244.0.5';

type Place = readonly [address: string, port: number];

function open(port: number, remote: Place, original: Place | null, isViaWaypoint = false) {
  const storage = { ageS: 252, isViaWaypoint, ...(original === null ? {} : { original }) };
  return socket({ cookie, local: [pod, port], remote, storage });
}

/** The parts of the node; tests change some of them. */
export const sampleParts: FakeParts = {
  frontends: {
    '10.96.1.1': id('fortio'),
    '10.96.1.9': id('waypoint'),
    '10.96.1.2': id('plain'),
    '10.96.1.3': id('empty'),
    [pod]: id('netutils'),
    '10.244.1.5': id('v1'),
    '10.244.1.6': id('v2'),
    '10.244.1.29': id('waypointPod'),
    '10.244.2.1': id('plainA'),
    '10.244.2.2': id('plainB'),
  },
  services: [
    service({
      id: id('fortio'),
      counts: [2],
      ports: [[8080, 8080]],
      waypoint: ['10.96.1.9', 15019],
    }),
    service({ id: id('waypoint'), counts: [1], ports: [[15019, 15019]] }),
    service({ id: id('plain'), counts: [2] }),
    service({ id: id('empty'), ports: [[8080, 8080]] }),
  ],
  endpoints: [
    ...endpoints(id('fortio'), [id('v1'), id('v2')]),
    ...endpoints(id('waypoint'), [id('waypointPod')]),
    ...endpoints(id('plain'), [id('plainA'), id('plainB')]),
  ],
  backends: [
    backend(id('netutils'), pod),
    backend(id('v1'), '10.244.1.5'),
    backend(id('v2'), '10.244.1.6'),
    backend(id('waypointPod'), '10.244.1.29'),
    backend(id('plainA'), '10.244.2.1'),
    backend(id('plainB'), '10.244.2.2'),
  ],
  manage: [cookie, pod],
  names: Object.values(names),
  namespaces: [
    { cookie, inode: 7, pids: [100], hostName: 'netutils', podUid: null, addresses: [pod] },
  ],
  sockets: [
    open(40001, ['10.244.1.29', 15019], ['10.96.1.1', 8080], true),
    open(40002, ['10.244.2.1', 8080], ['10.96.1.2', 80]),
    open(40003, ['10.244.2.9', 8080], ['10.96.1.2', 80]),
    open(40004, ['10.96.1.3', 8080], ['10.96.1.3', 8080]),
    open(40005, ['1.1.1.1', 443], null),
    open(40006, ['10.244.1.5', 8080], ['10.244.1.5', 8080]),
  ],
};

/** The node, with some parts replaced. */
export function sampleNode(parts: FakeParts = {}): NodeSource {
  return fakeNode({ ...sampleParts, ...parts });
}
