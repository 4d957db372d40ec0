// Which row is selected and which are seen: the selection follows the row, not its place.
import type { Sort } from './arrange.ts';

export interface TableState {
  /** The selected row's identity; null = none was selected yet, the first is meant. */
  readonly selected: string | null;
  /** Where that row was last: its neighbour is selected when it is gone. */
  readonly index: number;
  /** First row that is drawn. */
  readonly top: number;
  readonly filter: string;
  readonly sort: Sort | null;
}

export const emptyTable: TableState = Object.freeze({
  selected: null,
  index: 0,
  top: 0,
  filter: '',
  sort: null,
});

/** The table after other rows came, or another size. Nothing selected yet stays at the top. */
export function settleTable(
  table: TableState,
  ids: readonly string[],
  pageSize: number,
): TableState {
  if (table.selected === null) return { ...table, index: 0, top: 0 };
  const found = ids.indexOf(table.selected);
  return selectAt(table, ids, { index: found >= 0 ? found : table.index, pageSize });
}

/** The table with the row at `index` selected, or the nearest that there is. */
export function selectAt(
  table: TableState,
  ids: readonly string[],
  { index: wanted, pageSize }: { readonly index: number; readonly pageSize: number },
): TableState {
  const index = Math.max(0, Math.min(wanted, ids.length - 1));
  return {
    ...table,
    selected: ids[index] ?? null,
    index,
    top: scrollTop({ top: table.top, index, count: ids.length, pageSize }),
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
