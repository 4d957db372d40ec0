// What there is to show: the reading that is looked at, and everything around it.

import { tokenOf } from '../raw/made-of.ts';
import { checkPane, reportOf } from './check-pane.ts';
import { connectionPane, connectionStatus } from './connection-pane.ts';
import type { EventLog } from './events.ts';
import { eventPane } from './events.ts';
import { entryPane, mapPane } from './map-pane.ts';
import type { Model } from './model.ts';
import type { Pane, PaneColumn, PaneRow, PaneStatus } from './pane.ts';
import type { PathResult } from './path-view.ts';
import { podPane } from './pod-pane.ts';
import { servicePane } from './service-pane.ts';
import type { State } from './state.ts';
import type { Style } from './text.ts';
import type { Trend } from './trend.ts';
import { mapOfTable, type TableName } from './views.ts';

/** Why the node could not be read the last time, and since when. */
export interface Failure {
  readonly message: string;
  /** What would help, or null. */
  readonly hint: string | null;
  readonly since: Date;
}

/** What reading costs, of this process and of the one that reads. */
export interface Figures {
  /** Time between two readings as it is. */
  readonly intervalMs: number;
  /** Whether that is longer than was asked for, to stay within the budget. */
  readonly isStretched: boolean;
  /** Percent of one core since the reading before; null before there were two. */
  readonly cpuPercent: number | null;
  /** Resident memory, bytes. */
  readonly memoryBytes: number;
}

export interface Message {
  readonly text: string;
  readonly style: Style;
}

/** A row, and the reading that it was last in. */
export interface SeenRow {
  readonly table: TableName;
  readonly row: PaneRow;
  readonly at: Date;
}

export interface View {
  /** The reading that is looked at; null until the node was read once. */
  readonly model: Model | null;
  /** The reading of 30 s before that one, for what changed since. */
  readonly earlier: (() => Model | null) | null;
  readonly failure: Failure | null;
  readonly now: Date;
  readonly trend: Trend;
  readonly events: EventLog;
  readonly figures: Figures | null;
  /** Times of the readings that are kept, ms, ascending. */
  readonly moments: readonly number[];
  /** What the Path view's question was answered when it was asked first. */
  readonly firstPath: PathResult | null;
  /** The row whose detail is open, also when the reading does not have it; null where none is. */
  readonly lastSeen: SeenRow | null;
  /** What came of the last command, until the next key. */
  readonly message: Message | null;
  /** Options that the dashboard was started with, for the command line that `c` shows. */
  readonly options: readonly string[];
}

type PaneWish = Pick<State, 'grouping'>;

const panes = new WeakMap<object, Map<string, Pane>>();

/** A table of the view; the Path view has none. Made once for each thing that it shows. */
export function paneOf(view: View, table: TableName, wish: PaneWish): Pane | null {
  const { model } = view;
  if (model === null || table === 'path') return null;
  const shown = whatDecides(view, model, table);
  const names = tokenOf(model.directory.names);
  const key = `${table} ${wish.grouping} ${names} ${whatElseDecides(model, table)}`;
  const known = panes.get(shown) ?? new Map<string, Pane>();
  panes.set(shown, known);
  let pane = known.get(key);
  if (pane === undefined) {
    pane = createPane(view, model, table, wish);
    known.set(key, pane);
  }
  return pane;
}

/** As long as this is the same object, so is what the table shows. */
function whatDecides({ trend, events }: View, model: Model, table: TableName): object {
  if (table === 'events') return events;
  if (table === 'maps') return trend;
  if (table === 'checks') return reportOf(model);
  // The counts are those of the same connections, which the same maps made what they are.
  return table === 'services' && model.openCounts !== null ? model.openCounts : model;
}

/** What may differ between two readings with the same such object. */
function whatElseDecides(model: Model, table: TableName): string {
  if (table === 'maps') return String(model.takenAt.getTime());
  return table === 'events' ? JSON.stringify(statusOfConnections(model)) : '';
}

function statusOfConnections({ snapshot, connections }: Model): PaneStatus {
  return connectionStatus(snapshot, connections.length);
}

function createPane(view: View, model: Model, table: TableName, wish: PaneWish): Pane {
  const map = mapOfTable(table);
  if (map !== null) return entryPane(model, map);
  switch (table) {
    case 'services':
      return servicePane(model);
    case 'pods':
      return podPane(model);
    case 'checks':
      return checkPane(model);
    case 'maps':
      return mapPane(model, view.trend);
    case 'events':
      return eventPane(view.events, statusOfConnections(model));
    default:
      return connectionPane(model, wish.grouping);
  }
}

/** The columns that are wanted: all of them, or those that are not wide. */
export function columnsOf({ columns }: Pane, { isWide }: Pick<State, 'isWide'>): PaneColumn[] {
  return columns.filter((column) => isWide || !column.isWide);
}
