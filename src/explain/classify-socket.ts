// What became of one socket (reference 3.5): first what its storage and its peer prove, then what the
// maps say of it today.
import { unmapAddress } from '../kmesh/address.ts';
import { dnsProxyUid } from '../kmesh/dual-engine/backend.ts';
import type { SockStorage } from '../kmesh/dual-engine/sock-storage.ts';
import { type RawSocket, tcpStateNames } from '../raw/raw-socket.ts';
import type { Pod } from '../snapshot/pod.ts';
import type { Connection } from './connection.ts';
import type { Outcome } from './explanation.ts';
import { backendOf, bypassedService, isSamePlace, type Place, serviceOf } from './socket-place.ts';
import {
  askAgain,
  findSilentFallthrough,
  isOriginalKept,
  type JudgeContext,
  type Judgement,
  judgeUnrecorded,
  readStorage,
} from './unrecorded-socket.ts';

const dnsPort = 53;

export interface SocketContext extends JudgeContext {
  readonly pod: Pod;
  /** Ports on which the pod's namespace listens. */
  readonly listeningPorts: ReadonlySet<number>;
  readonly isDenied: (socket: RawSocket) => boolean;
  /** Whether the manager map has this address: only then is what arrives there reported. */
  readonly isEnabledAddress: (address: string) => boolean;
}

/** The connection that a socket of an enabled pod is. */
export function classifySocket(context: SocketContext, socket: RawSocket): Connection {
  const storage = readStorage(context.formats, socket);
  const direction = directionOf(context, socket, storage);
  const local = { address: socket.localAddress, port: socket.localPort };
  const remote = { address: socket.remoteAddress, port: socket.remotePort };
  const isInbound = direction === 'inbound';
  const destination = isInbound ? local : remote;
  const judgement = isInbound
    ? judgeInbound(context, socket, storage)
    : judgeOutbound(context, socket, storage, remote);
  const original = isInbound ? null : (storage?.originalDestination ?? null);
  return {
    pod: context.pod,
    socket,
    direction,
    state: tcpStateNames[socket.state] ?? `STATE_${socket.state}`,
    source: isInbound ? remote : local,
    originalDestination: original,
    destination,
    ...judgement,
    serviceId: serviceOf(context.routing, original ?? destination),
    bypassedServiceId:
      !isInbound && judgement.verdict === 'direct'
        ? bypassedService(context.routing, destination)
        : null,
    backendUid: backendOf(context.routing, destination),
    viaWaypoint: storage?.isViaWaypoint ?? false,
    encoded: storage?.isEncoded ?? false,
    connectNs: storage?.connectNs ?? null,
  };
}

/**
 * The storage says it once the connection is established and reported. Before that, a storage was made
 * by the connect hook; without storage, only a listening port tells.
 */
function directionOf(
  context: SocketContext,
  socket: RawSocket,
  storage: SockStorage | null,
): 'inbound' | 'outbound' {
  if (storage?.direction.name === 'inbound') return 'inbound';
  if (storage !== null) return 'outbound';
  return context.listeningPorts.has(socket.localPort) ? 'inbound' : 'outbound';
}

function judgeInbound(
  context: SocketContext,
  socket: RawSocket,
  storage: SockStorage | null,
): Judgement {
  const isEnabled = context.isEnabledAddress(unmapAddress(socket.localAddress));
  if (context.isDenied(socket)) {
    const note = 'the authorization result for this flow is deny';
    return { verdict: 'denied', reason: null, stale: false, known: 'observed', note };
  }
  const known = storage === null && isEnabled ? 'inferred' : 'observed';
  const unreported = isEnabled
    ? 'no storage: opened before the pod was enabled, or by the node itself'
    : `neither reported nor authorized: ${unmapAddress(socket.localAddress)} is not in the manager map`;
  const note = storage === null ? unreported : null;
  return { verdict: 'direct', reason: 'WORKLOAD_ADDRESS', stale: false, known, note };
}

