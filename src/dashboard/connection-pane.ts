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
import { cell, type ItemRow, itemPane, type Pane, type PaneStatus } from './pane.ts';
import { verdictCell } from './verdict-words.ts';

/** The pane, newest connection first; those that closed since the reading before are there once more. */
export function connectionPane(model: Model, grouping: Grouping): Pane {
  const { connections, changes, snapshot } = model;
  const rows = [...connections, ...changes.closed].map((connection) => toRow(model, connection));
  return itemPane<ConnectionItem>({
    title: grouping === 'none' ? 'Connections' : `Connections by ${grouping}`,
    columns: connectionColumns,
    rows: groupRows(rows, grouping),
    count: connections.length,
    status: statusOf(snapshot, rows.length),
  });
}

function toRow(model: Model, connection: Connection): ItemRow<ConnectionItem> {
  const id = connectionId(connection);
  let known: ConnectionItem | undefined;
  const item = () => {
    known ??= toConnectionItem(connection, model.directory, model.snapshot.monotonicNs);
    return known;
  };
  return {
    id,
    parent: null,
    mark: model.changes.marks.get(id) ?? null,
    item,
    cells: () => ({
      verdict: verdictCell({ ...connection, isBypass: connection.bypassedServiceId !== null }),
      destination: cell(printable(placeCell(item().destination))),
    }),
    detail: (context) => connectionDetail(model, connection, context),
  };
}

function statusOf(snapshot: Snapshot, count: number): PaneStatus {
  if (snapshot.mode === 'kernel-native') {
    const what = 'connections of kernel-native mode are not followed here';
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
