// Tables as lines of text: aligned by cells, no space at a line's end.
import type { Column } from './column.ts';
import { escapeTerminal } from './escape.ts';
import { plainStyle, type Style } from './style.ts';
import { padText, textWidth } from './text-width.ts';

export interface TableOptions<T> {
  readonly isWide?: boolean;
  readonly hasHeaders?: boolean;
  readonly style?: Style;
  /** Lines under a row, for example the endpoints of a service; indented, not yet escaped. */
  readonly details?: (item: T) => readonly string[];
}

const gap = '   ';

/** One line for the headers, then one for each item with its details. */
export function renderTable<T>(
  columns: readonly Column<T>[],
  items: readonly T[],
  options: TableOptions<T> = {},
): string[] {
  const { isWide = false, hasHeaders = true, style = plainStyle, details } = options;
  const shown = columns.filter((column) => isWide || column.isWide !== true);
  const rows = items.map((item) => shown.map((column) => escapeTerminal(column.cell(item))));
  const widths = shown.map((column, index) =>
    rows.reduce(
      (width, row) => Math.max(width, textWidth(row[index] ?? '')),
      hasHeaders ? column.header.length : 0,
    ),
  );
  const lines: string[] = [];
  const line = (cells: readonly string[], item: T | null) =>
    shown
      .map((column, index) => {
        const isLast = index === shown.length - 1;
        const align = column.align ?? 'left';
        const width = isLast && align === 'left' ? 0 : (widths[index] ?? 0);
        const tone = item === null ? 'strong' : (column.tone?.(item) ?? null);
        return style(tone, padText(cells[index] ?? '', width, align));
      })
      .join(gap)
      .trimEnd();
  const headers = shown.map((column) => column.header);
  if (hasHeaders && items.length > 0) lines.push(line(headers, null));
  for (const [index, item] of items.entries()) {
    lines.push(line(rows[index] ?? [], item));
    for (const detail of details?.(item) ?? []) lines.push(`  ${escapeTerminal(detail)}`);
  }
  return lines;
}
