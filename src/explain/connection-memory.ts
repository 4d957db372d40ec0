// The connections of one reading after another: what became of a socket is told once, as long as the
// socket, its pod and the maps stay as they are.
import { isDeepStrictEqual } from 'node:util';
import type { RawSocket } from '../raw/raw-socket.ts';
import type { Pod } from '../snapshot/pod.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { classifySocket, type SocketContext } from './classify-socket.ts';
import type { Connection } from './connection.ts';
import { compareConnections, type PodSockets, socketsByPod } from './connections.ts';

/** Maps that decide what is said of a socket. */
const deciding = [
  'km_frontend',
  'km_service',
  'km_endpoint',
  'km_backend',
  'km_manage',
  'km_auth_res',
];

interface PodMemory {
  readonly context: SocketContext;
  readonly sockets: readonly RawSocket[];
  readonly told: WeakMap<RawSocket, Connection>;
  /** Of `sockets`, in order. */
  readonly connections: readonly Connection[];
}

/**
 * Gives what `explainConnections` gives. The very same array, where nothing is different; the very same
 * connection, where its socket is the same object and all that decides it is as it was.
 */
export class ConnectionMemory {
  #inputs: readonly unknown[] = [];
  #pods = new Map<string, PodMemory>();
  #connections: readonly Connection[] = [];
  #seen: readonly unknown[] = [];

  explain(snapshot: Snapshot): readonly Connection[] {
    const inputs = inputsOf(snapshot);
    const isAsBefore = areSame(inputs, this.#inputs);
    const seen = seenBy(snapshot);
    if (isAsBefore && areSame(seen, this.#seen) && this.#isOfPods(snapshot.enabledPods)) {
      return this.#connections;
    }
    this.#seen = seen;
    const known = isAsBefore ? this.#pods : new Map<string, PodMemory>();
    const pods = new Map<string, PodMemory>();
    for (const own of socketsByPod(snapshot)) {
      const key = `${own.context.pod.netnsCookie} ${pods.size}`;
      pods.set(key, tell(own, known.get(key)));
    }
    const isSame =
      isAsBefore &&
      pods.size === this.#pods.size &&
      [...pods].every(([key, pod]) => this.#pods.get(key)?.connections === pod.connections);
    this.#inputs = inputs;
    this.#pods = pods;
    if (!isSame) this.#connections = [...pods.values()].flatMap((pod) => pod.connections);
    return this.#connections;
  }

  #isOfPods(pods: readonly Pod[]): boolean {
    const before = [...this.#pods.values()].map(({ context }) => context.pod);
    return isDeepStrictEqual(before, pods);
  }
}

/** What tells of sockets: a reading that finds all of it as it was has the very same objects. */
function seenBy(snapshot: Snapshot): unknown[] {
  return [
    snapshot.storedSockets.sockets,
    ...snapshot.enabledPods.map((pod) => snapshot.bareSockets(pod)),
  ];
}

function areSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((part, index) => part === others[index]);
}

function inputsOf(snapshot: Snapshot): unknown[] {
  const { mapSet, followed } = snapshot;
  const pinned = new Set(mapSet.maps.map(({ name }) => name));
  return [
    followed,
    ...deciding.map((role) =>
      pinned.has(snapshot.pinName(role)) ? snapshot.readMap(role) : undefined,
    ),
  ];
}

function tell({ context, sockets }: PodSockets, before: PodMemory | undefined): PodMemory {
  const isSamePod =
    before !== undefined &&
    isDeepStrictEqual(before.context.pod, context.pod) &&
    isDeepStrictEqual(before.context.listeningPorts, context.listeningPorts);
  const told = isSamePod ? before.told : new WeakMap<RawSocket, Connection>();
  const isSame =
    isSamePod &&
    before.sockets.length === sockets.length &&
    sockets.every((socket, index) => socket === before.sockets[index]);
  if (isSame) return before;
  const connections = sockets.map((socket) => {
    const known = told.get(socket) ?? classifySocket(context, socket);
    told.set(socket, known);
    return known;
  });
  return { context, sockets, told, connections: connections.sort(compareConnections) };
}
