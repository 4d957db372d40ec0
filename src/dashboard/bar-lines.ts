// The lines around the tables: what is looked at, how old it is, what is wrong, which keys there are.
import { pinNameOf } from '../kmesh/kernel-native/generation.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { formatAge, formatCount } from '../view/format.ts';
import { arrange } from './arrange.ts';
import { keyTable } from './keys.ts';
import type { Model } from './model.ts';
import { currentTable, type State, tableOf } from './state.ts';
import { fitLine, type Line, lineWidth, oneLine, type Span, span, truncateMiddle } from './text.ts';
import { paneOf, type View } from './view.ts';
import { viewEntry, viewTable } from './views.ts';

/** Facts that fit, from the left; age and PAUSED always, at the right. */
export function headerLine(view: View, state: State, width: number): Line {
  const { left, right } = headSpans(view, state, width);
  const roomFor = (...more: readonly Span[]) =>
    width - lineWidth(left) - lineWidth(right) - lineWidth(more) >= 2;
  const add = (facts: readonly Span[]) => {
    for (const fact of facts) {
      const gap = span('  ');
      if (roomFor(gap, fact)) left.push(gap, fact);
    }
  };
  add(facts(view));
  const interval = intervalSpans(view, state);
  if (roomFor(...interval)) right.push(...interval);
  add(counts(view));
  const gap = width - lineWidth(left) - lineWidth(right);
  return fitLine([...left, span(' '.repeat(Math.max(0, gap))), ...right], width);
}

interface Head {
  readonly left: Span[];
  readonly right: Span[];
}

const title = span('kmscope', 'strong');
/** A node's name is cut to no less. */
const shortestNode = 8;

/**
 * What both ends begin with. That the daemon is down and in which mode Kmesh is, is told also where that
 * costs the generation, part of the node's name or all of it, and the age of what is paused.
 */
function headSpans(view: View, state: State, width: number): Head {
  const { model } = view;
  const ages = ageSpans(view, state);
  if (model?.daemon !== 'down') return { left: [title], right: ages };
  const rights = state.moment === null ? [ages] : [ages, ages.slice(0, 1)];
  const { mode } = model;
  const named = nodeSpan(model);
  const forms = rights.flatMap((right) => {
    const toHead = (...facts: readonly Span[]): Head => {
      return { left: [title, ...facts.flatMap((fact) => [span('  '), fact])], right };
    };
    const bare = toHead(daemonSpans.down, span(mode));
    const room = width - headWidth(bare) - 2;
    const cut = span(truncateMiddle(named.text, Math.max(shortestNode, room)));
    return [
      toHead(named, daemonSpans.down, modeSpan(model)),
      toHead(named, daemonSpans.down, span(mode)),
      toHead(cut, daemonSpans.down, span(mode)),
      bare,
    ];
  });
  const least = { left: [title, span('  '), daemonSpans.down], right: ages };
  return forms.find((form) => headWidth(form) <= width) ?? least;
}

/** With the gap between both ends. */
function headWidth({ left, right }: Head): number {
  return lineWidth(left) + lineWidth(right) + 2;
}

/** What must be known before anything is believed, the weightiest first. */
function facts({ model }: View): Span[] {
  if (model === null) return [];
  const problems = formatCount(model.problemCount, 'problem');
  const isTold = model.daemon === 'down';
  return [
    ...(isTold ? [] : [nodeSpan(model), modeSpan(model), daemonSpans[model.daemon]]),
    ...(model.problemCount === 0 ? [] : [span(`! ${problems}`, 'warn')]),
    span(`tier ${model.tier}`),
  ];
}

function nodeSpan({ node }: Model): Span {
  return span(node ?? 'unnamed node');
}

function modeSpan({ mode, generation }: Model): Span {
  return span(`${mode} ${generation ?? 'of unknown version'}`);
}

function counts({ model }: View): Span[] {
  if (model === null) return [];
  return [
    model.openCounts === null
      ? span('connections unknown', 'warn')
      : span(formatCount(model.connections.length, 'connection')),
    span(serviceCount(model.snapshot)),
    span(formatCount(model.snapshot.pods.length, 'pod')),
  ];
}

function serviceCount(snapshot: Snapshot): string {
  if (snapshot.mode === 'dual-engine') return formatCount(snapshot.services.length, 'service');
  const { native } = snapshot;
  const pin = native === undefined ? null : pinNameOf(native.generation, 'km_listener');
  const map = pin === null ? undefined : snapshot.readMap(pin);
  return map === undefined ? 'listeners unknown' : formatCount(map.count, 'listener');
}

const daemonSpans = Object.freeze({
  up: span('daemon up'),
  down: span('daemon DOWN', 'bad'),
  unknown: span('daemon ?', 'dim'),
});

