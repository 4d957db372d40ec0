// kmesh_workload_tail_call: a pass that chose a waypoint runs the program again for the waypoint's
// address. What follows depends on that address alone, because the original destination is recorded in
// the first pass. So each address is walked once, and only its probability is carried from pass to pass:
// loops and branching chains cost no more than the addresses in them.
import { formatHostPort } from '../../layout/ip-address.ts';
import { reasons } from '../explanation.ts';
import { runProgram } from './program.ts';
import type { Destination } from './socket-address.ts';
import type { Connect, PassResult } from './walk.ts';

/** The kernel's limit of tail calls: 33 after the first pass. */
export const maxFurtherPasses = 33;

/** Those that go on to, or begin, a pass with the same destination. */
interface Arrival {
  readonly destination: Destination;
  /** Step of the pass before. */
  readonly parent: number;
  share: number;
}

type Arrivals = Map<string, Arrival>;

interface Visit {
  readonly pass: number;
  /** Results that no pass follows; shares of those that begin a pass here. */
  readonly endings: readonly PassResult[];
  /** Where the others go on to, likewise. */
  readonly onward: readonly Arrival[];
  /** Sum over all passes of the probability to begin one here. */
  share: number;
}

/** Whether a further pass follows. */
export function isWaypointChoice(result: PassResult): boolean {
  return reasons[result.reason].verdict === 'waypoint';
}

/** Where those end that the first pass sent to a waypoint. Shares are of all new connections. */
export function followWaypoints(connect: Connect, first: readonly PassResult[]): PassResult[] {
  const visits = new Map<string, Visit>();
  let arrivals = mergeChoices(first);
  for (let pass = 2; pass <= maxFurtherPasses + 1 && arrivals.size > 0; pass++) {
    arrivals = runPass(connect, pass, arrivals, visits);
  }
  const results = Array.from(arrivals.values(), (arrival) => stopAtLimit(connect, arrival));
  for (const { endings, share } of visits.values()) {
    for (const result of endings) results.push({ ...result, share: result.share * share });
  }
  return results;
}

function runPass(
  connect: Connect,
  pass: number,
  arrivals: Arrivals,
  visits: Map<string, Visit>,
): Arrivals {
  const next: Arrivals = new Map();
  for (const [key, arrival] of arrivals) {
    const known = visits.get(key);
    const step = tailCall(connect, pass, arrival, known);
    const visit = known ?? visitFirst(connect, pass, arrival, step);
    if (known === undefined) visits.set(key, visit);
    visit.share += arrival.share;
    for (const { destination, share, parent } of visit.onward) {
      const from = known === undefined ? parent : step;
      arrive(next, { destination, parent: from, share: arrival.share * share });
    }
  }
  return next;
}

function visitFirst(connect: Connect, pass: number, arrival: Arrival, step: number): Visit {
  const { destination, share } = arrival;
  const walk = { connect, pass, arrival: destination, arrivalShare: share };
  const results = runProgram(walk, { step, share: 1 });
  const endings = results.filter((result) => !isWaypointChoice(result));
  return { pass, endings, onward: [...mergeChoices(results).values()], share: 0 };
}

/** The waypoints among a pass's results, each once. */
function mergeChoices(results: readonly PassResult[]): Arrivals {
  const arrivals: Arrivals = new Map();
  for (const result of results) {
    if (!isWaypointChoice(result)) continue;
    const { destination, share, step: parent } = result;
    arrive(arrivals, { destination, parent, share });
  }
  return arrivals;
}

function arrive(arrivals: Arrivals, arrival: Arrival): void {
  const key = formatHostPort(arrival.destination.address, arrival.destination.port);
  const known = arrivals.get(key);
  if (known === undefined) arrivals.set(key, arrival);
  else known.share += arrival.share;
}

function tailCall(
  connect: Connect,
  pass: number,
  { parent, share, destination }: Arrival,
  known: Visit | undefined,
): number {
  const target = formatHostPort(destination.address, destination.port);
  const note = known === undefined ? `again, for ${target}` : `${target} as in pass ${known.pass}`;
  return connect.log.add({ parent, pass, share }, { function: 'kmesh_workload_tail_call', note });
}

function stopAtLimit(connect: Connect, { parent, share, destination }: Arrival): PassResult {
  const note = `refused: the kernel allows ${maxFurtherPasses} further passes`;
  const place = { parent, pass: maxFurtherPasses + 1, share };
  const step = connect.log.add(place, { function: 'kmesh_workload_tail_call', note });
  return {
    reason: 'PASS_LIMIT',
    destination,
    backendUid: null,
    serviceId: null,
    isSuccess: false,
    step,
    share,
  };
}
