// What became of the live TCP connections of enabled pods in kernel-native mode (reference 5.4): a socket
// keeps that a cluster was chosen, and nothing of what was asked for. The rest is told from its peer.
import { unmapAddress } from '../../kmesh/address.ts';
import { toListenerEntry } from '../../kmesh/kernel-native/listener.ts';
import { formatHostPort } from '../../layout/ip-address.ts';
import { type RawSocket, tcpStateNames } from '../../raw/raw-socket.ts';
import { listListeners, type NativeMaps, requireNativeMaps } from '../../snapshot/native-maps.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Connection } from '../connection.ts';
import { compareConnections, isListening, isLiveTcp } from '../connections.ts';
import type { Outcome } from '../explanation.ts';
import type { Place } from '../socket-place.ts';
import type { Judgement } from '../unrecorded-socket.ts';
import { explainNativeConnect } from './explain-connect.ts';

/** The connections, by pod and then by address and port. */
export function explainNativeConnections(snapshot: Snapshot): readonly Connection[] {
  const context = createContext(snapshot);
  return snapshot.enabledPods.flatMap((pod) => {
    const bare = snapshot.bareSockets(pod);
    const stored = snapshot.storedSockets.sockets.filter(
      ({ netnsCookie }) => netnsCookie === pod.netnsCookie,
    );
    const listening = new Set(bare.filter(isListening).map(({ localPort }) => localPort));
    return [...stored, ...bare]
      .filter(isLiveTcp)
      .map((socket) => toConnection(context, { pod, socket, listening }))
      .sort(compareConnections);
  });
}

/** A listener that leads to an endpoint, by way of a cluster. */
interface Lead {
  readonly listener: string;
  readonly cluster: string;
}

interface Context {
  readonly hasStorage: boolean;
  /** What leads to an `address:port` now. */
  readonly leads: ReadonlyMap<string, readonly Lead[]>;
  /** What a connect of an enabled pod to there would get now. */
  readonly explain: (place: Place) => readonly Outcome[];
  /** Whether what the maps lack now is really not there. */
  readonly isWhole: () => boolean;
}

function createContext(snapshot: Snapshot): Context {
  const maps = requireNativeMaps(snapshot);
  const known = new Map<string, readonly Outcome[]>();
  const explain = ({ address, port }: Place): readonly Outcome[] => {
    const key = formatHostPort(address, port);
    const outcomes = known.get(key) ?? ask(maps, { address, port });
    known.set(key, outcomes);
    return outcomes;
  };
  const leads = new Map<string, Lead[]>();
  for (const { key, value } of listListeners(snapshot)) {
    const place = toListenerEntry(key, 0, value, 0).key;
    for (const { verdict, address, port, cluster } of explain(place)) {
      if (verdict !== 'endpoint' || cluster === undefined) continue;
      const endpoint = formatHostPort(address, port);
      const lead = { listener: formatHostPort(place.address, place.port), cluster: cluster.name };
      leads.set(endpoint, [...(leads.get(endpoint) ?? []), lead]);
    }
  }
  // What is in maps of maps is read on the way: whether it could be, is known only behind that.
  const isWhole = () => maps.incompleteMaps.length === 0;
  return { hasStorage: maps.generation.hasClusterStorage, leads, explain, isWhole };
}

/** Rate limits and breakers hold for a moment: here they are as of a time before all that is counted. */
function ask(maps: NativeMaps, place: Place): readonly Outcome[] {
  const context = { maps, source: { cookie: null, managed: true }, nowNs: 0n };
  const request = { family: 4, protocol: 'tcp', call: 'connect', ...place } as const;
  return explainNativeConnect(context, request).outcomes;
}

interface Held {
  readonly pod: Pod;
  readonly socket: RawSocket;
  /** Ports on which the pod listens. */
  readonly listening: ReadonlySet<number>;
}

function toConnection(context: Context, { pod, socket, listening }: Held): Connection {
  const isInbound = socket.storage === null && listening.has(socket.localPort);
  const local = { address: socket.localAddress, port: socket.localPort };
  const remote = { address: socket.remoteAddress, port: socket.remotePort };
  const judgement = isInbound ? accepted : judge(context, { pod, socket }, remote);
  return {
    pod,
    socket,
    direction: isInbound ? 'inbound' : 'outbound',
    state: tcpStateNames[socket.state] ?? `STATE_${socket.state}`,
    source: isInbound ? remote : local,
    originalDestination: null,
    destination: isInbound ? local : remote,
    ...judgement,
    serviceId: null,
    backendUid: null,
    bypassedServiceId: null,
    viaWaypoint: false,
    encoded: false,
    connectNs: null,
  };
}

