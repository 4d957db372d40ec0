// How the connections differ from those of the reading before.
import type { Connection } from '../explain/connection.ts';
import { madeOf } from '../raw/made-of.ts';
import type { Mark } from './pane.ts';

export interface ConnectionChanges {
  /** False where there is nothing to compare: the others are then empty, and say nothing. */
  readonly isKnown: boolean;
  /** By the connection's identity. */
  readonly marks: ReadonlyMap<string, Mark>;
  readonly opened: readonly Connection[];
  /** As they were last seen. */
  readonly closed: readonly Connection[];
  readonly changed: readonly Connection[];
  /** The connections of now with those that closed, each where it stood in the reading before. */
  readonly withClosed: (now: readonly Connection[]) => readonly Connection[];
}

/** What tells a connection from the others, in every reading. */
export function connectionId({ socket }: Connection): string {
  return madeOf(ids, socket, () => {
    const { netnsCookie, localAddress, localPort, remoteAddress, remotePort } = socket;
    return `${netnsCookie} ${localAddress} ${localPort} ${remoteAddress} ${remotePort}`;
  });
}

const ids = new WeakMap<Connection['socket'], string>();

const none = Object.freeze({
  marks: new Map(),
  opened: [],
  closed: [],
  changed: [],
  withClosed: (now: readonly Connection[]) => now,
});

/** The changes from one list to the next; a list that could not be read whole is null. */
export function compareConnections(
  before: readonly Connection[] | null,
  now: readonly Connection[] | null,
): ConnectionChanges {
  if (before === null || now === null) return { ...none, isKnown: false };
  if (before === now) return { ...none, isKnown: true };
  const rest = new Map(before.map((connection) => [connectionId(connection), connection]));
  const marks = new Map<string, Mark>();
  const opened: Connection[] = [];
  const changed: Connection[] = [];
  for (const connection of now) {
    const id = connectionId(connection);
    const old = rest.get(id);
    rest.delete(id);
    if (old === undefined) {
      opened.push(connection);
      marks.set(id, 'new');
    } else if (isChanged(old, connection)) {
      changed.push(connection);
      marks.set(id, 'changed');
    }
  }
  for (const id of rest.keys()) marks.set(id, 'closing');
  const closed = [...rest.values()];
  const withClosed = (all: readonly Connection[]) =>
    closed.length === 0 ? all : insertClosed(all, before, rest);
  return { isKnown: true, marks, opened, closed, changed, withClosed };
}

/** Each that closed stands above the one that it stood above; what is new may come between others. */
function insertClosed(
  now: readonly Connection[],
  before: readonly Connection[],
  closed: ReadonlyMap<string, Connection>,
): Connection[] {
  const above = new Map<string, Connection[]>();
  let waiting: Connection[] = [];
  for (const connection of before) {
    const id = connectionId(connection);
    if (closed.has(id)) {
      waiting.push(connection);
    } else if (waiting.length > 0) {
      above.set(id, waiting);
      waiting = [];
    }
  }
  const placed = now.flatMap((connection) => [
    ...(above.get(connectionId(connection)) ?? []),
    connection,
  ]);
  return [...placed, ...waiting];
}

/** What a person would call another answer; a socket's state is one. */
function isChanged(before: Connection, now: Connection): boolean {
  if (before === now) return false;
  return (
    before.verdict !== now.verdict ||
    before.reason !== now.reason ||
    before.stale !== now.stale ||
    before.state !== now.state
  );
}
