// The lines around the panes: what is looked at, how old it is, what is wrong, which keys there are.
import { formatAge, formatCount } from '../view/format.ts';
import { keyTable } from './keys.ts';
import type { Model } from './model.ts';
import { filterPane } from './pane.ts';
import type { State } from './state.ts';
import { fitLine, type Line, lineWidth, type Span, span } from './text.ts';

/** Why the node could not be read the last time, and since when. */
export interface Failure {
  readonly message: string;
  /** What would help, or null. */
  readonly hint: string | null;
  readonly since: Date;
}

export interface View {
  /** Null until the node was read once. */
  readonly model: Model | null;
  readonly failure: Failure | null;
  readonly now: Date;
}

/** Facts that fitLeft, from the left; age and PAUSED always, at the right. */
export function headerLine(state: State, view: View, width: number): Line {
  const right = ageSpans(state, view);
  const left: Span[] = [span('kmscope', 'strong')];
  for (const fact of facts(view.model)) {
    const longer = [...left, span('  '), fact];
    if (lineWidth(longer) + 2 + lineWidth(right) > width) break;
    left.push(span('  '), fact);
  }
  const gap = width - lineWidth(left) - lineWidth(right);
  return fitLine([...left, span(' '.repeat(Math.max(0, gap))), ...right], width);
}

function facts(model: Model | null): Span[] {
  if (model === null) return [];
  const { services, connections } = model.panes;
  const problems = formatCount(model.problemCount, 'problem');
  return [
    span(model.node ?? 'unnamed node'),
    span(`${model.mode} ${model.generation ?? 'of unknown version'}`),
    ...(model.problemCount === 0 ? [] : [span(`! ${problems}`, 'warn')]),
    span(`tier ${model.tier}`),
    span(formatCount(services.count, 'service')),
    span(formatCount(connections.count, 'connection')),
  ];
}

function ageSpans({ isPaused }: State, { model, now }: View): Span[] {
  if (model === null) return [];
  const { takenAt, isLive } = model;
  const ageMs = now.getTime() - takenAt.getTime();
  const old = ageMs < 1000 ? 'just read' : `${formatAge(ageMs)} old`;
  const age = isLive ? old : `recorded ${formatTime(takenAt, now)}`;
  return isPaused
    ? [span(` PAUSED at ${formatTime(takenAt, now)} `, 'alert'), span(` ${age}`)]
    : [span(age)];
}

/** `12:00:03Z`, with the date when that is another one. */
export function formatTime(time: Date, now: Date): string {
  const [date = '', clock = ''] = time.toISOString().split('T');
  const short = `${clock.slice(0, 8)}Z`;
  return now.toISOString().startsWith(date) ? short : `${date} ${short}`;
}

/** What goes between header and panes: that what is shown is old because the node cannot be read. */
export function noticeLine({ model, failure, now }: View, width: number): Line | null {
  if (model === null || failure === null) return null;
  const since = formatTime(failure.since, now);
  const hint = failure.hint === null ? '' : ` (${failure.hint})`;
  const text = ` CANNOT READ since ${since}, still trying: ${failure.message}${hint}`;
  return fitLine([span(text, 'alert')], width);
}

/** The keys that there are now, or the filter as it is typed with its count. */
export function footerLine(state: State, { model }: View, width: number): Line {
  if (state.isFiltering) return fitLine(filterSpans(state, model), width);
  if (state.overlay !== 'none') {
    const keys = 'Esc back   Up Down PgUp PgDn scroll   q quit';
    return fitLine([span(` ${keys}`, 'dim')], width);
  }
  const shorts = keyTable.flatMap(({ label, short }) => {
    if (short === null) return [];
    const key = label.split(' ')[0] ?? label;
    return [span(` ${key}`, 'strong'), span(` ${short}  `, 'dim')];
  });
  const { filter } = state.panes[state.focus];
  const clear = filter === '' ? [] : [span(' Esc', 'strong'), span(' all rows  ', 'dim')];
  return fitLine([...clear, ...shorts], width);
}

function filterSpans({ panes, focus }: State, model: Model | null): Span[] {
  const { filter } = panes[focus];
  const pane = model?.panes[focus];
  const found = pane === undefined ? 0 : filterPane(pane, filter).rows.length;
  const count = `${found} of ${formatCount(pane?.rows.length ?? 0, 'row')}`;
  return [
    span(` filter ${focus}: `),
    span(filter, 'strong'),
    span('_', 'selected'),
    span(`  ${count}   Enter keeps, Esc clears`, 'dim'),
  ];
}
