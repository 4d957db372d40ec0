// What a pane's rows are found and sorted by. It is made of the rows' items as it is needed, or ahead of
// that in slices, and kept as long as the pane.
import { type Column, columnName } from '../view/column.ts';
import { isWord, parseFilter } from '../view/filter.ts';
import { type SortKey, sortKey } from '../view/sort.ts';

interface Row<T> {
  readonly item: () => T;
  /** Further texts that a word is looked for in. */
  readonly words?: () => readonly string[];
}

/** Rows that are looked at between two looks at the clock. */
const sliceRows = 200;

export class RowIndex<T> {
  readonly #rows: readonly Row<T>[];
  readonly #columns: readonly Column<T>[];
  readonly #texts: string[] = [];
  readonly #keys = new Map<string, readonly SortKey[]>();

  constructor(rows: readonly Row<T>[], columns: readonly Column<T>[]) {
    this.#rows = rows;
    this.#columns = columns;
  }

  /** Whether each row has what the expression wants. Throws UsageError for one that means nothing. */
  match(expression: string): readonly boolean[] {
    const words = expression.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.every(isWord)) {
      const rowColumns = this.#columns.map((column) => ({
        header: column.header,
        priority: column.priority,
        cell: (row: Row<T>) => column.cell(row.item()),
        words: (row: Row<T>) => column.words?.(row.item()) ?? [],
      }));
      return this.#rows.map(parseFilter(expression, rowColumns, (row) => row.words?.() ?? []));
    }
    this.warm(Number.POSITIVE_INFINITY);
    return this.#texts.map((text) => words.every((word) => text.includes(word)));
  }

  sortKeys(name: string): readonly SortKey[] {
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const column = this.#columns.find((candidate) => columnName(candidate) === name);
    const keys = this.#rows.map((row) =>
      column === undefined ? null : sortKey(column, row.item()),
    );
    this.#keys.set(name, keys);
    return keys;
  }

  /** Makes the texts that words are looked for in until that moment; false when some are missing. */
  warm(untilMs: number): boolean {
    const texts = this.#texts;
    while (texts.length < this.#rows.length) {
      for (const row of this.#rows.slice(texts.length, texts.length + sliceRows)) {
        texts.push(this.#textOf(row));
      }
      if (performance.now() > untilMs) break;
    }
    return texts.length >= this.#rows.length;
  }

  /** All cells, kept apart so that a word is not found across two of them. */
  #textOf(row: Row<T>): string {
    const item = row.item();
    const cells = this.#columns.map((column) => column.cell(item));
    return [...cells, ...(row.words?.() ?? [])].join('\n').toLowerCase();
  }
}
