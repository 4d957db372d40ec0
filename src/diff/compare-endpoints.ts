// Endpoints by service, priority and backend. The index is left out: the daemon moves the last endpoint
// into each hole, so that it says nothing but whether a draw can reach the row.
import type { EndpointEntry } from '../kmesh/dual-engine/endpoint.ts';
import type { ServiceEntry } from '../kmesh/dual-engine/service.ts';
import type { RawMap } from '../raw/raw-map.ts';
import { decodeRows } from '../snapshot/loaded-routing-maps.ts';
import { type Change, type Scope, toChange } from './change.ts';
import { areSameBytes, type Table } from './compare-rows.ts';
import type { DualEngineNode } from './compared-node.ts';

type Side = Pick<DualEngineNode, 'endpoints' | 'services'>;

/** An endpoint's place in its service: what it differs in, where it differs. */
interface Place {
  readonly uid: number;
  /** Between nodes null: by locality, each node rightly has priorities of its own. */
  readonly prio: number | null;
  /** Whether the index is from 1 to the count of its service; true where the service is not known. */
  readonly isDrawn: boolean;
}

/** Endpoints that are new, gone, or at another priority. */
export function compareEndpoints(from: Side, to: Side, scope: Scope): Change[] {
  const isQuiet =
    areSameBytes(from.endpoints.map, to.endpoints.map) &&
    areSameBytes(from.services.map, to.services.map);
  if (isQuiet) return [];
  const old = groupPlaces(from, scope);
  const now = groupPlaces(to, scope);
  const areBothWhole = from.endpoints.isWhole && to.endpoints.isWhole;
  const changes: Change[] = [];
  for (const serviceId of new Set([...old.keys(), ...now.keys()])) {
    const left = unshared(old.get(serviceId) ?? [], now.get(serviceId) ?? []);
    // What one map lacks may be there all the same: then nothing has moved for certain.
    for (const [was, is] of areBothWhole ? moved(left) : left) {
      changes.push(...toChanges(serviceId, was, is));
    }
  }
  return changes;
}

function toChanges(
  serviceId: number,
  from: Place | undefined,
  to: Place | undefined,
): readonly Change[] {
  const backendUid = (to ?? from)?.uid ?? 0;
  const subject = { kind: 'endpoint', serviceId, backendUid } as const;
  const change = toChange(subject, from && placeFields(from), to && placeFields(to));
  return change === undefined ? [] : [change];
}

function placeFields({ prio, isDrawn }: Place) {
  return { ...(prio === null ? {} : { prio }), inReach: isDrawn ? 'yes' : 'no' };
}

function groupPlaces({ endpoints, services }: Side, scope: Scope): Map<number, Place[]> {
  const counts = countsOf(services);
  const groups = new Map<number, Place[]>();
  for (const entry of entriesOf(endpoints)) {
    const { serviceId, backendUid: uid } = entry;
    const isDrawn = isInReach(entry, counts.get(serviceId));
    const place = { uid, prio: scope === 'nodes' ? null : entry.prio, isDrawn };
    const group = groups.get(serviceId);
    if (group === undefined) groups.set(serviceId, [place]);
    else group.push(place);
  }
  return groups;
}

function entriesOf({ map, format }: Table<EndpointEntry>): readonly EndpointEntry[] {
  return decodeRows(map, format.toEntry);
}

const countsByMap = new WeakMap<RawMap, ReadonlyMap<number, readonly number[]>>();

/** Endpoint counts by service id. */
function countsOf({ map, format }: Table<ServiceEntry>): ReadonlyMap<number, readonly number[]> {
  if (map === undefined) return new Map();
  const known = countsByMap.get(map);
  if (known !== undefined) return known;
  const counts = new Map(
    decodeRows(map, format.toEntry).map(({ id, endpointCounts }) => [id, endpointCounts]),
  );
  countsByMap.set(map, counts);
  return counts;
}

function isInReach({ prio, backendIndex }: EndpointEntry, counts: readonly number[] | undefined) {
  if (counts === undefined) return true;
  return backendIndex >= 1 && backendIndex <= (counts[prio] ?? 0);
}

type Pair = readonly [was: Place | undefined, is: Place | undefined];

/** What only one of both has; a place that one has twice and the other once is left once. */
function unshared(before: readonly Place[], after: readonly Place[]): Pair[] {
  const sorted = [before.toSorted(comparePlaces), after.toSorted(comparePlaces)] as const;
  return pairUp(...sorted, comparePlaces).filter(([was, is]) => !was || !is);
}

/** The same with the places of one backend that are left on both sides put together: it has moved. */
function moved(pairs: readonly Pair[]): Pair[] {
  const before = pairs.flatMap(([was]) => was ?? []);
  const after = pairs.flatMap(([, is]) => is ?? []);
  return pairUp(before, after, (a, b) => a.uid - b.uid);
}

/** Two lists in one order, each with what is equal to it in the other. */
function pairUp(
  before: readonly Place[],
  after: readonly Place[],
  compare: (a: Place, b: Place) => number,
): Pair[] {
  const pairs: Pair[] = [];
  for (let i = 0, j = 0; i < before.length || j < after.length; ) {
    const [was, is] = [before[i], after[j]];
    const order = !was ? 1 : !is ? -1 : compare(was, is);
    pairs.push([order <= 0 ? was : undefined, order >= 0 ? is : undefined]);
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  return pairs;
}

function comparePlaces(a: Place, b: Place): number {
  return a.uid - b.uid || (a.prio ?? 0) - (b.prio ?? 0) || Number(a.isDrawn) - Number(b.isDrawn);
}
