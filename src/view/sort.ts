// --sort [-]COLUMN, and the order of tables that nobody asked to sort.
import { UsageError } from '../raw/problem.ts';
import { absent, type Column, columnName } from './column.ts';

export type SortKey = number | string | null;

const collator = new Intl.Collator('en', { numeric: true });

/** The items sorted as asked; equal ones keep their order. Throws UsageError for an unknown column. */
export function sortItems<T>(
  items: readonly T[],
  wish: string,
  columns: readonly Column<T>[],
): T[] {
  const isDescending = wish.startsWith('-');
  const name = (isDescending ? wish.slice(1) : wish).toLowerCase();
  const column = columns.find((candidate) => columnName(candidate) === name);
  if (column === undefined) {
    const names = columns.map(columnName).join(', ');
    throw new UsageError(`no column ${name} to sort by`, `columns are: ${names}`);
  }
  return sortByColumn(items, column, isDescending ? -1 : 1);
}

/** The items by several columns in turn, ascending. */
export function sortByColumns<T>(items: readonly T[], columns: readonly Column<T>[]): T[] {
  return columns
    .toReversed()
    .reduce((sorted, column) => sortByColumn(sorted, column, 1), [...items]);
}

function sortByColumn<T>(items: readonly T[], column: Column<T>, sign: 1 | -1): T[] {
  const keyed = items.map((item) => ({ item, key: sortKey(column, item) }));
  keyed.sort((a, b) => compareSortKeys(a.key, b.key, sign));
  return keyed.map(({ item }) => item);
}

/** What an item is sorted by; null = absent. */
export function sortKey<T>(column: Column<T>, item: T): SortKey {
  if (column.order !== undefined) return column.order(item);
  const cell = column.cell(item);
  return cell === absent ? null : cell;
}

/** The order of two keys; what is absent comes last, whatever the direction. */
export function compareSortKeys(a: SortKey, b: SortKey, sign: 1 | -1): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (a === b) return 0;
  if (typeof a === 'number' && typeof b === 'number') return (a - b) * sign;
  return collator.compare(String(a), String(b)) * sign;
}
