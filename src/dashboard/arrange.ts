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
  let kept: readonly number[] | null = null;
  try {
    if (filter.trim() !== '') kept = filterRows(pane, filter);
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    error = thrown.message;
  }
  if (kept === null && sort === null) {
    const { rows } = pane;
    return { rows, ids: rows.map((row) => row.id), places: allPlaces(rows.length), error };
  }
  let places = kept ?? allPlaces(pane.rows.length);
  if (sort !== null) places = sortRows(pane, places, sort);
  const rows: PaneRow[] = [];
  const ids: string[] = [];
  for (const place of places) {
    const row = pane.rows[place];
    if (row === undefined) continue;
    rows.push(row);
    ids.push(row.id);
  }
  return { rows: kept === null ? rows : rows.map(toNarrowed(rows)), ids, places, error };
}

/** Rows that say something of their children, for those that the filter leaves. */
function toNarrowed(rows: readonly PaneRow[]): (row: PaneRow) => PaneRow {
  const children = new Map<string, PaneRow[]>();
  for (const row of rows) {
    if (row.parent === null) continue;
    const siblings = children.get(row.parent);
    if (siblings === undefined) children.set(row.parent, [row]);
    else siblings.push(row);
  }
  return (row) => row.among?.(children.get(row.id) ?? []) ?? row;
}

let counted: readonly number[] = [];

/** 0, 1, 2 …: made once for tables of the same length. */
function allPlaces(length: number): readonly number[] {
  if (counted.length !== length) {
    const places = new Array<number>(length);
    for (let place = 0; place < length; place++) places[place] = place;
    counted = places;
  }
  return counted;
}

/** A row stays with what it is indented under; a parent that matches keeps its children. */
function filterRows({ rows, match }: Pane, filter: string): number[] {
  const isMatch = match(filter);
  const parents = parentPlaces(rows);
  const hasMatchingChild = new Uint8Array(rows.length);
  for (const [place, parent] of parents.entries()) {
    if (parent !== noParent && isMatch[place] === true) hasMatchingChild[parent] = 1;
  }
  const kept: number[] = [];
  for (const [place, parent] of parents.entries()) {
    const isChildOfMatch = isMatch[parent] === true && hasMatchingChild[parent] === 0;
    if (isMatch[place] === true || hasMatchingChild[place] === 1 || isChildOfMatch) {
      kept.push(place);
    }
  }
  return kept;
}

const noParent = -1;
const knownParents = new WeakMap<readonly PaneRow[], Int32Array>();

/** Where the row stands that each is indented under: the last before it that is not indented itself. */
function parentPlaces(rows: readonly PaneRow[]): Int32Array {
  const known = knownParents.get(rows);
  if (known !== undefined) return known;
  const places = new Int32Array(rows.length).fill(noParent);
  let head = noParent;
  for (const [place, { parent }] of rows.entries()) {
    if (parent === null) head = place;
    else if (rows[head]?.id === parent) places[place] = head;
  }
  knownParents.set(rows, places);
  return places;
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
  const parents = parentPlaces(rows);
  const families: { head: number; members: number[] }[] = [];
  for (const place of kept) {
    const last = families.at(-1);
    if (last !== undefined && parents[place] === last.head) last.members.push(place);
    else families.push({ head: place, members: [] });
  }
  families.sort((a, b) => byKey(a.head, b.head));
  const sorted: number[] = [];
  for (const { head, members } of families) {
    sorted.push(head);
    if (members.length > 1) members.sort(byKey);
    for (const member of members) sorted.push(member);
  }
  return sorted;
}
