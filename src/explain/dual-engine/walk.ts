// One pass of a connect program: what it knows, where it stands, and how it can end.

import type { MapRole } from '../../kmesh/dual-engine/map-formats.ts';
import type { Generation } from '../../kmesh/generation.ts';
import type { RoutingMaps } from '../../snapshot/routing-maps.ts';
import { type Reason, reasons } from '../explanation.ts';
import type { StepFacts, StepLog } from '../step-log.ts';
import type { DrawCache } from './draw.ts';
import type { Hook } from './hook.ts';
import type { Destination } from './socket-address.ts';

/** What all passes of one connect share. */
export interface Connect {
  readonly generation: Generation;
  readonly maps: RoutingMaps;
  /** Whether the manager map has the source's network namespace. */
  readonly managed: boolean;
  /** v0.4: whether its value there says that it is bypassed. */
  readonly bypassed: boolean;
  readonly hook: Hook;
  readonly draws: DrawCache;
  readonly log: StepLog;
}

/** One run of the program. */
export interface Walk {
  readonly connect: Connect;
  /** 1 for the connect itself. */
  readonly pass: number;
  /** The destination at the start of this pass. */
  readonly arrival: Destination;
  /** Probability that a new connection begins this pass with this destination. */
  readonly arrivalShare: number;
}

/** A position in a pass: the last step, and which part of those that began the pass comes here. */
export interface Point {
  readonly step: number | null;
  /** 0 to 1, of those that began this pass. */
  readonly share: number;
}

/** One way a pass can end. A reason of verdict `waypoint` means that a further pass follows. */
export interface PassResult {
  readonly reason: Reason;
  readonly destination: Destination;
  /** The backend that is reached, if the pass ends at one. */
  readonly backendUid: number | null;
  /** The service of the pass's destination, if it is one. */
  readonly serviceId: number | null;
  /** Whether the program reports success: what it then records, each generation has its own rules for. */
  readonly isSuccess: boolean;
  /** Last step. */
  readonly step: number;
  /** 0 to 1, of those that began this pass. */
  readonly share: number;
}

type Taken = Point & { readonly step: number };

/** What a step tells of itself; its map by the name of the latest generation. */
type TakenFacts = Omit<StepFacts, 'map'> & { readonly map?: MapRole };

/** Writes a step down and returns the position after it. */
export function take(walk: Walk, at: Point, facts: TakenFacts): Taken {
  const { generation, log } = walk.connect;
  const share = walk.arrivalShare * at.share;
  const map = facts.map === undefined ? null : (generation.maps[facts.map]?.name ?? null);
  const step = log.add({ parent: at.step, pass: walk.pass, share }, { ...facts, map });
  return { step, share: at.share };
}

/** The end of a pass that leaves the destination as it found it, and records nothing. */
export function leave(walk: Walk, at: Taken, reason: Reason, serviceId: number | null): PassResult {
  const { step, share } = at;
  const destination = walk.arrival;
  return { reason, destination, backendUid: null, serviceId, isSuccess: false, step, share };
}

/** The end of a pass that succeeds. */
export function succeed(
  walk: Walk,
  at: Taken,
  result: Omit<PassResult, 'isSuccess' | 'step' | 'share'>,
): PassResult {
  const end = noteSuccess(walk, at, result.reason);
  return { ...result, isSuccess: true, step: end.step, share: end.share };
}

/** Since v1.0 the first success of a socket records its original destination; before, the last one its time. */
function noteSuccess(walk: Walk, at: Taken, reason: Reason): Taken {
  const { functions, notesConnect, recordsDestination } = walk.connect.generation;
  const recordsNow = recordsDestination === 'on-success' && walk.pass === 1;
  const goesOn = reasons[reason].verdict === 'waypoint';
  if (recordsNow) {
    return take(walk, at, {
      function: functions.success,
      note: 'records the original destination',
    });
  }
  if (notesConnect === 'before' || goesOn) return at;
  return take(walk, at, { function: functions.success, note: 'notes the connect time' });
}
