// Every live TCP connection of the node's enabled pods: those whose socket carries Kmesh's storage, and
// those in a pod's own socket table that carry none.

import { unmapAddress } from '../kmesh/address.ts';
import { authResultKey } from '../kmesh/dual-engine/auth-result.ts';
import type { RawSocket } from '../raw/raw-socket.ts';
import { fitsLayout } from '../snapshot/loaded-routing-maps.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { classifySocket, type SocketContext } from './classify-socket.ts';
import type { Connection } from './connection.ts';
import { explainConnect } from './dual-engine/explain-connect.ts';
import type { ConnectRequest, Explanation } from './explanation.ts';

const IPPROTO_TCP = 6;
const LISTEN = 10;
/** ESTABLISHED, SYN_SENT, SYN_RECV, FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT, LAST_ACK, CLOSING. */
const liveStates = new Set([1, 2, 3, 4, 5, 8, 9, 11]);

/** The connections, by pod and then by address and port; each socket once. */
export function explainConnections(snapshot: Snapshot): readonly Connection[] {
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
  const stored = groupByNamespace(snapshot.storedSockets.sockets);
  const explain = rememberedExplain(snapshot);
  const addresses = new Set(
    snapshot.manage.filter((entry) => entry.value === 0).map((entry) => entry.address),
  );
  return snapshot.enabledPods.map((pod) => {
    const bare = snapshot.bareSockets(pod);
    const sockets = [...(stored.get(pod.netnsCookie) ?? []), ...bare].filter(isLiveTcp);
    const context: SocketContext = {
      pod,
      routing: snapshot.keyedRouting,
      generation: snapshot.followed,
      formats: snapshot.formats,
      listeningPorts: new Set(bare.filter(isListening).map((socket) => socket.localPort)),
      explain,
      isDenied: (socket) => isDenied(snapshot, socket),
      isEnabledAddress: (address) => addresses.has(address),
    };
    return { context, sockets };
  });
}

/** Whether a socket waits for connections. */
export function isListening(socket: RawSocket): boolean {
  return socket.state === LISTEN;
}

/** Whether it is a TCP connection that is not over. */
export function isLiveTcp(socket: RawSocket): boolean {
  return socket.protocol === IPPROTO_TCP && liveStates.has(socket.state);
}

function groupByNamespace(sockets: readonly RawSocket[]): Map<bigint | null, RawSocket[]> {
  const groups = new Map<bigint | null, RawSocket[]>();
  for (const socket of sockets) {
    const group = groups.get(socket.netnsCookie);
    if (group === undefined) groups.set(socket.netnsCookie, [socket]);
    else group.push(socket);
  }
  return groups;
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

/** By source, then by destination. */
export function compareConnections(a: Connection, b: Connection): number {
  return (
    compareText(a.source.address, b.source.address) ||
    a.source.port - b.source.port ||
    compareText(a.destination.address, b.destination.address) ||
    a.destination.port - b.destination.port
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
