// A terminal's screen, as `tmux capture-pane -e` prints it, as an SVG picture on stdout. What the escape
// sequences mean is xterm's business.
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import xterm from '@xterm/headless';

const { values } = parseArgs({
  options: { columns: { type: 'string' }, rows: { type: 'string' } },
});

const columns = Number(values.columns);
const rows = Number(values.rows);
if (!(columns > 0 && rows > 0)) throw new Error('usage: screenshot --columns N --rows N < screen');

/** Pixels of one cell, and of the letters in it. */
const cell = { width: 8.4, height: 18, font: 14 };
const margin = 8;
const background = '#101418';
const foreground = '#d0d0d0';
/** The sixteen colours, dim and bright. */
const palette = [
  ...['#000000', '#d75f5f', '#87af5f', '#d7af5f', '#5f87d7', '#af87d7', '#5fafaf', '#d0d0d0'],
  ...['#7f8790', '#ff8787', '#afd787', '#ffd787', '#87afff', '#d7afff', '#87d7d7', '#ffffff'],
];

interface Look {
  readonly color: string;
  readonly background: string | null;
  readonly isBold: boolean;
}

const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
const screen = (await text(process.stdin)).replace(/\n$/, '').replaceAll('\n', '\r\n');
await new Promise<void>((resolve) => terminal.write(screen, resolve));
process.stdout.write(toSvg());

function toSvg(): string {
  const width = columns * cell.width + 2 * margin;
  const height = rows * cell.height + 2 * margin;
  const lines = Array.from({ length: rows }, (_, row) => rowMarkup(row)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="the dashboard of kmscope" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${cell.font}">
<rect width="${width}" height="${height}" rx="6" fill="${background}"/>
<g xml:space="preserve">
${lines}
</g>
</svg>
`;
}

/** A row's cells that look alike stand in one element, stretched to their columns in any font. */
function rowMarkup(row: number): string {
  const line = terminal.buffer.active.getLine(row);
  const runs: { start: number; length: number; text: string; look: Look }[] = [];
  for (let column = 0; column < columns; column++) {
    const found = line?.getCell(column);
    if (found === undefined || found.getWidth() === 0) continue;
    const chars = found.getChars() || ' ';
    const look = lookOf(found);
    const last = runs.at(-1);
    if (last !== undefined && JSON.stringify(last.look) === JSON.stringify(look)) {
      last.text += chars;
      last.length += found.getWidth();
    } else {
      runs.push({ start: column, length: found.getWidth(), text: chars, look });
    }
  }
  return runs
    .map(({ start, length, text: words, look }) => runMarkup(row, start, length, words, look))
    .join('');
}

function lookOf(
  found: NonNullable<
    ReturnType<NonNullable<ReturnType<typeof terminal.buffer.active.getLine>>['getCell']>
  >,
): Look {
  const own = found.isFgDefault() ? foreground : (palette[found.getFgColor()] ?? foreground);
  const behind = found.isBgDefault() ? null : (palette[found.getBgColor()] ?? null);
  const isBold = found.isBold() !== 0;
  return found.isInverse() !== 0
    ? { color: behind ?? background, background: own, isBold }
    : { color: own, background: behind, isBold };
}

function runMarkup(row: number, start: number, length: number, words: string, look: Look): string {
  const x = (margin + start * cell.width).toFixed(1);
  const top = margin + row * cell.height;
  const width = (length * cell.width).toFixed(1);
  const box =
    look.background === null
      ? ''
      : `<rect x="${x}" y="${top}" width="${width}" height="${cell.height}" fill="${look.background}"/>`;
  if (words.trim() === '') return box;
  const weight = look.isBold ? ' font-weight="bold"' : '';
  const y = (top + cell.font).toFixed(1);
  return `${box}<text x="${x}" y="${y}" textLength="${width}" lengthAdjust="spacingAndGlyphs" fill="${look.color}"${weight}>${escapeMarkup(words)}</text>`;
}

function escapeMarkup(words: string): string {
  return words.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`).replaceAll(' ', '\u00a0');
}
