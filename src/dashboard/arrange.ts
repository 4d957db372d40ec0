// A pane's rows as they stand on the screen: filtered, then sorted, children below their parents.
import { UsageError } from '../raw/problem.ts';
import { compareSortKeys, type SortKey } from '../view/sort.ts';
import type { Pane, PaneRow } from './pane.ts';

export interface Sort {
  /** Key of a column. */
  readonly column: string;
  readonly isDescending: boolean;
}

export interface Wish {
  /** As --filter takes it; empty = all rows. */
  readonly filter: string;
  /** Null = the pane's own order. */
  readonly sort: Sort | null;
}

export interface Arranged {
  readonly rows: readonly PaneRow[];
  readonly ids: readonly string[];
  /** Where each of them stands in the pane. */
  readonly places: readonly number[];
  /** What is wrong with the filter; all rows are then there. */
  readonly error: string | null;
}

interface Remembered {
  readonly wish: Wish;
  readonly result: Arranged;
}

const remembered = new WeakMap<Pane, Remembered>();

/** The rows to show. The last answer for each pane is kept: it is asked for with every key. */
export function arrange(pane: Pane, wish: Wish): Arranged {
  const known = remembered.get(pane);
  if (known !== undefined && isSameWish(known.wish, wish)) return known.result;
  const result = toArranged(pane, wish);
  remembered.set(pane, { wish, result });
  return result;
}

function isSameWish(a: Wish, b: Wish): boolean {
  return (
    a.filter === b.filter &&
    a.sort?.column === b.sort?.column &&
    a.sort?.isDescending === b.sort?.isDescending
  );
}

function toArranged(pane: Pane, { filter, sort }: Wish): Arranged {
  let error: string | null = null;
  let kept: readonly number[] = pane.rows.map((_, index) => index);
  try {
    if (filter.trim() !== '') kept = filterRows(pane, filter);
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    error = thrown.message;
  }
  if (sort !== null) kept = sortRows(pane, kept, sort);
  const rows = kept.flatMap((index) => pane.rows[index] ?? []);
  return { rows, ids: rows.map((row) => row.id), places: kept, error };
}

/** A row stays with what it is indented under; a parent that matches keeps its children. */
function filterRows({ rows, match }: Pane, filter: string): number[] {
  const isMatch = match(filter);
  const parents = new Set<string>();
  const matching = new Set<string>();
  for (const [index, { id, parent }] of rows.entries()) {
    if (isMatch[index] !== true) continue;
    matching.add(id);
    if (parent !== null) parents.add(parent);
  }
  return rows.flatMap(({ id, parent }, index) =>
    isMatch[index] === true ||
    parents.has(id) ||
    (parent !== null && matching.has(parent) && !parents.has(parent))
      ? [index]
      : [],
  );
}

/** Above this, text is sorted by its characters' codes: by a language's rules takes ten times as long. */
const manyRows = 5000;

function compareQuickly(a: SortKey, b: SortKey, sign: 1 | -1): number {
  if (typeof a !== 'string' || typeof b !== 'string') return compareSortKeys(a, b, sign);
  if (a === b) return 0;
  return a < b ? -sign : sign;
}

/** Families of a parent and its children move together; within one the children are sorted alike. */
function sortRows({ rows, sortKeys }: Pane, kept: readonly number[], sort: Sort): number[] {
  const keys = sortKeys(sort.column);
  const sign = sort.isDescending ? -1 : 1;
  const compare = kept.length > manyRows ? compareQuickly : compareSortKeys;
  const byKey = (a: number, b: number) => compare(keys[a] ?? null, keys[b] ?? null, sign);
  const families: { head: number; members: number[] }[] = [];
  for (const index of kept) {
    const last = families.at(-1);
    const parent = rows[index]?.parent ?? null;
    if (parent !== null && last !== undefined && rows[last.head]?.id === parent) {
      last.members.push(index);
    } else {
      families.push({ head: index, members: [] });
    }
  }
  families.sort((a, b) => byKey(a.head, b.head));
  return families.flatMap(({ head, members }) => [head, ...members.sort(byKey)]);
}
