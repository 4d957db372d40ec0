// The live TCP sockets of each enabled pod, with storage and without.
import type { RawSocket } from '../raw/raw-socket.ts';
import type { Pod } from '../snapshot/pod.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

const IPPROTO_TCP = 6;
const LISTEN = 10;
/** ESTABLISHED, SYN_SENT, SYN_RECV, FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT, LAST_ACK, CLOSING. */
const liveStates = new Set([1, 2, 3, 4, 5, 8, 9, 11]);

export interface SocketsOfPod {
  readonly pod: Pod;
  readonly sockets: readonly RawSocket[];
  /** Ports on which the pod's namespace listens. */
  readonly listeningPorts: ReadonlySet<number>;
}

/** The enabled pods with their sockets. */
export function listPodSockets(snapshot: Snapshot): SocketsOfPod[] {
  const stored = groupByNamespace(snapshot.storedSockets.sockets);
  return snapshot.enabledPods.map((pod) => {
    const bare = snapshot.bareSockets(pod);
    const listening = bare.filter((socket) => socket.state === LISTEN);
    return {
      pod,
      sockets: [...(stored.get(pod.netnsCookie) ?? []), ...bare].filter(isLiveTcp),
      listeningPorts: new Set(listening.map((socket) => socket.localPort)),
    };
  });
}

function isLiveTcp(socket: RawSocket): boolean {
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