function judgeOutbound(
  context: SocketContext,
  socket: RawSocket,
  storage: SockStorage | null,
  peer: Place,
): Judgement {
  if (storage === null) return judgeUnstored(context, socket, peer);
  const original = storage.originalDestination;
  const outcomes = askAgain(context, socket, original ?? peer);
  if (original === null) return judgeWithoutOriginal(context, socket, outcomes);
  const same = outcomes?.filter((outcome) => isAt(outcome, peer)) ?? [];
  const stale = outcomes !== undefined && same.length === 0;
  const rest = { stale, note: stale ? staleNote : null };
  if (storage.connectNs === null && original.port === dnsPort) {
    return { verdict: 'dns-proxy', reason: 'DNS_REDIRECT', known: 'observed', ...rest };
  }
  if (storage.isViaWaypoint) {
    const match = same.find((outcome) => outcome.verdict === 'waypoint');
    return { ...waypointReason(context, match, outcomes, original), ...rest };
  }
  if (!isSamePlace(original, peer)) {
    return { verdict: 'endpoint', reason: 'LOAD_BALANCED', known: 'observed', ...rest };
  }
  // Also an endpoint may have the very address and port that were asked for.
  const unchanged = same.find((outcome) => outcome.storage?.originalDestination != null);
  if (unchanged !== undefined) {
    const { verdict, reason } = unchanged;
    return { verdict, reason, known: 'computed', ...rest };
  }
  const isService = serviceOf(context.routing, original) !== null;
  return {
    verdict: isService ? 'fallthrough' : 'direct',
    reason: isService ? 'NO_ENDPOINTS' : 'WORKLOAD_ADDRESS',
    known: 'inferred',
    stale: outcomes !== undefined,
    note: outcomes === undefined ? null : staleNote,
  };
}

function judgeWithoutOriginal(
  context: SocketContext,
  socket: RawSocket,
  outcomes: readonly Outcome[] | undefined,
): Judgement {
  if (isOriginalKept(context, socket)) return judgeFallthrough(outcomes);
  const peer = { address: socket.remoteAddress, port: socket.remotePort };
  return judgeUnrecorded(context, peer, outcomes);
}

const staleNote =
  'the maps of now would not send it there: they changed since, or the socket was used before';

/**
 * The hook ran and recorded nothing: the replay names the reason, if the maps still have one that leaves
 * nothing recorded. Where several do, which of them it was is a guess.
 */
function judgeFallthrough(outcomes: readonly Outcome[] | undefined): Judgement {
  const silent = outcomes?.filter(
    ({ verdict, storage }) =>
      verdict === 'fallthrough' && storage !== null && storage.originalDestination === null,
  );
  const reasons = [...new Set(silent?.map(({ reason }) => reason))];
  const stale = outcomes !== undefined && reasons.length === 0;
  const known = (['observed', 'computed'] as const)[reasons.length] ?? 'inferred';
  const choice = reasons.length > 1 ? `one of ${reasons.join(', ')}` : null;
  return {
    verdict: 'fallthrough',
    reason: reasons[0] ?? null,
    stale,
    known,
    note: stale ? 'the maps of now would not do that: they changed since' : choice,
  };
}

function waypointReason(
  context: SocketContext,
  match: Outcome | undefined,
  outcomes: readonly Outcome[] | undefined,
  original: Place,
): Pick<Judgement, 'verdict' | 'reason' | 'known'> {
  const found = match ?? outcomes?.find((outcome) => outcome.verdict === 'waypoint');
  if (found !== undefined) return { verdict: 'waypoint', reason: found.reason, known: 'observed' };
  const isService = serviceOf(context.routing, original) !== null;
  const reason = isService ? 'SERVICE_WAYPOINT' : 'BACKEND_WAYPOINT';
  return { verdict: 'waypoint', reason, known: 'inferred' };
}

/** An outbound socket that no hook has seen. */
function judgeUnstored(context: SocketContext, socket: RawSocket, peer: Place): Judgement {
  const { pod, generation, routing } = context;
  const unmanaged = { verdict: 'unmanaged', reason: 'NOT_ENABLED', stale: false } as const;
  if (pod.enabled.cookie !== true) {
    const note = "not redirected: the namespace's cookie is not in the manager map";
    return { ...unmanaged, known: 'observed', note };
  }
  const silent = findSilentFallthrough(context, socket, peer);
  if (silent !== undefined) return silent;
  const isDns = socket.family === 4 && peer.port === dnsPort && generation?.hasDnsHooks === true;
  if (isDns && routing.findBackend(dnsProxyUid) === undefined) {
    return {
      verdict: 'ignored',
      reason: 'DNS_PROXY_OFF',
      stale: false,
      known: 'computed',
      note: null,
    };
  }
  return { ...unmanaged, known: 'inferred', note: 'no storage: opened before the pod was enabled' };
}

function isAt(outcome: Outcome, place: Place): boolean {
  return outcome.address === place.address && outcome.port === place.port;
}
