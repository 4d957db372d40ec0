// What stands in the boxes that hold text: details, help, and the words for the states without rows.

import { textWidth } from '../view/text-width.ts';
import { formatTime, type View } from './bar-lines.ts';
import type { Glyphs } from './glyphs.ts';
import { keyTable } from './keys.ts';
import type { DetailLine, Pane } from './pane.ts';
import { filterPane } from './pane.ts';
import type { State } from './state.ts';
import { fitLeft, type Line, type Style, span, wrap } from './text.ts';

interface Box {
  readonly width: number;
  readonly height: number;
}

/** What the detail of the focused pane is called. */
export function detailTitle(state: State): string {
  return state.focus === 'services' ? 'Service' : 'Path';
}

/** The detail of the selected row; null where there is no such row. */
export function rowDetail(state: State, view: View, width: number, glyphs: Glyphs): Line[] | null {
  const pane = view.model?.panes[state.focus];
  if (pane === undefined) return null;
  const { selected, filter } = state.panes[state.focus];
  const { rows, ids } = filterPane(pane, filter);
  const row = selected === null ? rows[0] : rows[ids.indexOf(selected)];
  return row === undefined ? null : detailLines(row.detail(glyphs), width, glyphs);
}

const labelWidth = 10;

function detailLines(lines: readonly DetailLine[], width: number, glyphs: Glyphs): Line[] {
  return lines.flatMap(({ label, text, style }) => {
    if (label === null) {
      return wrapTable(text, width - 2).map((part) => [span(' '), span(part, style)]);
    }
    const head = ` ${fitLeft(label, labelWidth - 1, glyphs.ellipsis)} `;
    const parts = wrap(text, width - head.length - 1);
    return parts.map((part, index) => [
      span(index === 0 ? head : ' '.repeat(head.length), 'dim'),
      span(part, style),
    ]);
  });
}

/** A line of a table that is too long gives up its alignment before it is broken. */
function wrapTable(text: string, width: number): string[] {
  if (textWidth(text) <= width) return [text];
  const indent = text.length - text.trimStart().length;
  const loose = text.trimStart().replace(/ {3,}/g, '  ');
  const shift = ' '.repeat(Math.min(indent, Math.floor(width / 3)));
  return wrap(loose, width - shift.length, '    ').map((part) => shift + part);
}

/** Title and lines of what is open; nothing where nothing is. */
export function overlayContent(
  state: State,
  view: View,
  width: number,
  glyphs: Glyphs,
): { readonly title: string; readonly lines: readonly Line[] } {
  if (state.overlay === 'help') return { title: 'Help', lines: helpLines() };
  if (state.overlay === 'none') return { title: '', lines: [] };
  const lines = rowDetail(state, view, width, glyphs) ?? [
    [],
    [span('  gone: it was not there any more when the node was last read', 'warn')],
  ];
  return { title: `${detailTitle(state)} of the selected row`, lines };
}

const legend: readonly (readonly [string, string])[] = [
  ['?', 'after a verdict: inferred, not observed'],
  ['!', 'after a verdict: stale, the maps of now would send it elsewhere'],
  ['>', 'the selected row, and the pane that has the keys'],
  ['SHARE', 'part of the new connections; wp: the waypoint decides; none: nobody gets any'],
  ['OPEN', 'connections of the pods of this node that are open now'],
];

function helpLines(): Line[] {
  const keys = keyTable.map(
    ({ label, help }): Line => [span(`  ${fitLeft(label, 13)}`, 'strong'), span(help)],
  );
  const signs = legend.map(
    ([sign, meaning]): Line => [span(`  ${fitLeft(sign, 13)}`, 'strong'), span(meaning)],
  );
  return [...keys, [], ...signs];
}

/** For a pane without rows to draw: nothing there and why, or not readable and what would help. */
export function statusContent(pane: Pane, filter: string, box: Box): Line[] {
  const { status } = pane;
  const name = pane.title.toLowerCase();
  switch (status.kind) {
    case 'data': {
      const hint = 'Esc shows all rows';
      return emptyLines(`no row has "${filter}" (of ${pane.rows.length})`, hint, box);
    }
    case 'empty':
      return emptyLines(`no ${name}: ${status.why}`, status.hint, box);
    case 'unreadable':
      return unreadableLines(`CANNOT READ ${name}`, status.what, status.hint, box);
  }
}

/** Before the node was read for the first time, or when that failed. */
export function noModelLines({ failure, now }: View, box: Box): Line[] {
  if (failure === null) return centre([['reading the node', 'plain']], box);
  const title = `CANNOT READ this node, tried since ${formatTime(failure.since, now)}`;
  return unreadableLines(title, failure.message, failure.hint, box);
}

/** Quiet, in the middle. */
function emptyLines(text: string, hint: string | null, box: Box): Line[] {
  const lines = wrap(text, box.width - 4).map((part) => [part, 'plain'] as const);
  const hints =
    hint === null ? [] : wrap(hint, box.width - 4).map((part) => [part, 'dim'] as const);
  return centre([...lines, ...hints], box);
}

/** Loud, at the top left: what went wrong, and what would help. */
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
