import type { Snapshot } from '../../snapshot/snapshot.ts';
import { entryEvidence } from '../evidence.ts';
import { hasRows } from '../needs.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** The part of a map's entries from which on it counts as nearly full. */
export const nearlyFull = 0.8;

/** A hash map with little room left. */
export const mapNearlyFull: Rule = {
  code: 'MAP_NEARLY_FULL',
  severity: 'warning',
  known: 'observed',
  meaning:
    'a map is more than 80% full: when it is full, what comes next is missing from the mesh, without an error for the pods',
  cause: 'a cluster near the limits of Kmesh, or entries that were left behind',
  advice:
    'look for left-over entries among the other findings; else have fewer services or pods in the mesh',
  issue: 941,
  needs: [],
  whyNotLooked: ({ snapshot }) => whyUncounted(snapshot),
  find: findFull,
};

function* findFull({ snapshot }: CheckContext): Iterable<Draft> {
  for (const { name, maxEntries, type } of snapshot.mapSet.maps) {
    if (!type.endsWith('hash') || maxEntries === 0) continue;
    const entries = countEntries(snapshot, name);
    if (entries === null || entries / maxEntries < nearlyFull) continue;
    yield {
      subject: subject('map', name),
      message: `${entries} of ${maxEntries} entries are in use`,
      evidence: [entryEvidence('maps', name, { entries, maxEntries })],
    };
  }
}

/** Maps that are read anyway are not counted once more. */
function countEntries(snapshot: Snapshot, name: string): number | null {
  if (hasRows(snapshot, name)) return snapshot.readMap(name)?.count ?? null;
  return snapshot.source.countEntries(snapshot.mapSet, name);
}

/** Of a map that was not read whole, the rows that were seen are not all. */
function whyUncounted(snapshot: Snapshot): string | null {
  for (const { name } of snapshot.mapSet.maps) {
    if (!hasRows(snapshot, name)) continue;
    const map = snapshot.readMap(name);
    if (map?.complete === false) return map.reason ?? `map ${name} could not be read whole`;
  }
  return null;
}
