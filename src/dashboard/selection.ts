// Which row is selected and which are seen: the selection follows the row, not its place.
import type { Sort } from './arrange.ts';

export interface TableState {
  /** The selected row's identity; null = none was selected yet, the first is meant. */
  readonly selected: string | null;
  /** Where that row was last. */
  readonly index: number;
  /** The rows among which it was there: its nearest neighbour is selected when it is gone. */
  readonly ids: readonly string[];
  /** First row that is drawn. */
  readonly top: number;
  readonly filter: string;
  readonly sort: Sort | null;
}

export const emptyTable: TableState = Object.freeze({
  selected: null,
  index: 0,
  ids: [],
  top: 0,
  filter: '',
  sort: null,
});

/**
 * The table after other rows came, or another size: the selected row stays on its line of the screen, as
 * far as there are rows around it. Nothing selected yet stays at the top.
 */
export function settleTable(
  table: TableState,
  ids: readonly string[],
  pageSize: number,
): TableState {
  if (table.selected === null) return { ...table, index: 0, top: 0 };
  const index = placeOf(table, ids);
  const top = table.top + index - table.index;
  return selectAt({ ...table, top }, ids, { index, pageSize });
}

/** Where the selected row is, or else the nearest that was below it, or above. */
function placeOf({ selected, index, ids: before }: TableState, ids: readonly string[]): number {
  const found = selected === null ? -1 : ids.indexOf(selected);
  if (found >= 0) return found;
  const places = new Map(ids.map((id, place) => [id, place]));
  const below = before.slice(index + 1).find((id) => places.has(id));
  const above = before.slice(0, index).findLast((id) => places.has(id));
  const [neighbour] = [below, above].filter((id) => id !== undefined);
  return (neighbour === undefined ? undefined : places.get(neighbour)) ?? index;
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
    ids,
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
