// What stands in the boxes that hold text: details, help, changes, and the words for the states without
// rows.
import { textWidth } from '../view/text-width.ts';
import { formatTime } from './bar-lines.ts';
import { commandLine } from './command-line.ts';
import type { Glyphs } from './glyphs.ts';
import { helpLines } from './help-lines.ts';
import { nativeChangeLines } from './native-service-changes.ts';
import { listenerOfRow } from './native-service-pane.ts';
import { type DetailBlock, type DetailLine, detailLine, type Pane } from './pane.ts';
import { askForm, pathViewLines } from './path-view.ts';
import { selectedRow } from './selected-row.ts';
import { changeLines } from './service-changes.ts';
import { serviceOfRow } from './service-rows.ts';
import { type State, tableOf } from './state.ts';
import { beside, fitLeft, type Line, type Style, span, wrap } from './text.ts';
import type { View } from './view.ts';

interface Box {
  readonly width: number;
  readonly height: number;
}

/** The detail of the selected row; null where there is no such row. */
export function rowDetail(view: View, state: State, width: number, glyphs: Glyphs): Line[] | null {
  const row = selectedRow(view, state);
  if (row === undefined) return null;
  return blockLines(row.detail({ glyphs, isHex: state.isHex }), width, glyphs);
}

/** What an open detail says of a row that this reading does not have. */
function goneDetail(view: View, state: State, width: number, glyphs: Glyphs): Line[] {
  const { lastSeen, model, now } = view;
  if (lastSeen === null || model === null) return [[], [span(' This row is gone.', 'warn')]];
  const gone = state.view === 'connections' ? 'closed' : 'gone';
  const word = lastSeen.at > model.takenAt ? 'not there yet' : gone;
  const blocks = lastSeen.row.detail({ glyphs, isHex: state.isHex });
  return blockLines(
    [
      detailLine('state', `${word}; seen at ${formatTime(lastSeen.at, now)} as:`, 'warn'),
      ...blocks,
    ],
    width,
    glyphs,
  );
}

const labelWidth = 10;
/** From this width on, two columns stand side by side. */
const sideBySideWidth = 120;

function blockLines(blocks: readonly DetailBlock[], width: number, glyphs: Glyphs): Line[] {
  return blocks.flatMap((block) => {
    if (!('left' in block)) return detailLines(block, width, glyphs);
    const { left, right } = block;
    if (width < sideBySideWidth) {
      return [...left, ...right].flatMap((line) => detailLines(line, width, glyphs));
    }
    const half = Math.floor(width * 0.45);
    const of = (lines: readonly DetailLine[], columns: number) =>
      lines.flatMap((line) => detailLines(line, columns, glyphs));
    return beside(of(left, half), of(right, width - half), half);
  });
}

function detailLines({ label, text, style }: DetailLine, width: number, glyphs: Glyphs): Line[] {
  if (label === null) {
    return wrapTable(text, width - 2).map((part) => [span(' '), span(part, style)]);
  }
  const head = ` ${fitLeft(label, labelWidth - 1, glyphs.ellipsis)} `;
  const parts = wrap(text, width - head.length - 1);
  return parts.map((part, index) => [
    span(index === 0 ? head : ' '.repeat(head.length), 'dim'),
    span(part, style),
  ]);
}

/** A line of a table that is too long gives up its alignment before it is broken. */
function wrapTable(text: string, width: number): string[] {
  if (textWidth(text) <= width) return [text];
  const indent = text.length - text.trimStart().length;
  const loose = text.trimStart().replace(/ {3,}/g, '  ');
  const shift = ' '.repeat(Math.min(indent, Math.floor(width / 3)));
  return wrap(loose, width - shift.length, '    ').map((part) => shift + part);
}

