// Connections as they come and go, told from one reading to the next.
import type { Connection } from '../explain/connection.ts';
import { reasons } from '../explain/explanation.ts';
import type { Column } from '../view/column.ts';
import { addressCell, placeCell } from '../view/columns/cells.ts';
import { connectionColumns } from '../view/columns/connection-columns.ts';
import { type ConnectionItem, toConnectionItem } from '../view/items/connection.ts';
import { connectionId } from './connection-changes.ts';
import { printable } from './labels.ts';
import type { Model } from './model.ts';
import {
  type DetailLine,
  detailLine,
  type ItemRow,
  itemPane,
  type Pane,
  type PaneStatus,
} from './pane.ts';
import { verdictCell, verdictStyle } from './verdict-words.ts';

export type EventKind = 'established' | 'changed' | 'closed' | 'denied';

/** A connection that came, changed or went, as it was when that was seen. */
export interface ConnectionEvent extends ConnectionItem {
  readonly id: string;
  /** `12:00:03Z` */
  readonly time: string;
  readonly event: EventKind;
}

/** Newest first. */
export type EventLog = readonly ConnectionEvent[];

const keptEvents = 2000;

/** The log with what a reading tells. */
export function addEvents(log: EventLog, model: Model): EventLog {
  const { changes, takenAt, directory, snapshot } = model;
  const time = `${takenAt.toISOString().slice(11, 19)}Z`;
  const toEvents = (kind: EventKind, connections: readonly Connection[]) =>
    connections.slice(0, keptEvents).map((connection): ConnectionEvent => {
      const event = connection.verdict === 'denied' && kind !== 'closed' ? 'denied' : kind;
      const id = `${takenAt.getTime()} ${kind} ${connectionId(connection)}`;
      return { ...toConnectionItem(connection, directory, snapshot.monotonicNs), id, time, event };
    });
  const events = [
    ...toEvents('established', changes.opened),
    ...toEvents('changed', changes.changed),
    ...toEvents('closed', changes.closed),
  ];
  return events.length === 0 ? log : [...events, ...log].slice(0, keptEvents);
}

const columns: readonly Column<ConnectionEvent>[] = Object.freeze([
  { header: 'TIME', priority: 1, cell: (item: ConnectionEvent) => item.time },
  {
    header: 'EVENT',
    priority: 1,
    cell: (item: ConnectionEvent) => item.event,
    tone: (item: ConnectionEvent) => (item.event === 'denied' ? 'bad' : null),
  },
  ...connectionColumns.map((column) =>
    column.header === 'DESTINATION' ? { ...column, priority: 3 } : column,
  ),
]);

/** What the view cannot know. */
const limit =
  'Told by comparing readings: connections shorter than the interval are missed. Log lines and denials, which only the data plane can report, are not read yet.';
/** The same for a border. */
const shortLimit = 'by comparing readings; no log lines or denials yet';

/** The pane, newest event first; `connections` is the state of what they are told from. */
export function eventPane(log: EventLog, connections: PaneStatus): Pane {
  return itemPane<ConnectionEvent>({
    title: 'Events',
    columns,
    rows: log.map(toRow),
    count: log.length,
    status: statusOf(log, connections),
  });
}

function statusOf(log: EventLog, connections: PaneStatus): PaneStatus {
  if (log.length > 0) {
    return { kind: 'data', warning: whatIsMissed(connections), limit: shortLimit };
  }
  // Without the connections, none is seen to come or go.
  if (connections.kind === 'unreadable') return connections;
  const why = 'no connection was established, changed or closed since the start';
  return { kind: 'empty', why, hint: limit };
}

function whatIsMissed(connections: PaneStatus): string | null {
  if (connections.kind === 'unreadable') return connections.what;
  return connections.kind === 'data' ? connections.warning : null;
}

function toRow(event: ConnectionEvent): ItemRow<ConnectionEvent> {
  const verdict = () => verdictCell({ ...event, isBypass: event.bypasses !== null });
  return {
    id: event.id,
    parent: null,
    item: () => event,
    cells: () => ({ verdict: verdict() }),
    words: () => [verdict().text],
    detail: ({ glyphs }) => eventDetail(event, glyphs.arrow),
  };
}

function eventDetail(event: ConnectionEvent, arrow: string): DetailLine[] {
  const { time, verdict, reason, known, note, pod, source, destination, state } = event;
  const asked = event.originalDestination;
  const ends = event.direction === 'inbound' ? [placeCell(source), pod] : [pod];
  const isSame = asked?.address === destination.address && asked.port === destination.port;
  const places = asked === null || isSame ? [destination] : [asked, destination];
  const hops = [...ends, ...places.map(placeCell)].map(printable);
  const why = reason === null ? '' : `: ${reasons[reason].meaning}`;
  const word = [verdict, reason].filter(Boolean).join(' ');
  return [
    detailLine('event', `${time} ${event.event}`, 'strong'),
    detailLine('path', hops.join(` ${arrow} `)),
    detailLine('verdict', `${word} (${known})${why}`, verdictStyle(verdict)),
    detailLine('socket', `${addressCell(source)}, ${state}`),
    ...(note === null ? [] : [detailLine('note', printable(note))]),
    detailLine(null, limit, 'dim'),
  ];
}