const accepted: Judgement = {
  verdict: 'direct',
  reason: null,
  stale: false,
  known: 'inferred',
  note: 'accepted on a port that the pod listens on: kernel-native mode redirects connects alone',
};

function judge(
  context: Context,
  { pod, socket }: Pick<Held, 'pod' | 'socket'>,
  peer: Place,
): Judgement {
  if (pod.enabled.cookie !== true) {
    const note = "not redirected: the namespace's cookie is not in the manager map";
    return { verdict: 'unmanaged', reason: 'NOT_ENABLED', stale: false, known: 'observed', note };
  }
  if (socket.family === 6) {
    return { verdict: 'ignored', reason: 'NOT_IPV4', stale: false, known: 'observed', note: null };
  }
  const place = { address: unmapAddress(peer.address), port: peer.port };
  if (socket.storage !== null) return judgeStored(context, place);
  return context.hasStorage ? judgeUnstored(context, place) : judgeUnrecorded(context, place);
}

const notKept = 'what was asked for is not kept';

/** A cluster was chosen for it. */
function judgeStored({ leads, explain, isWhole }: Context, peer: Place): Judgement {
  const ways = leads.get(formatHostPort(peer.address, peer.port));
  if (ways !== undefined) {
    const note = `${notKept}; today's way there: ${waysText(ways)}`;
    return { verdict: 'endpoint', reason: 'LOAD_BALANCED', stale: false, known: 'observed', note };
  }
  const left = explain(peer).filter(isLeftWithCluster);
  const [first] = left;
  if (first !== undefined) {
    const known = left.length === 1 ? 'computed' : 'inferred';
    const note = 'a cluster was chosen, but none of its endpoints';
    return { verdict: 'fallthrough', reason: first.reason, stale: false, known, note };
  }
  const stale = isWhole();
  const why = stale ? 'no listener of now leads there' : 'not all that leads somewhere was read';
  const note = `a cluster was chosen, and ${why}; ${notKept}`;
  return { verdict: 'endpoint', reason: 'LOAD_BALANCED', stale, known: 'inferred', note };
}

/** Left as it was although a cluster was chosen, and stored. */
function isLeftWithCluster({ verdict, cluster }: Outcome): boolean {
  return verdict === 'fallthrough' && cluster !== undefined && cluster.storedId !== null;
}

/** No cluster was ever chosen for it: what the maps of now say of its peer, if they leave it alone. */
function judgeUnstored({ explain, isWhole }: Context, peer: Place): Judgement {
  const left = explain(peer).filter(
    (outcome) => outcome.verdict === 'fallthrough' && !isLeftWithCluster(outcome),
  );
  const [first] = left;
  if (first === undefined) {
    const note = 'no storage: opened before the pod was enabled, or before the listener was there';
    const stale = isWhole();
    return { verdict: 'unmanaged', reason: 'NOT_ENABLED', stale, known: 'inferred', note };
  }
  // A miss in a map that was not read whole is no reason.
  if (!isWhole()) {
    const note = 'no storage, and not all that leads somewhere was read';
    return { verdict: 'fallthrough', reason: null, stale: false, known: 'inferred', note };
  }
  const known = left.length === 1 ? 'computed' : 'inferred';
  return { verdict: 'fallthrough', reason: first.reason, stale: false, known, note: null };
}

/** Up to v0.5 nothing at all is kept. */
function judgeUnrecorded({ leads, explain }: Context, peer: Place): Judgement {
  const unsure = { stale: false, known: 'inferred' } as const;
  const ways = leads.get(formatHostPort(peer.address, peer.port));
  if (ways !== undefined) {
    const note = `${notKept}: balanced to this endpoint by ${waysText(ways)}, or asked for itself`;
    return { verdict: 'endpoint', reason: 'LOAD_BALANCED', note, ...unsure };
  }
  const left = explain(peer).find(({ verdict }) => verdict === 'fallthrough');
  return { verdict: 'fallthrough', reason: left?.reason ?? null, note: notKept, ...unsure };
}

function waysText(ways: readonly Lead[]): string {
  return ways.map(({ listener, cluster }) => `${listener} by cluster ${cluster}`).join(', ');
}
