// The connections view: each live connection with its verdict, what was asked for and what it got.
import type { Connection } from '../explain/connection.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { placeCell } from '../view/columns/cells.ts';
import { connectionColumns } from '../view/columns/connection-columns.ts';
import { formatCount } from '../view/format.ts';
import { type ConnectionItem, toConnectionItem } from '../view/items/connection.ts';
import { connectionId } from './connection-changes.ts';
import { connectionDetail } from './connection-detail.ts';
import { type Grouping, groupRows } from './connection-groups.ts';
import { printable } from './labels.ts';
import type { Model } from './model.ts';
import {
  type Cell,
  type Cells,
  cell,
  type DetailBlock,
  type DetailContext,
  type ItemRow,
  itemPane,
  type Mark,
  type Pane,
  type PaneStatus,
} from './pane.ts';
import { verdictCell } from './verdict-words.ts';

/** The pane, newest connection first; those that closed since the reading before once more, in their place. */
export function connectionPane(model: Model, grouping: Grouping): Pane {
  const { connections, changes, snapshot } = model;
  const rows = changes
    .withClosed(connections)
    .map((connection) => new ConnectionRow(model, connection));
  return itemPane<ConnectionItem>({
    title: grouping === 'none' ? 'Connections' : `Connections by ${grouping}`,
    columns: connectionColumns,
    rows: groupRows(rows, grouping),
    count: connections.length,
    closed: changes.closed.length,
    status: connectionStatus(snapshot, rows.length),
  });
}

/** A connection's line. A class, since ten thousand of them are made for each reading: no closures. */
class ConnectionRow implements ItemRow<ConnectionItem> {
  readonly id: string;
  readonly parent: string | null;
  readonly mark: Mark | null;
  readonly #model: Model;
  readonly #connection: Connection;
  #item: ConnectionItem | undefined;

  constructor(model: Model, connection: Connection, parent: string | null = null) {
    this.id = connectionId(connection);
    this.parent = parent;
    this.mark = model.changes.marks.get(this.id) ?? null;
    this.#model = model;
    this.#connection = connection;
  }

  item(): ConnectionItem {
    const { directory, snapshot } = this.#model;
    this.#item ??= toConnectionItem(this.#connection, directory, snapshot.monotonicNs);
    return this.#item;
  }

  cells(): Cells {
    return {
      verdict: this.#verdict(),
      destination: cell(printable(placeCell(this.item().destination))),
    };
  }

  words(): readonly string[] {
    return [this.#verdict().text, placeCell(this.item().destination)];
  }

  #verdict(): Cell {
    const { bypassedServiceId } = this.#connection;
    return verdictCell({ ...this.#connection, isBypass: bypassedServiceId !== null });
  }

  detail(context: DetailContext): readonly DetailBlock[] {
    return connectionDetail(this.#model, this.#connection, context);
  }

  /** The same line, indented under another. */
  under(parent: string): ConnectionRow {
    return new ConnectionRow(this.#model, this.#connection, parent);
  }
}

/** Which of the three states `count` connections of a reading are. */
export function connectionStatus(snapshot: Snapshot, count: number): PaneStatus {
  if (snapshot.mode === 'kernel-native' && snapshot.native === undefined) {
    const what = 'connections of this generation of kernel-native mode are not followed';
    return { kind: 'unreadable', what, hint: 'kmscope maps lists what is pinned' };
  }
  const { storedSockets, namespaces } = snapshot;
  const unread = [namespaces, storedSockets].find((part) => !part.complete);
  if (count > 0) {
    const socketProblem = snapshot.problems.find(({ code }) => code === 'SOCKETS_UNREADABLE');
    return { kind: 'data', warning: unread?.reason ?? socketProblem?.message ?? null };
  }
  if (unread !== undefined) {
    const next = snapshot.source.readAccess().missing[0];
    const what = unread.reason ?? 'the sockets of this node could not be read';
    const hint = next === undefined ? null : `needs ${next.needs}: ${next.gives}`;
    return { kind: 'unreadable', what, hint };
  }
  const enabled = snapshot.enabledPods.length;
  if (enabled === 0) {
    const hint = 'label a namespace or pod with istio.io/dataplane-mode=Kmesh';
    return { kind: 'empty', why: 'no pod on this node is enabled for Kmesh', hint };
  }
  const why = `${formatCount(enabled, 'pod')} enabled, none has a TCP connection open now`;
  return { kind: 'empty', why, hint: null };
}
