// Styled text of known width: what a frame's lines are made of. A style is a meaning, not a colour; the
// screen chooses the colour, and every meaning has a word or a sign beside it.
import { textWidth } from '../view/text-width.ts';

export type Style =
  | 'plain'
  | 'strong'
  | 'dim'
  | 'good'
  | 'info'
  | 'warn'
  | 'bad'
  /** The row under the cursor, in the pane that has the keys. */
  | 'selected'
  /** What must not be overlooked: PAUSED, a node that cannot be read. */
  | 'alert';

export interface Span {
  readonly text: string;
  readonly style: Style;
}

export type Line = readonly Span[];

/** A span. */
export function span(text: string, style: Style = 'plain'): Span {
  return { text, style };
}

/** Columns that a line takes. */
export function lineWidth(line: Line): number {
  return line.reduce((width, { text }) => width + textWidth(text), 0);
}

/** The text in exactly `width` columns: padded, or cut with `ellipsis` as its last column. */
export function fitLeft(text: string, width: number, ellipsis = '…'): string {
  const cut = truncate(text, width, ellipsis);
  return cut + ' '.repeat(Math.max(0, width - textWidth(cut)));
}

/** The text in at most `width` columns. */
export function truncate(text: string, width: number, ellipsis = '…'): string {
  if (text.length <= width && textWidth(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let used = 0;
  for (const char of text) {
    const next = used + textWidth(char);
    if (next > width - 1) break;
    kept += char;
    used = next;
  }
  return kept + ellipsis;
}

/** The text in at most `width` columns, cut in the middle: names differ at their ends. */
export function truncateMiddle(text: string, width: number, ellipsis = '…'): string {
  if (textWidth(text) <= width) return text;
  const tailWidth = Math.floor(width * 0.4);
  let tail = '';
  for (const char of Array.from(text).reverse()) {
    if (textWidth(char + tail) > tailWidth) break;
    tail = char + tail;
  }
  return truncate(text, width - textWidth(tail), ellipsis) + tail;
}

/** The line in exactly `width` columns. */
export function fitLine(line: Line, width: number, ellipsis = '…'): Line {
  const fitted: Span[] = [];
  let rest = width;
  for (const { text, style } of line) {
    if (rest <= 0) break;
    const cut = truncate(text, rest, ellipsis);
    fitted.push({ text: cut, style });
    rest -= textWidth(cut);
    if (cut !== text) break;
  }
  if (rest > 0) fitted.push(span(' '.repeat(rest), fitted.at(-1)?.style ?? 'plain'));
  return fitted;
}

/** Text that may have several lines as a single one. */
export function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, '; ');
}

/** Two columns of lines side by side, the left one in exactly `width` columns. */
export function beside(left: readonly Line[], right: readonly Line[], width: number): Line[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => [
    ...fitLine(left[index] ?? [], width),
    ...(right[index] ?? []),
  ]);
}

/**
 * The text in lines of at most `width` columns, broken where it has lines of its own, at spaces, and
 * within a word that is longer; `indent` goes before all but the first of each of its own lines.
 */
export function wrap(text: string, width: number, indent = ''): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width, indent));
}

function wrapLine(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (textWidth(longer) <= width || current.trim() === '') {
      current = longer;
    } else {
      lines.push(current);
      current = indent + word;
    }
    while (textWidth(current) > width && width > indent.length) {
      const head = headOf(current, width);
      lines.push(head);
      current = indent + current.slice(head.length);
    }
  }
  return [...lines, current];
}

/** The first characters that fit into `width` columns, at least one. */
function headOf(text: string, width: number): string {
  let head = '';
  let used = 0;
  for (const char of text) {
    used += textWidth(char);
    if (used > width && head !== '') break;
    head += char;
  }
  return head;
}
