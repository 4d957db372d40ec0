// A pane's content as the frame draws it: columns, rows that are formatted when they are drawn, and
// which of the three states it is in.
import type { Glyphs } from './glyphs.ts';
import { type Style, span } from './text.ts';

export interface Cell {
  readonly text: string;
  readonly style: Style;
  /** What is shown where there is no room for the text. */
  readonly short?: string;
}

/** What cells are made with: the characters, and which columns are there to share the work. */
export interface CellContext {
  readonly glyphs: Glyphs;
  readonly visible: ReadonlySet<string>;
}

export interface PaneColumn {
  readonly key: string;
  readonly title: string;
  /** Columns of the screen it needs at least. */
  readonly min: number;
  /** Its part of what is left over; 0 = it never grows. */
  readonly grow: number;
  readonly align: 'left' | 'right';
  /** Columns are dropped from the highest number down when the screen is narrow; 0 = never. */
  readonly drop: number;
}

export interface DetailLine {
  /** A word before the text, or null for lines that continue or stand alone. */
  readonly label: string | null;
  readonly text: string;
  readonly style: Style;
}

export interface PaneRow {
  /** Stays the same as long as the thing it shows is the same. */
  readonly id: string;
  /** Id of the row it is indented under, or null. */
  readonly parent: string | null;
  /** Lower-case text that the filter looks at. */
  readonly searchText: () => string;
  readonly cells: (context: CellContext) => Readonly<Record<string, Cell>>;
  /** Everything about it, the most important line first. */
  readonly detail: (glyphs: Glyphs) => readonly DetailLine[];
}

export type PaneStatus =
  | {
      readonly kind: 'data';
      /** Why rows may be missing, or null. */
      readonly warning: string | null;
    }
  | { readonly kind: 'empty'; readonly why: string; readonly hint: string | null }
  | { readonly kind: 'unreadable'; readonly what: string; readonly hint: string | null };

export interface Pane {
  readonly title: string;
  readonly columns: readonly PaneColumn[];
  readonly rows: readonly PaneRow[];
  /** What is counted in the title: services without their endpoints. */
  readonly count: number;
  readonly status: PaneStatus;
}

/** A cell. */
export function cell(text: string, style: Style = 'plain'): Cell {
  return span(text, style);
}

/** A cell with a workload's name, whose namespace is left out where it does not fit. */
export function workloadCell(label: string, style: Style = 'plain'): Cell {
  return { text: label, style, short: label.slice(label.indexOf('/') + 1) };
}

/** A line of a detail. */
export function detailLine(label: string | null, text: string, style: Style = 'plain'): DetailLine {
  return { label, text, style };
}

export interface FilteredPane {
  readonly rows: readonly PaneRow[];
  readonly ids: readonly string[];
}

interface Filtering {
  /** What the filter looks at, by row: made once, when the first filter comes. */
  texts: readonly string[] | null;
  filter: string;
  result: FilteredPane;
}

const filterings = new WeakMap<Pane, Filtering>();

/**
 * The rows that have every word of the filter, with the rows they are indented under. The last answer of
 * each pane is kept: it is asked for with every key.
 */
export function filterPane(pane: Pane, filter: string): FilteredPane {
  const known = filterings.get(pane);
  if (known?.filter === filter) return known.result;
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  let texts = known?.texts ?? null;
  let { rows } = pane;
  if (words.length > 0) {
    texts ??= rows.map((row) => row.searchText());
    rows = filterRows(rows, texts, words);
  }
  const result = { rows, ids: rows.map((row) => row.id) };
  filterings.set(pane, { texts, filter, result });
  return result;
}

function filterRows(
  rows: readonly PaneRow[],
  texts: readonly string[],
  words: readonly string[],
): readonly PaneRow[] {
  const isHit = texts.map((text) => words.every((word) => text.includes(word)));
  const parents = new Set(rows.flatMap(({ parent }, index) => (isHit[index] ? [parent] : [])));
  return rows.filter((row, index) => isHit[index] || parents.has(row.id));
}
