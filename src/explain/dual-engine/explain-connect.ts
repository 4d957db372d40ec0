// Where a new connection goes, by the programs of Kmesh v0.4.0 to main (bpf/kmesh/workload, cgroup_sock.c).
import type { Generation } from '../../kmesh/generation.ts';
import type { RoutingMaps } from '../../snapshot/routing-maps.ts';
import { type ConnectRequest, type Explanation, type Outcome, reasons } from '../explanation.ts';
import { createOutcomeTable } from '../outcome-table.ts';
import { createStepLog, type StepLog } from '../step-log.ts';
import { followWaypoints, isWaypointChoice } from './further-passes.ts';
import { findHook, unhookedFunction } from './hook.ts';
import { runProgram } from './program.ts';
import { type Destination, socketAddress } from './socket-address.ts';
import { recordedDestination, traceStorage } from './storage-trace.ts';
import type { Connect, PassResult } from './walk.ts';

export interface ExplainContext {
  readonly generation: Generation;
  readonly maps: RoutingMaps;
  /** Whether the manager map has the source's network namespace, at any value. */
  readonly managed: boolean;
  /** v0.4: whether its value there says that it is bypassed; absent = no. */
  readonly bypassed?: boolean;
}

/**
 * Every way the connect of a fresh socket can end, with its share, and the steps to each. Throws
 * RangeError when the address is none, or none that a socket of the family can connect to.
 */
export function explainConnect(context: ExplainContext, request: ConnectRequest): Explanation {
  const first = { address: socketAddress(request.family, request.address), port: request.port };
  const log = createStepLog();
  const outcomes = explainOutcomes(context, request, first, log);
  return {
    generation: context.generation.name,
    request,
    managed: context.managed,
    steps: log.steps,
    outcomes,
    incompleteMaps: [...context.maps.incompleteMaps],
  };
}

function explainOutcomes(
  context: ExplainContext,
  request: ConnectRequest,
  first: Destination,
  log: StepLog,
): Outcome[] {
  const hook = findHook(context.generation, request, first);
  if (hook === undefined) return [unhooked(context, request, first, log)];
  const bypassed = context.bypassed === true;
  const connect: Connect = { ...context, bypassed, hook, draws: new Map(), log };
  const walk = { connect, pass: 1, arrival: first, arrivalShare: 1 };
  const firstPass = runProgram(walk, { step: null, share: 1 });
  const original = recordedDestination(context.generation, hook, first);
  const table = createOutcomeTable();
  for (const result of firstPass) {
    if (!isWaypointChoice(result)) table.add(endOfFirstPass(context.generation, result, original));
  }
  const choice = firstPass.find(isWaypointChoice);
  if (choice !== undefined) {
    for (const result of followWaypoints(connect, firstPass)) {
      table.add(endOfFurtherPass(context.generation, result, { choice, original }));
    }
  }
  return table.list();
}

function endOfFirstPass(
  generation: Generation,
  result: PassResult,
  original: Destination,
): Outcome {
  const { reason, destination, isSuccess } = result;
  return {
    verdict: reasons[reason].verdict,
    reason,
    ...destination,
    backendUid: result.backendUid,
    serviceId: result.serviceId,
    secondPass: null,
    share: result.share,
    storage: traceStorage(generation, {
      reason,
      isFirstSuccess: isSuccess,
      isLastSuccess: isSuccess,
      isViaWaypoint: false,
      original,
    }),
    step: result.step,
  };
}

/** `choice` is any waypoint that the first pass chose: reason and service are the same for all. */
function endOfFurtherPass(
  generation: Generation,
  result: PassResult,
  { choice, original }: { readonly choice: PassResult; readonly original: Destination },
): Outcome {
  const { reason } = choice;
  const isReached = result.reason === 'LOAD_BALANCED' || result.reason === 'WORKLOAD_ADDRESS';
  return {
    verdict: reasons[reason].verdict,
    reason,
    ...result.destination,
    backendUid: result.backendUid,
    serviceId: choice.serviceId,
    secondPass: isReached ? null : result.reason,
    share: result.share,
    storage: traceStorage(generation, {
      reason,
      isFirstSuccess: true,
      isLastSuccess: result.isSuccess,
      isViaWaypoint: true,
      original,
    }),
    step: result.step,
  };
}

/** Kmesh has no program at this hook, so nothing is looked at. */
function unhooked(
  { managed }: ExplainContext,
  request: ConnectRequest,
  first: Destination,
  log: StepLog,
): Outcome {
  const reason = managed ? 'NOT_TCP' : 'NOT_ENABLED';
  const note = 'Kmesh has no program at this hook';
  const place = { parent: null, pass: 1, share: 1 };
  const step = log.add(place, { function: unhookedFunction(request), note });
  return {
    verdict: reasons[reason].verdict,
    reason,
    ...first,
    backendUid: null,
    serviceId: null,
    secondPass: null,
    share: 1,
    storage: null,
    step,
  };
}
