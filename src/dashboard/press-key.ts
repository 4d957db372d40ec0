// What each key makes of the state. Pure: rows come in as an argument.
import { groupings } from './connection-groups.ts';
import { type Action, findAction } from './keys.ts';
import { type PathForm, pressFormKey } from './path-form.ts';
import { selectAt, settleTable, type TableState } from './selection.ts';
import {
  currentTable,
  type LinkTarget,
  type Overlay,
  type Shown,
  type State,
  tableOf,
  withTable,
} from './state.ts';
import { type Key, typeInto } from './text-input.ts';
import { type ViewName, viewTable } from './views.ts';

/** The state after a key. `dump`, `suspend` and `quit` are the caller's and change nothing here. */
export function pressKey(state: State, key: Key, shown: Shown): State {
  if (state.isFiltering) return typeFilter(state, key, shown);
  if (state.view === 'path' && state.path.editing !== null) {
    return { ...state, path: pressFormKey(state.path, key, shown.suggestions), pathTop: 0 };
  }
  const action = findAction(key.name);
  return action === undefined ? state : act(state, action, shown);
}

function act(state: State, action: Action, shown: Shown): State {
  switch (action) {
    case 'help':
    case 'changes':
    case 'command':
      return toggleOverlay(state, action);
    case 'open':
      return open(state, shown);
    case 'back':
      return back(state, shown);
    case 'filter':
      return state.view === 'path' ? edit(state) : { ...state, overlay: null, isFiltering: true };
    case 'nextView':
      return stepView(state, 1);
    case 'previousView':
      return stepView(state, -1);
    case 'sort':
      return sortByNext(state, shown);
    case 'reverse':
      return reverseSort(state, shown);
    case 'group':
      return settle({ ...state, grouping: after(groupings, state.grouping) }, shown);
    case 'explain':
      return explain(state, shown);
    case 'pause':
      return { ...state, moment: state.moment === null ? (shown.moments.at(-1) ?? null) : null };
    case 'earlier':
      return earlier(state, shown);
    case 'later':
      return later(state, shown);
    case 'names':
      return { ...state, isNumeric: !state.isNumeric };
    case 'wide':
      return { ...state, isWide: !state.isWide };
    case 'hex':
      return { ...state, isHex: !state.isHex };
    case 'charts':
      return { ...state, hasCharts: !state.hasCharts };
    case 'mouse':
      return { ...state, hasMouse: !state.hasMouse };
    case 'slower':
      return { ...state, intervalMs: nextInterval(state.intervalMs, 1) };
    case 'faster':
      return { ...state, intervalMs: nextInterval(state.intervalMs, -1) };
    case 'dump':
    case 'suspend':
    case 'quit':
      return state;
    default:
      return isMovement(action) ? move(state, shown, action) : toView(state, action);
  }
}

type Movement = 'up' | 'down' | 'pageUp' | 'pageDown' | 'first' | 'last';
const steps: Readonly<Record<Movement, (pageSize: number) => number>> = {
  up: () => -1,
  down: () => 1,
  pageUp: (page) => -page,
  pageDown: (page) => page,
  first: () => Number.NEGATIVE_INFINITY,
  last: () => Number.POSITIVE_INFINITY,
};

function isMovement(action: Action): action is Movement {
  return action in steps;
}

/** The state after other rows came, or another size: each selection follows its row. */
export function settle(state: State, shown: Shown): State {
  const name = currentTable(state);
  const table = tableOf(state, name);
  const ids = shown.rowIds(name, table);
  const found = table.selected === null || ids.includes(table.selected);
  // An open detail stays with its row, even when that is gone: it says so.
  const isKept = !found && state.overlay?.kind === 'detail';
  const settled = isKept ? table : settleTable(table, ids, shown.pageSize);
  return keepScroll(withTable(state, name, settled), shown);
}

function keepScroll(state: State, { text }: Shown): State {
  const last = Math.max(0, text.lines - text.pageSize);
  const { overlay, pathTop } = state;
  if (overlay !== null && overlay.top > last)
    return { ...state, overlay: { ...overlay, top: last } };
  if (overlay === null && state.view === 'path' && pathTop > last) {
    return { ...state, pathTop: last };
  }
  return state;
}

/** The state after the mouse chose the row in this line of the table, or moved the wheel. */
export function pointAt(state: State, shown: Shown, line: number): State {
  if (state.overlay !== null || state.view === 'path') return state;
  const settled = settle(state, shown);
  const name = currentTable(settled);
  const table = tableOf(settled, name);
  const ids = shown.rowIds(name, table);
  const index = table.top + line;
  if (index >= ids.length) return settled;
  return withTable(settled, name, selectAt(table, ids, { index, pageSize: shown.pageSize }));
}

function move(state: State, shown: Shown, movement: Movement): State {
  const step = steps[movement];
  const { overlay } = state;
  if (overlay !== null || state.view === 'path') {
    const { lines, pageSize } = shown.text;
    const top = overlay?.top ?? state.pathTop;
    const next = Math.max(0, Math.min(top + step(pageSize), Math.max(0, lines - pageSize)));
    return overlay === null
      ? { ...state, pathTop: next }
      : { ...state, overlay: { ...overlay, top: next } };
  }
  const settled = settle(state, shown);
  const name = currentTable(settled);
  const table = tableOf(settled, name);
  const { pageSize } = shown;
  const index = table.index + step(pageSize);
  return withTable(settled, name, selectAt(table, shown.rowIds(name, table), { index, pageSize }));
}

