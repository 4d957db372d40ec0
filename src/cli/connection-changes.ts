// What became different between two readings of the connections.
import type { ConnectionChange } from '../view/documents.ts';
import type { ConnectionItem } from '../view/items/connection.ts';

/** Removed ones first, then added and changed ones in the order of the new reading. */
export function listChanges(
  before: readonly ConnectionItem[],
  after: readonly ConnectionItem[],
): ConnectionChange[] {
  const old = new Map(before.map((item) => [identity(item), item]));
  const now = new Set(after.map(identity));
  const removed = before
    .filter((item) => !now.has(identity(item)))
    .map((item): ConnectionChange => ({ change: 'removed', ...item }));
  const others = after.flatMap((item): ConnectionChange[] => {
    const was = old.get(identity(item));
    if (was === undefined) return [{ change: 'added', ...item }];
    return isSame(was, item) ? [] : [{ change: 'changed', ...item }];
  });
  return [...removed, ...others];
}

/** The socket: its cookie where it is known, else its namespace and addresses. */
function identity(item: ConnectionItem): string {
  const { netnsCookie, socketCookie, source, destination } = item;
  if (socketCookie !== null) return `${netnsCookie} ${socketCookie}`;
  return `${netnsCookie} ${source.address} ${source.port} ${destination.address} ${destination.port}`;
}

/** Whether nothing differs but the age. */
function isSame(a: ConnectionItem, b: ConnectionItem): boolean {
  return JSON.stringify({ ...a, ageMs: null }) === JSON.stringify({ ...b, ageMs: null });
}
