// The connections pane: each live connection with its verdict, what was asked for and what it got.
import type { Connection } from '../explain/connection.ts';
import { podLabel } from '../snapshot/pod.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Directory } from '../view/directory.ts';
import { formatAge, formatCount } from '../view/format.ts';
import { connectionDetail, type DetailContext } from './connection-detail.ts';
import { askedLabel, gotLabel, verdictStyle } from './connection-labels.ts';
import { createLabels, type Labels, placeLabel, printable } from './labels.ts';
import {
  type Cell,
  type CellContext,
  cell,
  type Pane,
  type PaneColumn,
  type PaneRow,
  type PaneStatus,
  workloadCell,
} from './pane.ts';

const columns: readonly PaneColumn[] = Object.freeze([
  { key: 'pod', title: 'POD', min: 14, grow: 2, align: 'left', drop: 0 },
  { key: 'verdict', title: 'VERDICT', min: 12, grow: 0, align: 'left', drop: 0 },
  { key: 'reason', title: 'REASON', min: 19, grow: 0, align: 'left', drop: 3 },
  { key: 'asked', title: 'ASKED FOR', min: 18, grow: 3, align: 'left', drop: 2 },
  { key: 'got', title: 'WENT TO', min: 19, grow: 3, align: 'left', drop: 0 },
  { key: 'state', title: 'STATE', min: 11, grow: 0, align: 'left', drop: 4 },
  { key: 'age', title: 'AGE', min: 6, grow: 0, align: 'right', drop: 1 },
] satisfies PaneColumn[]);

/** The pane, in the order of the connections. */
export function connectionPane(
  snapshot: Snapshot,
  directory: Directory,
  connections: readonly Connection[],
): Pane {
  const labels = createLabels(directory);
  return {
    title: 'Connections',
    columns,
    rows: connections.map((connection) => toRow({ snapshot, directory, labels, connection })),
    count: connections.length,
    status: statusOf(snapshot, connections.length),
  };
}

function toRow(context: Omit<DetailContext, 'glyphs'>): PaneRow {
  const { labels, connection } = context;
  const { socket } = connection;
  const local = placeLabel({ address: socket.localAddress, port: socket.localPort });
  const remote = placeLabel({ address: socket.remoteAddress, port: socket.remotePort });
  const id = `${socket.netnsCookie} ${local} ${remote}`;
  return {
    id,
    parent: null,
    searchText: () => {
      const { verdict, reason, state } = connection;
      const words = [verdict, reason ?? '', state, local, remote, connection.stale ? 'stale' : ''];
      const named = [printable(podLabel(connection.pod)), askedLabel(labels, connection)];
      return [...words, ...named, gotLabel(labels, connection)].join(' ').toLowerCase();
    },
    cells: (drawn) => toCells(labels, connection, drawn),
    detail: (glyphs) => connectionDetail({ ...context, glyphs }),
  };
}

function toCells(
  labels: Labels,
  connection: Connection,
  { visible, glyphs }: CellContext,
): Record<string, Cell> {
  const { pod, verdict, reason, known, stale, ageMs, state, direction } = connection;
  const style = verdictStyle(verdict);
  const isInbound = direction === 'inbound';
  return {
    pod: workloadCell(printable(podLabel(pod))),
    verdict: cell(
      `${verdict}${known === 'inferred' ? '?' : ''}${stale ? '!' : ''}`,
      stale ? 'warn' : style,
    ),
    reason: cell(reason ?? '-', reason === null ? 'dim' : style),
    asked: isInbound ? cell('(inbound)', 'dim') : cell(askedLabel(labels, connection)),
    got: isInbound
      ? cell(`from ${placeLabel(connection.source)}`, 'dim')
      : gotCell(labels, connection, { visible, glyphs }),
    state: cell(state, state === 'ESTABLISHED' ? 'plain' : 'warn'),
    age: cell(ageMs === null ? '-' : formatAge(ageMs), ageMs === null ? 'dim' : 'plain'),
  };
}

/** Where nothing was rewritten the reason says more than the address a second time. */
function gotCell(labels: Labels, connection: Connection, { visible }: CellContext): Cell {
  const { verdict, reason } = connection;
  if (verdict === 'endpoint' || verdict === 'waypoint' || verdict === 'dns-proxy') {
    return workloadCell(gotLabel(labels, connection));
  }
  if (verdict === 'direct')
    return cell(visible.has('asked') ? 'as asked' : gotLabel(labels, connection));
  const unchanged = visible.has('reason') || reason === null ? 'unchanged' : reason;
  return cell(unchanged, verdictStyle(verdict));
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
