// What a new connection between two things that the user names would get: the question of `explain` and
// of the dashboard's Path view.
import { explainConnect } from '../../explain/dual-engine/explain-connect.ts';
import type { Explanation } from '../../explain/explanation.ts';
import { explainNativeConnect } from '../../explain/kernel-native/explain-connect.ts';
import type { RouteObjects } from '../../explain/waypoint-routes/route-object.ts';
import { unmapAddress } from '../../kmesh/address.ts';
import { IncompleteError, UsageError } from '../../raw/problem.ts';
import type { NameTable } from '../../snapshot/name-table.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Labels } from '../items/connection.ts';
import { type ExplanationItem, toBeyondItem, toExplanationItem } from '../items/explanation.ts';
import { nameLabel } from '../label.ts';
import { findListenerName } from '../native-listeners.ts';
import { createAskBeyond } from './ask-beyond.ts';
import { findDestination, findSource } from './explain-request.ts';
import { findNativeDestination } from './native-destination.ts';
import type { DestinationWish } from './resolve-destination.ts';
import type { SourceWish } from './resolve-source.ts';
import { type Supposed, type Supposition, suppose } from './what-if.ts';

export interface PathQuestion {
  readonly from: SourceWish;
  readonly to: DestinationWish;
  readonly protocol: 'tcp' | 'udp';
  /** The Kubernetes namespace of a bare name, null = any. */
  readonly namespace: string | null;
  /** The names that the answer is given in. */
  readonly names: NameTable;
  /** What the user gives to see beyond a waypoint. */
  readonly routes?: RouteObjects | null;
  /** What is supposed to be otherwise than in the maps, null = nothing. */
  readonly supposition?: Supposition | null;
}

export interface PathAnswer {
  readonly explanation: Explanation;
  readonly item: ExplanationItem;
  /** What was chosen for the user, and what is odd about the source. */
  readonly notes: readonly string[];
}

/**
 * The answer. Throws UsageError where nothing, or more than one thing, is meant, and IncompleteError where
 * what was read does not suffice.
 */
export function askPath(snapshot: Snapshot, question: PathQuestion): PathAnswer {
  const { from, to, protocol, namespace, names, supposition = null } = question;
  if (snapshot.mode === 'kernel-native') return askNativePath(snapshot, question);
  const generation = snapshot.followed;
  if (generation === undefined) throw notFollowed(snapshot);
  const { source, managed, bypassed, notes } = findSource(snapshot, from);
  const destination = findDestination(snapshot, to, namespace);
  const { address, port } = destination;
  const supposed = supposition === null ? null : suppose(snapshot, supposition, question);
  const maps = supposed?.maps ?? snapshot.keyedRouting;
  const explanation = explainConnect(
    { generation, maps, managed, bypassed },
    { family: address.includes(':') ? 6 : 4, protocol, call: 'connect', address, port },
  );
  const item = {
    ...whatIf(supposed),
    ...toExplanationItem(explanation, source, labelsOf(snapshot, names)),
  };
  const found = [...notes, ...destination.notes];
  const { routes = null } = question;
  if (routes === null) return { explanation, item, notes: found };
  const ask = createAskBeyond(routes, { names: snapshot.names, routing: maps });
  const beyondWaypoint = toBeyondItem(explanation, ask);
  if (beyondWaypoint !== null) {
    return { explanation, item: { ...item, beyondWaypoint }, notes: found };
  }
  const note = 'no service with a waypoint and a name is met: the route objects say nothing here';
  return { explanation, item, notes: [...found, note] };
}

function whatIf(supposed: Supposed | null): Pick<ExplanationItem, 'whatIf'> {
  return supposed === null ? {} : { whatIf: supposed.alterations };
}

/** The same in kernel-native mode: by the listener of the address. */
function askNativePath(snapshot: Snapshot, question: PathQuestion): PathAnswer {
  const { from, to, protocol, namespace, supposition = null } = question;
  if (supposition !== null) {
    throw new UsageError('kernel-native mode has no what-if: its maps have no such services');
  }
  const maps = snapshot.native;
  if (maps === undefined) throw notFollowed(snapshot);
  const { source, managed, notes } = findSource(snapshot, from);
  const destination = findNativeDestination(snapshot, to, namespace);
  const { address, port } = destination;
  const cookie = source.netnsCookie === null ? null : BigInt(source.netnsCookie);
  const explanation = explainNativeConnect(
    { maps, source: { cookie, managed }, nowNs: snapshot.monotonicNs },
    { family: address.includes(':') ? 6 : 4, protocol, call: 'connect', address, port },
  );
  const name = findListenerName(snapshot, unmapAddress(address), port);
  const labels = { labelOf: () => null, labelOfAddress: () => name };
  const item = toExplanationItem(explanation, source, labels);
  return { explanation, item, notes: [...notes, ...destination.notes] };
}

function notFollowed(snapshot: Snapshot): IncompleteError {
  const { name, nearest, evidence } = snapshot.generation;
  const which = name ?? `an unknown generation (${evidence.join('; ')})`;
  return new IncompleteError(
    `cannot explain: the maps are of ${which}, in ${snapshot.mode} mode`,
    snapshot.mode === 'dual-engine'
      ? `--generation ${nearest} follows the programs of the nearest one, which may not be what runs here`
      : 'the programs of kernel-native mode are followed from v0.5 on',
  );
}

/** Labels that ask for no more of the node than the ids and addresses met. */
function labelsOf({ keyedRouting }: Snapshot, names: NameTable): Labels {
  const labelOf = (id: number): string | null => {
    const name = names.find(id);
    return name === undefined ? null : nameLabel(name);
  };
  return {
    labelOf,
    labelOfAddress: (address) => {
      const frontend = keyedRouting.findFrontend(unmapAddress(address));
      return frontend === undefined ? null : labelOf(frontend.upstreamId);
    },
  };
}
