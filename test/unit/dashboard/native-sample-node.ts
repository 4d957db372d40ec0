// A small node in kernel-native mode with one of everything: clusters by weight, localities that the programs
// do not tell apart, HTTP routes, a cluster that is missing, and a pod with a connection of each kind.
import { cookieKey } from '../../../src/kmesh/dual-engine/manage.ts';
import type { NodeSource, RawDaemon } from '../../../src/raw/node-source.ts';
import { socket } from '../../support/fake-node.ts';
import { NativeMapsBuilder } from '../../support/native-maps.ts';
import { type NativeNodeParts, nativeNode } from '../../support/native-node.ts';
import { addCluster, addHttpListener, addTcpListener, one } from '../../support/native-state.ts';

const cookie = 4242n;
const own = '10.244.0.5';
const cluster = (subset: string, host: string) =>
  `outbound|80|${subset}|${host}.default.svc.cluster.local`;

export interface NativeSampleParts extends NativeNodeParts {
  readonly daemon?: RawDaemon['state'];
  /** Weights of the clusters of fortio. */
  readonly weights?: readonly [v1: number, v2: number];
  readonly isEmpty?: boolean;
  /** Name of the service of the first listener. */
  readonly host?: string;
  /** Listeners besides, each with a cluster of its own. */
  readonly listenerCount?: number;
}

/** The node; by its parts it differs. */
export function nativeSampleNode(parts: NativeSampleParts = {}): NodeSource {
  const { daemon: state = 'up', isEmpty = false } = parts;
  const builder = new NativeMapsBuilder();
  if (!isEmpty) addServices(builder, parts);
  builder.set('km_manage', cookieKey(cookie), Buffer.alloc(4));
  const namespaces = [
    { cookie, inode: 7, pids: [11], hostName: 'client', podUid: null, addresses: [own] },
  ];
  const sockets = [
    open(40_000, ['10.244.1.1', 8080]),
    open(40_001, ['10.244.1.1', 8080]),
    open(40_002, ['10.244.1.9', 8080]),
    socket({ cookie, local: [own, 40_003], remote: ['1.1.1.1', 443] }),
  ];
  return {
    ...nativeNode(builder, { namespaces, sockets, ...parts }),
    readDaemon: () => ({ state, pid: null, reason: null }),
  };
}

/** A connection for which a cluster was chosen. */
function open(port: number, remote: readonly [address: string, port: number]) {
  return { ...socket({ cookie, local: [own, port], remote }), storage: Buffer.alloc(4) };
}

function addServices(
  builder: NativeMapsBuilder,
  { weights: [v1, v2] = [90, 10], host = 'fortio', listenerCount = 0 }: NativeSampleParts,
): void {
  addCluster(builder, cluster('v1', host), [one('10.244.1.1')]);
  addCluster(builder, cluster('v2', host), [one('10.244.1.2')]);
  addCluster(builder, cluster('', 'regional'), [
    { weight: 1, priority: 0, endpoints: ['10.244.1.8'] },
    { weight: 1, priority: 1, endpoints: ['10.244.1.9'] },
  ]);
  const fortio = [
    [cluster('v1', host), v1],
    [cluster('v2', host), v2],
  ] as const;
  addTcpListener(builder, fortio);
  addHttpListener(builder, fortio, { address: '10.96.0.2', port: 80 });
  const at = (last: number) => ({ address: `10.96.0.${last}`, port: 80 });
  addTcpListener(builder, [[cluster('', 'regional'), 100]], at(3));
  // Two listeners lead to the same endpoints.
  addTcpListener(builder, [[cluster('', 'regional'), 100]], at(4));
  addTcpListener(builder, [[cluster('', 'ghost'), 100]], at(5));
  for (let count = 0; count < listenerCount; count++) {
    const name = cluster('', `service-${count}`);
    addCluster(builder, name, [one(`10.245.${count >> 8}.${count & 255}`)]);
    const address = `10.97.${count >> 8}.${count & 255}`;
    addTcpListener(builder, [[name, 100]], { address, port: 80 });
  }
}
