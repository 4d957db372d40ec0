// Sockets up to v1.0, whose storage does not hold the original destination: it stands in a map keyed by the
// socket's address in the kernel, up to v0.5 only on the way to a waypoint and until the header is sent.
import type { DualEngineMaps } from '../kmesh/dual-engine/map-formats.ts';
import { toRecordedDestination } from '../kmesh/dual-engine/original-destination.ts';
import type { SockStorage } from '../kmesh/dual-engine/sock-storage.ts';
import type { Generation } from '../kmesh/generation.ts';
import { portOf } from '../kmesh/port-slot.ts';
import type { RawSocket } from '../raw/raw-socket.ts';
import type { RoutingMaps } from '../snapshot/routing-maps.ts';
import type { Connection } from './connection.ts';
import type { ConnectRequest, Explanation, Outcome } from './explanation.ts';
import { backendOf, isSamePlace, type Place } from './socket-place.ts';

/** What is said of a socket. */
export type Judgement = Pick<Connection, 'verdict' | 'reason' | 'stale' | 'known' | 'note'>;

/** What a judgement asks of the node. */
export interface JudgeContext {
  readonly routing: RoutingMaps;
  /** Undefined where the generation is not followed: only what the socket proves is then said. */
  readonly generation: Generation | undefined;
  /** How sockets and their destinations are kept. */
  readonly formats: DualEngineMaps;
  /** What a connect from an enabled pod would get now; undefined where that is not known. */
  readonly explain: (request: ConnectRequest) => Explanation | undefined;
}

/** What the socket's storage and its entry in the map of destinations say; null = it has no storage. */
export function readStorage(formats: DualEngineMaps, socket: RawSocket): SockStorage | null {
  if (socket.storage === null) return null;
  const storage = formats.km_sockstorage.toStorage(socket.storage, socket.family);
  const { km_orig_dst: destinations } = formats;
  if (destinations === null || socket.byAddress == null) return storage;
  const { byAddress, family } = socket;
  return { ...storage, ...toRecordedDestination(byAddress, family, destinations.isMarked) };
}

/** Whether a storage without an original destination proves that the connect was left as it was. */
export function isOriginalKept({ generation, formats }: JudgeContext, socket: RawSocket): boolean {
  if (formats.km_orig_dst === null) return true;
  return generation?.recordsDestination === 'on-success' && socket.byAddress !== undefined;
}

const notKept = 'the original destination is not kept';

/** An outbound socket of which only the peer and the connect time are known; `outcomes` of asking for the peer. */
export function judgeUnrecorded(
  context: JudgeContext,
  peer: Place,
  outcomes: readonly Outcome[] | undefined,
): Judgement {
  const unsure = { stale: false, known: 'inferred' } as const;
  if (isTargetOfService(context, peer)) {
    const note = `${notKept}: balanced to this endpoint, or asked for by its own address`;
    return { verdict: 'endpoint', reason: 'LOAD_BALANCED', note, ...unsure };
  }
  const unchanged = outcomes?.find(
    (outcome) => outcome.storage !== null && isSamePlace(outcome, peer),
  );
  if (unchanged !== undefined) {
    const { verdict, reason } = unchanged;
    return { verdict, reason, note: notKept, ...unsure };
  }
  const note = `${notKept}, and the maps of now have nothing that leads there`;
  return { verdict: 'fallthrough', reason: null, note, ...unsure };
}

/**
 * Up to v0.5 a connect that the programs leave as it was leaves no storage: what the maps of now say of the
 * peer, undefined where they would do something else.
 */
export function findSilentFallthrough(
  context: JudgeContext,
  socket: RawSocket,
  peer: Place,
): Judgement | undefined {
  if (context.generation?.notesConnect !== 'on-success') return undefined;
  const silent = askAgain(context, socket, peer)?.find(
    ({ verdict, storage }) => verdict === 'fallthrough' && storage === null,
  );
  if (silent === undefined) return undefined;
  const note = 'no storage: left as it was, or opened before the pod was enabled';
  return { verdict: 'fallthrough', reason: silent.reason, stale: false, known: 'inferred', note };
}

/** What would become of a connect from a socket like this; undefined where that is not known. */
export function askAgain(
  { explain }: JudgeContext,
  { family }: RawSocket,
  asked: Place,
): readonly Outcome[] | undefined {
  return explain({ family, protocol: 'tcp', call: 'connect', ...asked })?.outcomes;
}

/** Whether a service that the peer's backend lists has the peer's port as a target. */
function isTargetOfService({ routing }: JudgeContext, peer: Place): boolean {
  const uid = backendOf(routing, peer);
  const backend = uid === null ? undefined : routing.findBackend(uid);
  const listed = backend?.serviceIds.slice(0, backend.serviceCount) ?? [];
  return listed.some((id) => {
    const service = routing.findService(id);
    const targets = service?.targetPorts.filter((_, slot) => service.servicePorts[slot] !== 0);
    return targets?.some((port) => portOf(port) === peer.port) ?? false;
  });
}
