// The last minutes in one line of figures, or as charts.
import type { Verdict } from '../explain/explanation.ts';
import type { Glyphs } from './glyphs.ts';
import type { Area } from './layout.ts';
import { sparklineFromZero } from './sparkline.ts';
import { fitLine, type Line, type Span, span } from './text.ts';
import { verdictCell, verdictMix } from './verdict-words.ts';
import type { Figures, View } from './view.ts';

/** A line chart as plain data: the screen draws it. */
export interface Chart {
  readonly title: string;
  readonly series: readonly {
    readonly title: string;
    readonly color: ChartColor;
    readonly values: readonly number[];
  }[];
  /** Under the first and the last value. */
  readonly from: string;
  readonly to: string;
}

export type ChartColor = 'green' | 'yellow' | 'cyan' | 'red';

export interface ChartRegion extends Area {
  readonly name: string;
  readonly chart: Chart;
}

const sparkWidth = 20;

/** Connection rate, verdict mix and what kmscope itself takes, in one line. */
export function overviewLine(view: View, width: number, glyphs: Glyphs): Line {
  const { trend, model, figures } = view;
  const rates = trend.samples.flatMap(({ openedPerSecond: rate }) => (rate === null ? [] : [rate]));
  const last = rates.at(-1);
  const line: Span[] = [span(' new ', 'dim')];
  if (last === undefined) line.push(span('- /s '));
  else {
    line.push(span(`${formatRate(last)}/s `));
    line.push(span(sparklineFromZero(rates.slice(-sparkWidth), glyphs), 'info'), span(' '));
  }
  const verdicts = model?.connections.map(({ verdict }) => verdict) ?? [];
  const none = model?.openCounts === null ? 'not known' : 'none';
  line.push(span(' verdicts ', 'dim'), span(verdictMix(verdicts) || none));
  if (figures !== null) line.push(span('  self ', 'dim'), span(selfWords(figures)));
  return fitLine(line, width);
}

/** What kmscope itself takes: `cpu 1.2%, 92 MB`. */
function selfWords({ cpuPercent, memoryBytes }: Figures): string {
  const cpu = cpuPercent === null ? 'cpu -' : `cpu ${cpuPercent.toFixed(1)}%`;
  return `${cpu}, ${Math.round(memoryBytes / 2 ** 20)} MB`;
}

function formatRate(rate: number): string {
  return rate >= 10 ? String(Math.round(rate)) : rate.toFixed(1);
}

export interface Charts {
  readonly charts: readonly ChartRegion[];
  /** Where the verdicts of now stand beside them. */
  readonly verdicts: Area;
}

const verdictsWidth = 38;

/** Side by side: rates over time, open connections over time, and room for the verdicts of now. */
export function overviewCharts(view: View, area: Area): Charts {
  const width = Math.floor((area.width - verdictsWidth) / 2);
  const place = (left: number, columns: number) => ({ ...area, left, width: columns });
  return {
    charts: [
      { name: 'rates', ...place(0, width), chart: rateChart(view) },
      { name: 'open', ...place(width, width), chart: openChart(view) },
    ],
    verdicts: place(2 * width, area.width - 2 * width),
  };
}

const chartedSamples = 60;

function rateChart({ trend, now }: View): Chart {
  const samples = trend.samples.slice(-chartedSamples);
  const rates = samples.filter(({ openedPerSecond }) => openedPerSecond !== null);
  const last = rates.at(-1)?.openedPerSecond ?? null;
  return {
    title: `connections per second: ${last === null ? '-' : `${formatRate(last)} new`}`,
    series: [
      {
        title: 'new',
        color: 'green',
        values: rates.map(({ openedPerSecond }) => openedPerSecond ?? 0),
      },
      {
        title: 'closed',
        color: 'yellow',
        values: rates.map(({ closedPerSecond }) => closedPerSecond ?? 0),
      },
    ],
    ...ends(rates[0]?.at, now),
  };
}

function openChart({ trend, now }: View): Chart {
  const samples = trend.samples.slice(-chartedSamples);
  const of = (wanted: readonly Verdict[]) =>
    samples.map(({ verdicts }) =>
      wanted.reduce((sum, verdict) => sum + (verdicts.get(verdict) ?? 0), 0),
    );
  const redirected = of(['endpoint', 'waypoint', 'dns-proxy']);
  const left = of(['fallthrough', 'unmanaged', 'ignored']);
  return {
    title: `open: ${redirected.at(-1) ?? 0} redirected, ${left.at(-1) ?? 0} left alone`,
    series: [
      { title: 'redirected', color: 'cyan', values: redirected },
      { title: 'left', color: 'red', values: left },
    ],
    ...ends(samples[0]?.at, now),
  };
}

function ends(first: number | undefined, now: Date) {
  const seconds = first === undefined ? 0 : Math.round((now.getTime() - first) / 1000);
  return { from: `-${seconds}s`, to: 'now' };
}

/** The open connections by verdict, most first, each with a bar. */
export function verdictLines({ trend }: View, width: number, { barFull }: Glyphs): Line[] {
  const counts = trend.samples.at(-1)?.verdicts ?? new Map<Verdict, number>();
  const most = Math.max(0, ...counts.values());
  const room = Math.max(1, width - 22);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([verdict, count]) => {
      const { text, style } = verdictCell({ verdict, known: 'observed', stale: false });
      const bar = barFull.repeat(Math.max(1, Math.round((count / most) * room)));
      return [span(` ${text.padEnd(14)}${String(count).padStart(5)} `, style), span(bar, style)];
    });
}
