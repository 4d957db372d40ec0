// A column of a table, declared once for the tables, the dashboard, --filter and --sort.
import type { Tone } from './style.ts';

export interface Column<T> {
  /** Upper case, words joined by `-`; in lower case it is the column's name for --filter and --sort. */
  readonly header: string;
  readonly align?: 'left' | 'right';
  /** 1 stays longest where a terminal is narrow. */
  readonly priority: number;
  /** Only shown by -o wide. */
  readonly isWide?: boolean;
  /** The cell as a person reads it, not yet escaped; `-` for what is absent. */
  readonly cell: (item: T) => string;
  /** What else --filter finds it by: the cell without its marks, or with those that other views put to it. */
  readonly words?: (item: T) => readonly string[];
  /** What to sort by where that is not the cell's text; null comes last. */
  readonly order?: (item: T) => number | string | null;
  readonly tone?: (item: T) => Tone | null;
}

/** How a cell shows what is absent. */
export const absent = '-';

/** The text, or the sign for absent. */
export function orAbsent(value: string | number | null | undefined): string {
  return value === null || value === undefined || value === '' ? absent : String(value);
}

/** Every text by which --filter finds an item's cell. */
export function textsOf<T>({ cell, words }: Column<T>, item: T): readonly string[] {
  const text = cell(item);
  return words === undefined ? [text] : [text, ...words(item)];
}

/** The column's name for --filter and --sort. */
export function columnName<T>(column: Column<T>): string {
  return column.header.toLowerCase();
}