function open(state: State, shown: Shown): State {
  if (state.overlay !== null) return state;
  if (state.view === 'path') return edit(state);
  const pinned = pin(settle(state, shown), shown);
  const { target } = shown.links;
  if (target !== undefined) return toRow(pinned, target);
  const { selected } = tableOf(pinned, currentTable(pinned));
  if (pinned.view === 'maps' && pinned.map === null && selected !== null) {
    return { ...pinned, map: selected };
  }
  return toggleOverlay(pinned, 'detail');
}

/** What is open belongs to its row from now on, also when that was only the first one. */
function pin(state: State, shown: Shown): State {
  const name = currentTable(state);
  const table = tableOf(state, name);
  if (table.selected !== null) return state;
  const [first = null] = shown.rowIds(name, table);
  return withTable(state, name, { ...table, selected: first });
}

function back(state: State, shown: Shown): State {
  if (state.overlay !== null) return settle({ ...state, overlay: null }, shown);
  if (tableOf(state, currentTable(state)).filter !== '') return setFilter(state, '', shown);
  return { ...state, map: null };
}

function explain(state: State, shown: Shown): State {
  const { path, isGroup = false } = shown.links;
  // A group has no one connection to explain.
  if (isGroup) return state;
  if (path === undefined)
    return { ...toView(state, 'path'), path: { ...state.path, editing: 'from' } };
  const missing = (['from', 'to'] as const).find((field) => path[field] === '');
  const form: PathForm = { ...path, editing: missing ?? null, choice: -1 };
  return { ...toView(state, 'path'), path: form };
}

function edit(state: State): State {
  return { ...state, overlay: null, path: { ...state.path, editing: 'from', choice: -1 } };
}

function toView(state: State, view: ViewName): State {
  return { ...state, view, map: null, overlay: null, pathTop: 0 };
}

function toRow(state: State, { view, rowId, filter = '' }: LinkTarget): State {
  const table = { ...tableOf(state, view), selected: rowId, filter };
  return withTable(toView(state, view), view, table);
}

function stepView(state: State, step: 1 | -1): State {
  const index = viewTable.findIndex(({ name }) => name === state.view);
  const next = viewTable[(index + step + viewTable.length) % viewTable.length];
  return next === undefined ? state : toView(state, next.name);
}

/** What is shown may be older than all that is kept: then there is nothing earlier. */
function earlier(state: State, { moments }: Shown): State {
  const now = state.moment ?? moments.at(-1) ?? null;
  if (now === null) return state;
  return { ...state, moment: moments.findLast((at) => at < now) ?? now };
}

/** Past the newest reading it is live again. */
function later(state: State, { moments }: Shown): State {
  const now = state.moment;
  if (now === null) return state;
  return { ...state, moment: moments.find((at) => at > now) ?? null };
}

function sortByNext(state: State, shown: Shown): State {
  const name = currentTable(state);
  const { sort } = tableOf(state, name);
  const columns = shown.columns(name);
  const next = sort === null ? columns[0] : columns[columns.indexOf(sort.column) + 1];
  return setSort(state, shown, next === undefined ? null : { column: next, isDescending: false });
}

function reverseSort(state: State, shown: Shown): State {
  const name = currentTable(state);
  const [first] = shown.columns(name);
  const sort = tableOf(state, name).sort;
  if (sort !== null) return setSort(state, shown, { ...sort, isDescending: !sort.isDescending });
  return first === undefined ? state : setSort(state, shown, { column: first, isDescending: true });
}

function setSort(state: State, shown: Shown, sort: TableState['sort']): State {
  const name = currentTable(state);
  return settle(withTable(state, name, { ...tableOf(state, name), sort }), shown);
}

function typeFilter(state: State, key: Key, shown: Shown): State {
  const { filter } = tableOf(state, currentTable(state));
  switch (key.name) {
    case 'enter':
    case 'linefeed':
      return { ...state, isFiltering: false };
    case 'escape':
      return { ...setFilter(state, '', shown), isFiltering: false };
    case 'up':
    case 'down':
    case 'pageup':
    case 'pagedown':
      return { ...pressKey({ ...state, isFiltering: false }, key, shown), isFiltering: true };
    default: {
      const text = typeInto(filter, key);
      return text === null ? state : setFilter(state, text, shown);
    }
  }
}

function setFilter(state: State, filter: string, shown: Shown): State {
  const name = currentTable(state);
  return settle(withTable(state, name, { ...tableOf(state, name), filter }), shown);
}

function toggleOverlay(state: State, kind: Overlay['kind']): State {
  return { ...state, overlay: state.overlay?.kind === kind ? null : { kind, top: 0 } };
}

function after<T>(values: readonly T[], value: T): T {
  return values[(values.indexOf(value) + 1) % values.length] ?? value;
}

const intervals = [500, 1000, 2000, 5000, 10_000, 30_000, 60_000];

function nextInterval(intervalMs: number, step: 1 | -1): number {
  const found =
    step === 1
      ? intervals.find((candidate) => candidate > intervalMs)
      : intervals.findLast((candidate) => candidate < intervalMs);
  return found ?? intervalMs;
}
