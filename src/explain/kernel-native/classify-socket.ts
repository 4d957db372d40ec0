// What became of one socket in kernel-native mode. Its storage says that a cluster was chosen for it, now or
// in an earlier connect, and nothing says what it asked for: the rest is what the maps have of its peer.
import { clusterSockLayout } from '../../kmesh/kernel-native/cluster-sock.ts';
import { formatHostPort } from '../../layout/ip-address.ts';
import { type RawSocket, tcpStateNames } from '../../raw/raw-socket.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Connection, NativeTrace } from '../connection.ts';
import type { Outcome, Reason } from '../explanation.ts';
import { type EndpointPath, noTrace, toTrace } from './endpoint-paths.ts';

interface Place {
  readonly address: string;
  readonly port: number;
}

export interface NativeSocketContext {
  readonly pod: Pod;
  /** Ports on which the pod's namespace listens. */
  readonly listeningPorts: ReadonlySet<number>;
  /** Whether the programs note the chosen cluster in a socket's storage. */
  readonly hasClusterStorage: boolean;
  /** The ways to an endpoint, none where it is not one. */
  readonly pathsTo: (endpoint: string) => readonly EndpointPath[];
  /** What a connect of the pod to this place would get now; undefined where that is not known. */
  readonly explain: (place: Place) => readonly Outcome[] | undefined;
}

type Judgement = Pick<Connection, 'verdict' | 'reason' | 'stale' | 'known' | 'note'> & {
  readonly trace: NativeTrace;
};

/** The connection that a socket of an enabled pod is. */
export function classifyNativeSocket(context: NativeSocketContext, socket: RawSocket): Connection {
  const { pod, listeningPorts } = context;
  const local = { address: socket.localAddress, port: socket.localPort };
  const remote = { address: socket.remoteAddress, port: socket.remotePort };
  const isInbound = socket.storage === null && listeningPorts.has(socket.localPort);
  return {
    pod,
    socket,
    direction: isInbound ? 'inbound' : 'outbound',
    state: tcpStateNames[socket.state] ?? `STATE_${socket.state}`,
    source: isInbound ? remote : local,
    originalDestination: null,
    destination: isInbound ? local : remote,
    ...(isInbound ? accepted : judgeOutbound(context, socket, remote)),
    serviceId: null,
    backendUid: null,
    bypassedServiceId: null,
    viaWaypoint: false,
    encoded: false,
    connectNs: null,
  };
}

const accepted: Judgement = Object.freeze({
  verdict: 'ignored',
  reason: null,
  stale: false,
  known: 'observed',
  note: 'accepted: no program of kernel-native mode looks at what comes in',
  trace: noTrace,
});

function judgeOutbound(context: NativeSocketContext, socket: RawSocket, peer: Place): Judgement {
  const { storage, family } = socket;
  const plain = { stale: false, known: 'observed', trace: noTrace } as const;
  if (family === 6) return { verdict: 'ignored', reason: 'NOT_IPV4', note: null, ...plain };
  if (storage !== null) {
    return judgeStored(context, clusterSockLayout.decode(storage, 0).cluster_id, peer);
  }
  if (context.pod.enabled.cookie !== true) {
    const note = "not redirected: the namespace's cookie is not in the manager map";
    return { verdict: 'unmanaged', reason: 'NOT_ENABLED', note, ...plain };
  }
  return judgeBare(context, peer);
}

/** A cluster was chosen. Which one, only the endpoint that it gave tells. */
function judgeStored(context: NativeSocketContext, clusterId: number, peer: Place): Judgement {
  const all = context.pathsTo(formatHostPort(peer.address, peer.port));
  const paths = all.filter(({ storedId }) => storedId === clusterId);
  if (paths.length > 0) {
    const rest = { stale: false, known: 'computed', note: severalNote(paths) } as const;
    return { verdict: 'endpoint', reason: 'LOAD_BALANCED', trace: toTrace(paths), ...rest };
  }
  const outcomes = context.explain(peer);
  // Also without an endpoint the choice is noted, and the address stays as it was.
  const kept = outcomes?.filter(
    ({ verdict, cluster }) => verdict === 'fallthrough' && cluster?.storedId === clusterId,
  );
  if (kept !== undefined && kept.length > 0) return judgeKept(kept, 'computed', null);
  return {
    verdict: 'endpoint',
    reason: null,
    stale: outcomes !== undefined,
    known: 'inferred',
    note: outcomes === undefined ? unreadNote : staleNote,
    trace: noTrace,
  };
}

const staleNote =
  'a cluster was chosen, but none of now has this endpoint: it changed since, or the socket was used before';
const unreadNote = 'the maps could not be read whole: what leads there is not known';

function severalNote(paths: readonly EndpointPath[]): string | null {
  const listeners = new Set(paths.map(({ listener }) => listener)).size;
  if (listeners > 1) return `${listeners} listeners lead to this endpoint`;
  const clusters = new Set(paths.map(({ cluster }) => cluster)).size;
  return clusters > 1 ? `${clusters} clusters of the listener have this endpoint` : null;
}

/** No cluster was chosen, or this Kmesh does not note it. */
function judgeBare(context: NativeSocketContext, peer: Place): Judgement {
  const unsure = { stale: false, known: 'inferred' } as const;
  const paths = context.hasClusterStorage
    ? []
    : context.pathsTo(formatHostPort(peer.address, peer.port));
  if (paths.length > 0) {
    const note = 'nothing is kept: balanced to this endpoint, or asked for by its own address';
    return { verdict: 'endpoint', reason: 'LOAD_BALANCED', note, trace: toTrace(paths), ...unsure };
  }
  const outcomes = context.explain(peer);
  if (outcomes === undefined) {
    const rest = { note: unreadNote, trace: noTrace, ...unsure };
    return { verdict: 'fallthrough', reason: null, ...rest };
  }
  const left = outcomes.filter(
    ({ verdict, cluster }) => verdict === 'fallthrough' && (cluster?.storedId ?? null) === null,
  );
  if (left.length > 0) {
    return judgeKept(left, 'inferred', 'left as it was, or opened before the pod was enabled');
  }
  const note = context.hasClusterStorage
    ? 'no storage: opened before the pod was enabled'
    : 'not redirected: opened before the pod was enabled';
  return { verdict: 'unmanaged', reason: 'NOT_ENABLED', note, trace: noTrace, ...unsure };
}

/** A connection whose address stayed as it was, for one of the reasons that the maps of now give. */
function judgeKept(
  outcomes: readonly Outcome[],
  certain: 'computed' | 'inferred',
  note: string | null,
): Judgement {
  const reasons = [...new Set(outcomes.map(({ reason }) => reason))];
  const [reason] = reasons as [Reason];
  const clusters = new Set(outcomes.map(({ cluster }) => cluster?.name ?? null));
  const [cluster = null] = clusters.size === 1 ? clusters : [];
  const choice = reasons.length > 1 ? `one of ${reasons.join(', ')}` : null;
  return {
    verdict: 'fallthrough',
    reason,
    stale: false,
    known: reasons.length > 1 ? 'inferred' : certain,
    note: [choice, note].filter((part) => part !== null).join('; ') || null,
    trace: { ...noTrace, cluster },
  };
}