/** Lines of what is open; none where nothing is. */
export function overlayLines(view: View, state: State, width: number, glyphs: Glyphs): Line[] {
  switch (state.overlay?.kind) {
    case 'help':
      return helpLines(width);
    case 'detail':
      return rowDetail(view, state, width, glyphs) ?? goneDetail(view, state, width, glyphs);
    case 'changes':
      return changesContent(view, state, width, glyphs);
    case 'command':
      return [
        [],
        [span(' This prints what is shown:', 'dim')],
        [],
        ...wrap(
          commandLine(state, { options: view.options, mode: view.model?.mode ?? null }),
          width - 4,
          '    ',
        ).map((part): Line => [span('   '), span(part, 'strong')]),
      ];
    default:
      return [];
  }
}

function changesContent(view: View, state: State, width: number, glyphs: Glyphs): Line[] {
  const { model } = view;
  const earlier = view.earlier?.() ?? null;
  if (model === null || earlier === null || earlier === model) {
    const why = model?.isLive === false ? 'a recording has one moment' : 'only one reading so far';
    return [[], [span(` Nothing to compare with: ${why}.`, 'dim')]];
  }
  const { selected } = tableOf(state, 'services');
  const isOfOne = state.view === 'services' && selected !== null;
  const lines =
    model.mode === 'kernel-native'
      ? nativeChangeLines(earlier, model, isOfOne ? listenerOfRow(selected) : null)
      : changeLines(earlier, model, isOfOne ? serviceOfRow(selected) : null);
  return blockLines(lines, width, glyphs);
}

/** The Path view's answer. */
export function pathContent(view: View, state: State, width: number, glyphs: Glyphs): Line[] {
  const { model, firstPath } = view;
  if (model === null) return [];
  const result = askForm(model, state.path);
  return blockLines(pathViewLines(result, firstPath, model, state.isHex), width, glyphs);
}

/** Instead of rows: why there are none, in words that no other state has. */
export function statusContent(
  pane: Pane,
  { filter }: { readonly filter: string },
  box: Box,
): Line[] {
  const { status } = pane;
  if (status.kind === 'unreadable') {
    return unreadableLines('CANNOT READ', status.what, status.hint, box);
  }
  if (filter !== '' && pane.rows.length > 0) {
    return centre(
      [
        [`no row matches ${filter}`, 'plain'],
        ['Esc shows all rows', 'dim'],
      ],
      box,
    );
  }
  if (status.kind === 'data') return centre([['nothing here', 'dim']], box);
  const hint = wrap(status.hint ?? '', box.width - 4).map((part) => [part, 'dim'] as const);
  const why = wrap(status.why, box.width - 4).map((part) => [part, 'plain'] as const);
  return centre([...why, ...(status.hint === null ? [] : hint)], box);
}

/** Before the first reading: that it is under way, or why it fails. */
export function noModelLines({ failure, now }: View, box: Box): Line[] {
  if (failure === null) return centre([['reading the node', 'dim']], box);
  const title = `CANNOT READ THE NODE since ${formatTime(failure.since, now)}, still trying`;
  return unreadableLines(title, failure.message, failure.hint, box);
}

/** At the left: what went wrong, and what would help. */
function unreadableLines(title: string, what: string, hint: string | null, box: Box): Line[] {
  const width = box.width - 4;
  const hints = hint === null ? [] : wrap(`hint: ${hint}`, width);
  return [
    [span(` ! ${title} `, 'alert')],
    ...wrap(what, width).map((part): Line => [span('   '), span(part, 'bad')]),
    ...hints.map((part): Line => [span('   '), span(part)]),
  ];
}

function centre(lines: readonly (readonly [string, Style])[], { width, height }: Box): Line[] {
  const above = Math.max(0, Math.floor((height - lines.length) / 2));
  const centred = lines.map(([text, style]): Line => {
    const left = Math.max(0, Math.floor((width - text.length) / 2));
    return [span(' '.repeat(left)), span(text, style)];
  });
  return [...Array.from({ length: above }, (): Line => []), ...centred];
}
