// The row under the cursor, and what is kept of it when it goes while its detail is open.
import { arrange } from './arrange.ts';
import type { PaneRow } from './pane.ts';
import { currentTable, type State, tableOf } from './state.ts';
import { paneOf, type SeenRow, type View } from './view.ts';

/** The selected row of the table on the screen; undefined where there is none. */
export function selectedRow(view: View, state: State): PaneRow | undefined {
  const name = currentTable(state);
  const pane = paneOf(view, name, state);
  if (pane === null) return undefined;
  const table = tableOf(state, name);
  const { rows, ids } = arrange(pane, table);
  return table.selected === null ? rows[0] : rows[ids.indexOf(table.selected)];
}

/** The row whose detail is open as it is now, or as it was when it was seen last; null without one. */
export function seeRow(before: SeenRow | null, view: View, state: State): SeenRow | null {
  if (state.overlay?.kind !== 'detail') return null;
  const table = currentTable(state);
  const isSame = before?.table === table && before.row.id === tableOf(state, table).selected;
  const known = isSame ? before : null;
  const row = selectedRow(view, state);
  if (row === undefined || view.model === null) return known;
  // What closes is already gone: it was seen in the reading before.
  if (row.mark === 'closing' && known !== null) return known;
  return { table, row, at: view.model.takenAt };
}
