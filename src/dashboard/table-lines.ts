// A pane's rows as lines: the columns that fitLeft, the rows that are seen.
import { textWidth } from '../view/text-width.ts';
import type { Glyphs } from './glyphs.ts';
import type { Cell, PaneColumn, PaneRow } from './pane.ts';
import { type Line, type Span, type Style, span, truncateMiddle } from './text.ts';

export interface TableView {
  readonly columns: readonly PaneColumn[];
  /** The rows to draw, and no others. */
  readonly rows: readonly PaneRow[];
  /** Id of the selected row. */
  readonly selected: string | null;
  readonly isFocused: boolean;
  readonly width: number;
  readonly glyphs: Glyphs;
}

interface PlacedColumn extends PaneColumn {
  readonly width: number;
}

const gutter = 2;
const roomyWidth = 110;

/** The line of titles and one line for each row, each of exactly `width` columns. */
export function tableLines(view: TableView): Line[] {
  const { width, glyphs } = view;
  const gap = ' '.repeat(width >= roomyWidth ? 2 : 1);
  const columns = placeColumns(view.columns, width - gutter, gap.length);
  const visible = new Set(columns.map((column) => column.key));
  const titles = columns.map((column) => align(column, column.title, glyphs));
  const rows = view.rows.map((row) => {
    const cells = row.cells({ glyphs, visible });
    const isSelected = row.id === view.selected;
    const style = (own: Style): Style => (isSelected && view.isFocused ? 'selected' : own);
    const line: Span[] = [span(isSelected ? '> ' : '  ', style('strong'))];
    for (const [index, column] of columns.entries()) {
      const { text, short = text, style: own } = cells[column.key] ?? noCell;
      if (index > 0) line.push(span(gap, style('plain')));
      const fitting = textWidth(text) <= column.width ? text : short;
      line.push(span(align(column, fitting, glyphs), style(own)));
    }
    return line;
  });
  return [[span(`  ${titles.join(gap)}`, 'dim')], ...rows];
}

/** The columns that fitLeft, with what is left over shared out. */
function placeColumns(
  columns: readonly PaneColumn[],
  width: number,
  gap: number,
): readonly PlacedColumn[] {
  const kept = [...columns];
  const used = () => kept.reduce((sum, { min }) => sum + min, (kept.length - 1) * gap);
  while (used() > width) {
    const last = Math.max(...kept.map(({ drop }) => drop));
    if (last === 0) break;
    kept.splice(
      kept.findIndex(({ drop }) => drop === last),
      1,
    );
  }
  let rest = Math.max(0, width - used());
  let parts = kept.reduce((sum, { grow }) => sum + grow, 0);
  return kept.map((column) => {
    const more = parts === 0 ? 0 : Math.floor((rest * column.grow) / parts);
    rest -= more;
    parts -= column.grow;
    return { ...column, width: column.min + more };
  });
}

const noCell: Cell = { text: '', style: 'plain' };

function align(column: PlacedColumn, text: string, { ellipsis }: Glyphs): string {
  const cut = truncateMiddle(text, column.width, ellipsis);
  const padding = ' '.repeat(Math.max(0, column.width - textWidth(cut)));
  return column.align === 'right' ? padding + cut : cut + padding;
}
