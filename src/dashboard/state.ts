// What the user has done so far, and what must be known of the screen to do more.
import type { Wish } from './arrange.ts';
import type { Grouping } from './connection-groups.ts';
import { emptyForm, type PathForm } from './path-form.ts';
import { emptyTable, type TableState } from './selection.ts';
import type { TableName, ViewName } from './views.ts';

export interface Overlay {
  readonly kind: 'help' | 'detail' | 'changes' | 'command';
  /** First line that is drawn. */
  readonly top: number;
}

export interface State {
  readonly view: ViewName;
  /** The map whose entries the Maps view shows, null = the list of maps. */
  readonly map: string | null;
  readonly tables: Readonly<Partial<Record<TableName, TableState>>>;
  readonly grouping: Grouping;
  /** Whether keys go into the filter of the table. */
  readonly isFiltering: boolean;
  readonly overlay: Overlay | null;
  /** The reading that is shown, by its time in ms; null = the newest, whichever that is. */
  readonly moment: number | null;
  readonly isNumeric: boolean;
  readonly isWide: boolean;
  readonly isHex: boolean;
  readonly hasCharts: boolean;
  readonly hasMouse: boolean;
  readonly intervalMs: number;
  readonly path: PathForm;
  /** First line of the path that is drawn. */
  readonly pathTop: number;
}

/** Where a row leads to. */
export interface RowLinks {
  /** Source and destination as the Path view takes them. */
  readonly path?: { readonly from: string; readonly to: string };
  /** A line above several things, none of which is meant. */
  readonly isGroup?: boolean;
  /** Another view's row, or its rows that a filter leaves. */
  readonly target?: LinkTarget;
}

/** What a row leads to. `rowId` null = the first one that is left. */
export interface LinkTarget {
  readonly view: ViewName;
  readonly rowId: string | null;
  readonly filter?: string;
}

/** What the reducer must know of what is shown. */
export interface Shown {
  /** Identities of a table's rows in the order of the screen. */
  readonly rowIds: (table: TableName, wish: Wish) => readonly string[];
  /** Columns of a table, from the left. */
  readonly columns: (table: TableName) => readonly string[];
  /** Rows that fit into the table. */
  readonly pageSize: number;
  /** Lines of the open overlay or of the path, and how many of them fit. */
  readonly text: { readonly lines: number; readonly pageSize: number };
  /** Times of the readings that are kept, ms, ascending. */
  readonly moments: readonly number[];
  /** What the field that is typed into could be completed to. */
  readonly suggestions: readonly string[];
  /** Where the selected row leads to. */
  readonly links: RowLinks;
}

/** The state at the start. */
export function initialState(
  options: Partial<Pick<State, 'intervalMs' | 'isNumeric'>> = {},
): State {
  return {
    view: 'connections',
    map: null,
    tables: {},
    grouping: 'none',
    isFiltering: false,
    overlay: null,
    moment: null,
    isNumeric: false,
    isWide: false,
    isHex: false,
    hasCharts: true,
    hasMouse: false,
    intervalMs: 2000,
    path: emptyForm,
    pathTop: 0,
    ...options,
  };
}

/** The table that is on the screen. */
export function currentTable({ view, map }: State): TableName {
  return view === 'maps' && map !== null ? `entries/${map}` : view;
}

/** A table as it is, or untouched. */
export function tableOf(state: State, table: TableName): TableState {
  return state.tables[table] ?? emptyTable;
}

/** The state with a table as it is now. */
export function withTable(state: State, name: TableName, table: TableState): State {
  return { ...state, tables: { ...state.tables, [name]: table } };
}
