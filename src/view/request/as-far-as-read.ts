// What was not found is known not to be there only where all that could have it was read.
import type { MapRole } from '../../kmesh/dual-engine/map-formats.ts';
import { IncompleteError, NotFoundError, type Problem } from '../../raw/problem.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

/** What a search looks in. */
export type Searched = MapRole | 'namespaces';

/**
 * What `find` finds. Where it throws NotFoundError and something of `searched` (null: of all that was asked
 * for so far) could not be read whole, IncompleteError that says what.
 */
export function asFarAsRead<T>(
  snapshot: Snapshot,
  searched: readonly Searched[] | null,
  find: () => T,
): T {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    const unread = searched === null ? findAnyUnread(snapshot) : findUnread(snapshot, searched);
    // A name against its hash was read all the same.
    const reasons = unread
      .filter(({ code }) => code !== 'NAME_HASH_MISMATCH')
      .map(({ message }) => message);
    if (reasons.length === 0) throw error;
    throw new IncompleteError(
      `${error.message}, as far as could be read: ${[...new Set(reasons)].join('; ')}`,
      '`kmscope status` says what may be read',
    );
  }
}

/** What could not be read of all that was asked for. What is odd in entries was read all the same. */
function findAnyUnread({ isComplete, problems }: Snapshot): readonly Problem[] {
  return isComplete ? problems.filter(({ code }) => code === 'NAME_FILE_TORN') : problems;
}

/** What is wrong with the parts of the node that were searched, half-written name files included. */
export function findUnread(snapshot: Snapshot, searched: readonly Searched[]): readonly Problem[] {
  const names = searched.map((part) => (part === 'namespaces' ? null : snapshot.pinName(part)));
  const isSearched = (map: string) => names.includes(map);
  // Asking for such a map whole puts down what is wrong with it.
  for (const map of snapshot.keyedRouting.incompleteMaps.filter(isSearched)) snapshot.readMap(map);
  return snapshot.problems.filter(({ code, map }) => {
    if (code === 'NAMESPACES_UNREADABLE') return searched.includes('namespaces');
    return code === 'NAME_FILE_TORN' || (map !== null && isSearched(map));
  });
}
