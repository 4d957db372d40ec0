// One pass of a connect program: what it knows, where it stands, and how it can end.
import type { Generation } from '../../kmesh/generation.ts';
import type { RoutingMaps } from '../../snapshot/routing-maps.ts';
import type { Reason } from '../explanation.ts';
import type { DrawCache } from './draw.ts';
import type { Hook } from './hook.ts';
import type { Destination } from './socket-address.ts';
import type { StepFacts, StepLog } from './step-log.ts';

/** What all passes of one connect share. */
export interface Connect {
  readonly generation: Generation;
  readonly maps: RoutingMaps;
  /** Whether the manager map has the source's network namespace. */
  readonly managed: boolean;
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
  /** Whether the program reports success: it then records the original destination. */
  readonly isRecorded: boolean;
  /** Last step. */
  readonly step: number;
  /** 0 to 1, of those that began this pass. */
  readonly share: number;
}

/** Writes a step down and returns the position after it. */
export function take(walk: Walk, at: Point, facts: StepFacts): Point & { readonly step: number } {
  const share = walk.arrivalShare * at.share;
  const step = walk.connect.log.add({ parent: at.step, pass: walk.pass, share }, facts);
  return { step, share: at.share };
}

type Taken = Point & { readonly step: number };

/** The end of a pass that leaves the destination as it found it, and records nothing. */
export function leave(walk: Walk, at: Taken, reason: Reason, serviceId: number | null): PassResult {
  const { step, share } = at;
  const destination = walk.arrival;
  return { reason, destination, backendUid: null, serviceId, isRecorded: false, step, share };
}

/** The end of a pass that succeeds; the first success of a socket records its original destination. */
export function succeed(
  walk: Walk,
  at: Taken,
  result: Omit<PassResult, 'isRecorded' | 'step' | 'share'>,
): PassResult {
  const isFirst = walk.pass === 1;
  const note = 'records the original destination';
  const end = isFirst ? take(walk, at, { function: 'set_original_dst_info', note }) : at;
  return { ...result, isRecorded: true, step: end.step, share: end.share };
}
