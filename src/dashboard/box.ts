// A box of lines with words in its border.
import type { Glyphs } from './glyphs.ts';
import type { Area } from './layout.ts';
import { fitLine, type Line, lineWidth, type Span, type Style, span, truncate } from './text.ts';

export interface BoxWords {
  readonly title: string;
  /** At the right of the upper border. */
  readonly position: string;
  /** In the lower border, or null. */
  readonly note: string | null;
  readonly noteStyle: Style;
  readonly isFocused: boolean;
}

/** The lines of a box that fills the area; content that is too long is cut. */
export function boxLines(area: Area, words: BoxWords, content: readonly Line[], glyphs: Glyphs) {
  const { width, height } = area;
  const style: Style = words.isFocused ? 'strong' : 'dim';
  const inner = Math.max(0, width - 2);
  const side = span(glyphs.vertical, style);
  const lines: Line[] = [topBorder(inner, words, style, glyphs)];
  for (let row = 0; row < height - 2; row++) {
    lines.push([side, ...fitLine(content[row] ?? [], inner, glyphs.ellipsis), side]);
  }
  lines.push(bottomBorder(inner, words, style, glyphs));
  return lines;
}

function topBorder(inner: number, words: BoxWords, style: Style, glyphs: Glyphs): Line {
  const { horizontal, topLeft, topRight, ellipsis } = glyphs;
  const mark = words.isFocused ? '> ' : '';
  const right = words.position === '' ? '' : ` ${words.position} `;
  const room = Math.max(0, inner - 2 - right.length);
  const title = truncate(` ${mark}${words.title} `, room, ellipsis);
  const middle: Span[] = [
    span(horizontal, style),
    span(title, words.isFocused ? 'strong' : 'plain'),
  ];
  const rest = Math.max(0, inner - lineWidth(middle) - right.length - 1);
  const fill = span(horizontal.repeat(rest), style);
  const end = span(`${right}${horizontal}`, style);
  return [span(topLeft, style), ...fitLine([...middle, fill, end], inner), span(topRight, style)];
}

function bottomBorder(inner: number, words: BoxWords, style: Style, glyphs: Glyphs): Line {
  const { horizontal, bottomLeft, bottomRight, ellipsis } = glyphs;
  const note =
    words.note === null ? '' : truncate(` ${words.note} `, Math.max(0, inner - 2), ellipsis);
  const middle = [span(horizontal, style), span(note, words.noteStyle)];
  const fill = span(horizontal.repeat(Math.max(0, inner - lineWidth(middle))), style);
  return [span(bottomLeft, style), ...fitLine([...middle, fill], inner), span(bottomRight, style)];
}