/** How old it is, and loudly that it is paused or that the budget stretches the interval. */
function ageSpans(view: View, state: State): Span[] {
  const { model, now, moments } = view;
  if (model === null) return [];
  const { takenAt, isLive } = model;
  const ageMs = now.getTime() - takenAt.getTime();
  const old = ageMs < 1000 ? 'just read' : `${formatAge(ageMs)} old`;
  const age = isLive ? old : `recorded ${formatTime(takenAt, now)}`;
  if (state.moment === null) {
    const { figures } = view;
    if (!isLive || figures?.isStretched !== true) return [span(age)];
    return [
      span(age),
      span(', '),
      span(`every ${formatInterval(figures.intervalMs)} (budget)`, 'warn'),
    ];
  }
  const place = moments.indexOf(state.moment) + 1;
  const step = place === 0 ? '' : ` ${place}/${moments.length}`;
  const pause = ` PAUSED at ${formatTime(takenAt, now)}${step}, p: live `;
  return [span(pause, 'alert'), span(` ${age}`)];
}

/** The time between two readings, unless that stands with the age already. */
function intervalSpans({ figures, model }: View, { moment }: State): Span[] {
  if (figures === null || figures.isStretched || model?.isLive !== true || moment !== null)
    return [];
  return [span(`, every ${formatInterval(figures.intervalMs)}`)];
}

function formatInterval(intervalMs: number): string {
  return intervalMs % 1000 === 0 ? `${intervalMs / 1000} s` : `${(intervalMs / 1000).toFixed(1)} s`;
}

/** `12:00:03Z`, with the date when that is another one. */
export function formatTime(time: Date, now: Date): string {
  const [date = '', clock = ''] = time.toISOString().split('T');
  const short = `${clock.slice(0, 8)}Z`;
  return now.toISOString().startsWith(date) ? short : `${date} ${short}`;
}

/** The views with their numbers, or the breadcrumb of what is open in one. */
export function tabsLine(state: State, width: number): Line {
  const tabs = viewTable.flatMap(({ name, key, title }): Span[] => {
    const isCurrent = name === state.view;
    return [
      span(isCurrent ? ` ${key} ${title} ` : ` ${key} ${title} `, isCurrent ? 'selected' : 'dim'),
    ];
  });
  const crumb = breadcrumb(state);
  const line = crumb === '' ? tabs : [...tabs, span(`  ${crumb}`, 'strong')];
  if (lineWidth(line) <= width) return fitLine(line, width);
  const short = viewTable.flatMap(({ name, key, title }): Span[] =>
    name === state.view ? [span(` ${key} ${title} `, 'selected')] : [span(` ${key}`, 'dim')],
  );
  return fitLine(crumb === '' ? short : [...short, span(`  ${crumb}`, 'strong')], width);
}

function breadcrumb(state: State): string {
  const parts = [viewEntry(state.view).title];
  if (state.map !== null) parts.push(state.map);
  if (state.overlay !== null) parts.push(overlayTitles[state.overlay.kind]);
  return parts.length === 1 ? '' : parts.join(' > ');
}

/** What the overlays are called. */
export const overlayTitles = {
  help: 'Help',
  detail: 'Detail',
  changes: 'Changes',
  command: 'Command line',
} as const;

/** What goes below the tabs: that what is shown is old because the node cannot be read. */
export function noticeLine({ model, failure, now }: View, width: number): Line | null {
  if (model === null || failure === null) return null;
  const since = formatTime(failure.since, now);
  const hint = failure.hint === null ? '' : ` (${failure.hint})`;
  const text = oneLine(` CANNOT READ since ${since}, still trying: ${failure.message}${hint}`);
  return fitLine([span(text, 'alert')], width);
}

/** The keys that there are now, what came of the last one, or the filter as it is typed. */
export function footerLine(view: View, state: State, width: number): Line {
  if (state.isFiltering) return fitLine(filterSpans(view, state), width);
  if (view.message !== null)
    return fitLine([span(` ${oneLine(view.message.text)}`, view.message.style)], width);
  if (state.overlay !== null) {
    return fitLine([span(' Esc back   Up Down PgUp PgDn scroll   q quit', 'dim')], width);
  }
  if (state.view === 'path' && state.path.editing !== null) {
    const keys = ' Tab completes   Up Down chooses   Enter goes on   Esc ends typing';
    return fitLine([span(keys, 'dim')], width);
  }
  const shorts = keyTable.flatMap(({ label, short }) => {
    if (short === null) return [];
    const key = label.split(' ')[0] ?? label;
    return [span(` ${key}`, 'strong'), span(` ${short} `, 'dim')];
  });
  const { filter } = tableOf(state, currentTable(state));
  const clear = filter === '' ? [] : [span(' Esc', 'strong'), span(' all rows ', 'dim')];
  return fitLine([...clear, ...shorts], width);
}

function filterSpans(view: View, state: State): Span[] {
  const name = currentTable(state);
  const table = tableOf(state, name);
  const pane = paneOf(view, name, state);
  const arranged = pane === null ? null : arrange(pane, table);
  const found = arranged?.rows.length ?? 0;
  const count = `${found} of ${formatCount(pane?.rows.length ?? 0, 'row')}`;
  const error = arranged?.error ?? null;
  return [
    span(' filter: '),
    span(table.filter, 'strong'),
    span('_', 'selected'),
    error === null
      ? span(`  ${count}   Enter keeps, Esc clears`, 'dim')
      : span(`  ${error.replace(/^bad --filter /, '')}`, 'warn'),
  ];
}
