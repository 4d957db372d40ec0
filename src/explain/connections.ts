// Every live TCP connection of the node's enabled pods: those whose socket carries Kmesh's storage, and
// those in a pod's own socket table that carry none.

import { unmapAddress } from '../kmesh/address.ts';
import { authResultKey } from '../kmesh/dual-engine/auth-result.ts';
import type { RawSocket } from '../raw/raw-socket.ts';
import { fitsLayout } from '../snapshot/loaded-routing-maps.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { classifySocket, type SocketContext } from './classify-socket.ts';
import { type Connection, compareConnections } from './connection.ts';
import { explainConnect } from './dual-engine/explain-connect.ts';
import type { ConnectRequest, Explanation } from './explanation.ts';
import { explainNativeConnections } from './kernel-native/connections.ts';
import { listPodSockets } from './pod-sockets.ts';

/** The connections, by pod and then by address and port; each socket once. */
export function explainConnections(snapshot: Snapshot): readonly Connection[] {
  if (snapshot.mode === 'kernel-native') return explainNativeConnections(snapshot);
  return socketsByPod(snapshot).flatMap(({ context, sockets }) =>
    sockets.map((socket) => classifySocket(context, socket)).sort(compareConnections),
  );
}

export interface PodSockets {
  readonly context: SocketContext;
  /** Live TCP sockets, with storage and without. */
  readonly sockets: readonly RawSocket[];
}

/** The sockets of each enabled pod, with what is needed to tell what became of them. */
export function socketsByPod(snapshot: Snapshot): PodSockets[] {
  const explain = rememberedExplain(snapshot);
  const addresses = new Set(
    snapshot.manage.filter((entry) => entry.value === 0).map((entry) => entry.address),
  );
  return listPodSockets(snapshot).map(({ pod, sockets, listeningPorts }) => {
    const context: SocketContext = {
      pod,
      routing: snapshot.keyedRouting,
      generation: snapshot.followed,
      formats: snapshot.formats,
      listeningPorts,
      explain,
      isDenied: (socket) => isDenied(snapshot, socket),
      isEnabledAddress: (address) => addresses.has(address),
    };
    return { context, sockets };
  });
}

/** Many connections go to the same destination: each is explained once. */
function rememberedExplain(snapshot: Snapshot): SocketContext['explain'] {
  const { followed } = snapshot;
  const known = new Map<string, Explanation>();
  return (request: ConnectRequest) => {
    if (followed === undefined) return undefined;
    const key = `${request.family} ${request.address} ${request.port}`;
    let explanation = known.get(key);
    if (explanation === undefined) {
      const context = { generation: followed, maps: snapshot.keyedRouting, managed: true };
      explanation = explainConnect(context, request);
      known.set(key, explanation);
    }
    if (explanation.incompleteMaps.length === 0) return explanation;
    // A miss in such a map proves nothing; asking for it whole puts down what is wrong with it.
    for (const name of explanation.incompleteMaps) snapshot.readMap(name);
    return undefined;
  };
}

/** Whether the authorization results refuse this accepted connection. */
function isDenied(snapshot: Snapshot, socket: RawSocket): boolean {
  const { followed, mapSet, source } = snapshot;
  const { name } = snapshot.formats.km_auth_res;
  const info = mapSet.maps.find((map) => map.name === name);
  if (followed === undefined || info === undefined || !fitsLayout({ info })) return false;
  const flow = {
    sourceAddress: unmapAddress(socket.remoteAddress),
    sourcePort: socket.remotePort,
    destinationAddress: unmapAddress(socket.localAddress),
    destinationPort: socket.localPort,
  };
  const key = authResultKey(flow, followed.hasHostOrderAuthPorts);
  const value = source.lookup(mapSet, name, key);
  return value?.some((byte) => byte !== 0) ?? false;
}
