// A pane's rows as lines: the columns that fit, the rows that are seen.
import { textWidth } from '../view/text-width.ts';
import type { Sort } from './arrange.ts';
import type { Glyphs } from './glyphs.ts';
import type { Cell, Cells, Mark, PaneColumn, PaneRow } from './pane.ts';
import { type Line, type Span, type Style, span, truncateMiddle } from './text.ts';

export interface TableView {
  readonly columns: readonly PaneColumn[];
  /** The rows to draw, and no others, with their cells. */
  readonly rows: readonly { readonly row: PaneRow; readonly cells: Cells }[];
  /** Id of the selected row. */
  readonly selected: string | null;
  readonly sort: Sort | null;
  readonly width: number;
  readonly glyphs: Glyphs;
}

interface PlacedColumn extends PaneColumn {
  readonly width: number;
}

const gutter = 2;
const roomyWidth = 110;
const marks: Readonly<Record<Mark, readonly [sign: string, style: Style]>> = {
  new: ['+', 'good'],
  changed: ['~', 'warn'],
  closing: ['-', 'dim'],
};

/** The line of titles and one line for each row, each of exactly `width` columns. */
export function tableLines(view: TableView): Line[] {
  const { width, glyphs } = view;
  const { columns, gap } = placeColumns(view.columns, width);
  const titles = columns.map((column) => align(column, titleOf(column, view), glyphs));
  const rows = view.rows.map(({ row, cells }) => rowLine(row, cells, { view, columns, gap }));
  return [[span(`  ${titles.join(gap)}`, 'dim')], ...rows];
}

/** The columns that there is room for, from the left. */
export function visibleColumns(columns: readonly PaneColumn[], width: number): PaneColumn[] {
  return [...placeColumns(columns, width).columns];
}

function titleOf({ key, title }: PaneColumn, { sort, glyphs }: TableView): string {
  if (sort?.column !== key) return title;
  return `${title}${sort.isDescending ? glyphs.descending : glyphs.ascending}`;
}

interface RowFrame {
  readonly view: TableView;
  readonly columns: readonly PlacedColumn[];
  readonly gap: string;
}

function rowLine(row: PaneRow, cells: Cells, { view, columns, gap }: RowFrame): Line {
  const { glyphs } = view;
  const isSelected = row.id === view.selected;
  const isClosing = row.mark === 'closing';
  const style = (own: Style): Style => {
    if (isSelected) return 'selected';
    return isClosing ? 'dim' : own;
  };
  const [sign, signStyle] = row.mark == null ? ([' ', 'plain'] as const) : marks[row.mark];
  const line: Span[] = [
    span(isSelected ? '>' : ' ', style('strong')),
    span(sign, style(signStyle)),
  ];
  for (const [index, column] of columns.entries()) {
    const { text, style: own } = cells[column.key] ?? noCell;
    if (index > 0) line.push(span(gap, style('plain')));
    line.push(span(align(column, text, glyphs), style(own)));
  }
  return line;
}

interface Placed {
  readonly columns: readonly PlacedColumn[];
  /** What stands between two of them. */
  readonly gap: string;
}

/** The columns that fit, two blanks apart on a wide screen unless that would cost one of them. */
function placeColumns(columns: readonly PaneColumn[], width: number): Placed {
  const room = width - gutter;
  const kept = keepColumns(columns, room, 1);
  const isRoomy = width >= roomyWidth && neededWidth(kept, 2) <= room;
  const gap = isRoomy ? 2 : 1;
  return { columns: shareOut(kept, room - neededWidth(kept, gap)), gap: ' '.repeat(gap) };
}

/** The columns that there is room for; those without a number are kept in any case. */
function keepColumns(columns: readonly PaneColumn[], room: number, gap: number): PaneColumn[] {
  const kept = [...columns];
  while (neededWidth(kept, gap) > room) {
    const last = Math.max(...kept.map(({ drop }) => drop));
    if (last === 0) break;
    kept.splice(
      kept.findLastIndex(({ drop }) => drop === last),
      1,
    );
  }
  return kept;
}

function neededWidth(columns: readonly PaneColumn[], gap: number): number {
  return columns.reduce((sum, { min }) => sum + min, (columns.length - 1) * gap);
}

/** The columns with what is left over shared out among those that grow. */
function shareOut(columns: readonly PaneColumn[], leftOver: number): PlacedColumn[] {
  let rest = Math.max(0, leftOver);
  let parts = columns.reduce((sum, { grow }) => sum + grow, 0);
  return columns.map((column) => {
    const more = parts === 0 ? 0 : Math.floor((rest * column.grow) / parts);
    rest -= more;
    parts -= column.grow;
    return { ...column, width: column.min + more };
  });
}

const noCell: Cell = { text: '', style: 'plain' };

function align(column: PlacedColumn, text: string, { ellipsis }: Glyphs): string {
  const cut = truncateMiddle(withoutNamespace(text, column.width), column.width, ellipsis);
  const padding = ' '.repeat(Math.max(0, column.width - textWidth(cut)));
  return column.align === 'right' ? padding + cut : cut + padding;
}

/** `fortio-v1` for `default/fortio-v1` where the whole does not fit: the end tells pods apart. */
function withoutNamespace(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  return text.replace(/^(.*?)[a-z\d-]+\/(?=[a-z\d.:-]+$)/, '$1');
}
