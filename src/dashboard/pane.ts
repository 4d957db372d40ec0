// A table's content as the frame draws it: columns, rows that are formatted when they are drawn, and which
// of the three states it is in.
import { type Column, columnName } from '../view/column.ts';
import type { SortKey } from '../view/sort.ts';
import type { Tone } from '../view/style.ts';
import { findColumnWidth } from './column-widths.ts';
import type { Glyphs } from './glyphs.ts';
import { printable } from './labels.ts';
import { RowIndex } from './row-index.ts';
import { type Style, span } from './text.ts';

export interface Cell {
  readonly text: string;
  readonly style: Style;
}

export type Cells = Readonly<Record<string, Cell>>;

export interface PaneColumn {
  /** What --filter and --sort call it. */
  readonly key: string;
  readonly title: string;
  /** Columns of the screen it needs at least. */
  readonly min: number;
  /** Its part of what is left over; 0 = it never grows. */
  readonly grow: number;
  readonly align: 'left' | 'right';
  /** Columns are dropped from the highest number down when the screen is narrow; 0 = never. */
  readonly drop: number;
  /** Only shown when more columns are wanted. */
  readonly isWide: boolean;
}

export interface DetailLine {
  /** A word before the text, or null for lines that continue or stand alone. */
  readonly label: string | null;
  readonly text: string;
  readonly style: Style;
}

/** Lines, or two columns of them that stand side by side where the screen is wide enough. */
export type DetailBlock =
  | DetailLine
  | { readonly left: readonly DetailLine[]; readonly right: readonly DetailLine[] };

export interface DetailContext {
  readonly glyphs: Glyphs;
  /** Entries as labelled hex, not decoded. */
  readonly isHex: boolean;
}

/** How a row differs from the reading before: shown for one reading. */
export type Mark = 'new' | 'changed' | 'closing';

export interface PaneRow {
  /** Stays the same as long as the thing it shows is the same. */
  readonly id: string;
  /** Id of the row it is indented under, or null. */
  readonly parent: string | null;
  readonly mark?: Mark | null;
  /** Cells that are drawn otherwise than the commands draw them. */
  readonly cells?: (glyphs: Glyphs) => Cells;
  /** The same row when a filter leaves it these of its children; absent where it says nothing of them. */
  readonly among?: (children: readonly PaneRow[]) => PaneRow;
  /** Everything about it, the most important line first. */
  readonly detail: (context: DetailContext) => readonly DetailBlock[];
}

/** A row that shows an item of the commands. */
export interface ItemRow<T> extends PaneRow {
  /** Asked for when the row is drawn, filtered or sorted. */
  readonly item: () => T;
  /** What stands in its own cells and not in those of the commands: a filter's words find it too. */
  readonly words?: () => readonly string[];
}

export type PaneStatus =
  | {
      readonly kind: 'data';
      /** Why rows may be missing, or null. */
      readonly warning: string | null;
      /** What rows of this kind do not tell, though none of them is missing. */
      readonly limit?: string;
    }
  | { readonly kind: 'empty'; readonly why: string; readonly hint: string | null }
  | { readonly kind: 'unreadable'; readonly what: string; readonly hint: string | null };

export interface Pane {
  readonly title: string;
  readonly columns: readonly PaneColumn[];
  readonly rows: readonly PaneRow[];
  /** What is counted in the title: services without their endpoints. */
  readonly count: number;
  /** Rows of things that are there no more, beside those that are counted. */
  readonly closed?: number;
  readonly status: PaneStatus;
  /** The cells of the row at that place in `rows` as the commands draw them, by the columns' keys. */
  readonly cellsAt: (place: number) => Cells;
  /** Whether each row has what the expression wants. Throws UsageError for one that means nothing. */
  readonly match: (expression: string) => readonly boolean[];
  /** What each row is sorted by. */
  readonly sortKeys: (key: string) => readonly SortKey[];
  /**
   * Prepares for filters and sorting until that moment of performance.now(); false when there is more to
   * do. There may be 105,000 rows, and a key must not wait for all of them.
   */
  readonly warm: (untilMs: number) => boolean;
}

interface PaneParts<T> extends Pick<Pane, 'title' | 'count' | 'closed' | 'status'> {
  /** All columns, the wide ones among them. */
  readonly columns: readonly Column<T>[];
  readonly rows: readonly ItemRow<T>[];
}

/** A pane over the columns of the commands: the same words for the same thing, and the same filters. */
export function itemPane<T>({ columns, rows, ...rest }: PaneParts<T>): Pane {
  const index = new RowIndex(rows, columns);
  return {
    ...rest,
    columns: columns.map(toPaneColumn),
    rows,
    cellsAt: (place) => {
      const row = rows[place];
      return row === undefined ? {} : cellsOf(row, columns);
    },
    match: (expression) => index.match(expression),
    sortKeys: (key) => index.sortKeys(key),
    warm: (untilMs) => index.warm(untilMs),
  };
}

function cellsOf<T>(row: ItemRow<T>, columns: readonly Column<T>[]): Cells {
  const item = row.item();
  return Object.fromEntries(
    columns.map((column) => {
      const tone = column.tone?.(item) ?? null;
      return [columnName(column), cell(printable(column.cell(item)), toneStyle(tone))];
    }),
  );
}

function toPaneColumn<T>(column: Column<T>): PaneColumn {
  const { header, align = 'left', priority } = column;
  const { min, grow } = findColumnWidth(header);
  return {
    key: columnName(column),
    title: header,
    min: Math.max(min, header.length),
    grow,
    align,
    drop: priority === 1 ? 0 : priority,
    isWide: column.isWide ?? false,
  };
}

/** The style of a tone. */
export function toneStyle(tone: Tone | null): Style {
  return tone ?? 'plain';
}

/** A cell. */
export function cell(text: string, style: Style = 'plain'): Cell {
  return span(text, style);
}

/** A line of a detail. */
export function detailLine(label: string | null, text: string, style: Style = 'plain'): DetailLine {
  return { label, text, style };
}
