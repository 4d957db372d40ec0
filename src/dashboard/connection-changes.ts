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
}

/** What tells a connection from the others, in every reading. */
export function connectionId({ socket }: Connection): string {
  return madeOf(ids, socket, () => {
    const { netnsCookie, localAddress, localPort, remoteAddress, remotePort } = socket;
    return `${netnsCookie} ${localAddress} ${localPort} ${remoteAddress} ${remotePort}`;
  });
}

const ids = new WeakMap<Connection['socket'], string>();

const none = Object.freeze({ marks: new Map(), opened: [], closed: [], changed: [] });

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
  return { isKnown: true, marks, opened, closed: [...rest.values()], changed };
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
