// What the user has done so far, and what each key makes of it. Pure: rows come in as an argument.
import { findAction } from './keys.ts';

export type PaneName = 'services' | 'connections';
export const paneNames: readonly PaneName[] = Object.freeze(['services', 'connections']);

export interface PaneState {
  /** The selected row's identity; null = none was selected yet, the first is meant. */
  readonly selected: string | null;
  /** Where that row was last: its neighbour is selected when it is gone. */
  readonly index: number;
  /** First row that is drawn. */
  readonly top: number;
  /** Words, each of which must be in a row. */
  readonly filter: string;
}

export interface State {
  readonly focus: PaneName;
  readonly panes: Readonly<Record<PaneName, PaneState>>;
  /** Whether keys go into the filter of the focused pane. */
  readonly isFiltering: boolean;
  readonly isPaused: boolean;
  readonly overlay: 'none' | 'help' | 'detail';
  /** First line of the overlay that is drawn. */
  readonly overlayTop: number;
}

/** What the reducer must know of what is shown. */
export interface Shown {
  /** Identities of the pane's rows after its filter, in the order of the screen. */
  readonly rowIds: (pane: PaneName, filter: string) => readonly string[];
  /** Rows that fit into the pane. */
  readonly pageSize: (pane: PaneName) => number;
  /** Lines of the open overlay, and how many of them fit. */
  readonly overlay: { readonly lines: number; readonly pageSize: number };
}

const emptyPane: PaneState = Object.freeze({ selected: null, index: 0, top: 0, filter: '' });

export const initialState: State = Object.freeze({
  focus: 'connections',
  panes: Object.freeze({ services: emptyPane, connections: emptyPane }),
  isFiltering: false,
  isPaused: false,
  overlay: 'none',
  overlayTop: 0,
});

/** A key press: the key's name, and the text that it types. */
export interface Key {
  readonly name: string;
  readonly text: string;
}

/** The state after a key. `suspend` and `quit` are the caller's and change nothing here. */
export function pressKey(state: State, key: Key, shown: Shown): State {
  if (state.isFiltering) return typeIntoFilter(state, key, shown);
  switch (findAction(key.name)) {
    case 'help':
      return openOverlay(state, state.overlay === 'help' ? 'none' : 'help');
    case 'open':
      return state.overlay === 'none' ? openOverlay(settle(state, shown), 'detail') : state;
    case 'back':
      return state.overlay === 'none' ? setFilter(state, '', shown) : openOverlay(state, 'none');
    case 'filter':
      return { ...openOverlay(state, 'none'), isFiltering: true };
    case 'pause':
      return { ...state, isPaused: !state.isPaused };
    case 'nextPane':
      return settle({ ...openOverlay(state, 'none'), focus: otherPane(state.focus) }, shown);
    case 'up':
      return move(state, shown, () => -1);
    case 'down':
      return move(state, shown, () => 1);
    case 'pageUp':
      return move(state, shown, (page) => -page);
    case 'pageDown':
      return move(state, shown, (page) => page);
    case 'first':
      return move(state, shown, () => Number.NEGATIVE_INFINITY);
    case 'last':
      return move(state, shown, () => Number.POSITIVE_INFINITY);
    default:
      return state;
  }
}

/** The state after other rows came, or another size: each selection follows its row. */
export function settle(state: State, shown: Shown): State {
  const panes = {
    services: settlePane(state, 'services', shown),
    connections: settlePane(state, 'connections', shown),
  };
  const last = Math.max(0, shown.overlay.lines - shown.overlay.pageSize);
  return { ...state, panes, overlayTop: Math.min(state.overlayTop, last) };
}

function settlePane(state: State, pane: PaneName, shown: Shown): PaneState {
  const before = state.panes[pane];
  const ids = shown.rowIds(pane, before.filter);
  const found = before.selected === null ? 0 : ids.indexOf(before.selected);
  // An open detail stays with its row, even when that is gone: it says so.
  if (found < 0 && state.overlay === 'detail' && state.focus === pane) return before;
  const index = found >= 0 ? found : before.index;
  return place(before, ids, index, shown.pageSize(pane));
}

function place(
  pane: PaneState,
  ids: readonly string[],
  wanted: number,
  pageSize: number,
): PaneState {
  const index = Math.max(0, Math.min(wanted, ids.length - 1));
  return {
    ...pane,
    selected: ids[index] ?? null,
    index,
    top: scrollTop({ top: pane.top, index, count: ids.length, pageSize }),
  };
}

interface Scroll {
  readonly top: number;
  readonly index: number;
  readonly count: number;
  readonly pageSize: number;
}

/** The first row to draw, so that the selected one is seen, the page is full, and little moves. */
export function scrollTop({ top, index, count, pageSize }: Scroll): number {
  const highest = Math.max(0, count - pageSize);
  const least = Math.max(0, index - pageSize + 1);
  return Math.max(0, Math.min(Math.max(top, least), index, highest));
}

function move(state: State, shown: Shown, stepOf: (pageSize: number) => number): State {
  if (state.overlay !== 'none') {
    const { lines, pageSize } = shown.overlay;
    const last = Math.max(0, lines - pageSize);
    const wanted = state.overlayTop + stepOf(pageSize);
    return { ...state, overlayTop: Math.max(0, Math.min(wanted, last)) };
  }
  const settled = settle(state, shown);
  const { focus } = settled;
  const pane = settled.panes[focus];
  const pageSize = shown.pageSize(focus);
  const ids = shown.rowIds(focus, pane.filter);
  return withPane(settled, focus, place(pane, ids, pane.index + stepOf(pageSize), pageSize));
}

function typeIntoFilter(state: State, key: Key, shown: Shown): State {
  const { filter } = state.panes[state.focus];
  switch (key.name) {
    case 'enter':
    case 'linefeed':
      return { ...state, isFiltering: false };
    case 'escape':
      return { ...setFilter(state, '', shown), isFiltering: false };
    case 'backspace':
      return setFilter(state, Array.from(filter).slice(0, -1).join(''), shown);
    case 'C-u':
      return setFilter(state, '', shown);
    case 'C-w':
      return setFilter(state, filter.replace(/\S*\s*$/, ''), shown);
    case 'up':
    case 'down':
    case 'pageup':
    case 'pagedown':
      return { ...pressKey({ ...state, isFiltering: false }, key, shown), isFiltering: true };
    default:
      return isPrintable(key.text) ? setFilter(state, filter + key.text, shown) : state;
  }
}

function setFilter(state: State, filter: string, shown: Shown): State {
  const pane = state.panes[state.focus];
  return settle(withPane(state, state.focus, { ...pane, filter }), shown);
}

function isPrintable(text: string): boolean {
  return text !== '' && !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(text);
}

function openOverlay(state: State, overlay: State['overlay']): State {
  return { ...state, overlay, overlayTop: 0 };
}

function withPane(state: State, name: PaneName, pane: PaneState): State {
  return { ...state, panes: { ...state.panes, [name]: pane } };
}

function otherPane(pane: PaneName): PaneName {
  return pane === 'services' ? 'connections' : 'services';
}
