// The charts of a frame as blessed-contrib's widgets, one for each name; loaded when the first chart is
// drawn, since the library is large.
import { createRequire } from 'node:module';
import type { Widgets } from 'blessed';
import type { Chart, ChartRegion } from './overview.ts';

type ChartWidget = Widgets.BlessedElement & {
  setData(data: unknown): void;
};
type Create = (options: Record<string, unknown>) => ChartWidget;

interface Kept {
  readonly widget: ChartWidget;
  readonly place: string;
  drawn: string;
  /** By performance.now(). */
  drawnAt: number;
}

/** A chart says little new in a shorter time, and costs more to draw than all the text. */
const leastMs = 5000;

export interface ChartWidgets {
  /** Puts these charts on the screen, and takes others away; false where nothing is different. */
  draw(charts: readonly ChartRegion[]): boolean;
}

/** The widgets of a screen. */
export function createChartWidgets(screen: Widgets.Screen): ChartWidgets {
  const kept = new Map<string, Kept>();
  return {
    draw: (charts) => {
      const names = new Set(charts.map(({ name }) => name));
      let isChanged = false;
      for (const [name, { widget }] of kept) {
        if (names.has(name)) continue;
        widget.destroy();
        kept.delete(name);
        isChanged = true;
      }
      for (const region of charts) {
        if (drawChart(screen, kept, region)) isChanged = true;
      }
      return isChanged;
    },
  };
}

function drawChart(screen: Widgets.Screen, kept: Map<string, Kept>, region: ChartRegion): boolean {
  const { name, chart, left, top, width, height } = region;
  const place = `${left} ${top} ${width} ${height}`;
  let known = kept.get(name);
  if (known !== undefined && known.place !== place) {
    known.widget.destroy();
    known = undefined;
  }
  if (known === undefined) {
    known = { widget: createWidget(region), place, drawn: '', drawnAt: Number.NEGATIVE_INFINITY };
    // Only then it has its canvas.
    screen.append(known.widget);
    kept.set(name, known);
  }
  const drawn = JSON.stringify(chart);
  const now = performance.now();
  if (known.drawn === drawn || now - known.drawnAt < leastMs) return false;
  known.drawn = drawn;
  known.drawnAt = now;
  (known.widget as unknown as { setLabel(text: string): void }).setLabel(` ${chart.title} `);
  known.widget.setData(dataOf(chart));
  return true;
}

function createWidget({ chart, left, top, width, height }: ChartRegion): ChartWidget {
  return contrib().line({
    left,
    top,
    width,
    height,
    border: { type: 'line' },
    style: { border: { fg: 'gray' }, text: 'white', baseline: 'white' },
    label: ` ${chart.title} `,
    showLegend: false,
    xPadding: 2,
    xLabelPadding: 2,
    wholeNumbersOnly: true,
    // More of them than there are lines stand on each other.
    numYLabels: Math.max(2, Math.floor((height - 5) / 2)),
  });
}

/** Labels under the ends alone. */
function dataOf({ series, from, to }: Chart): unknown {
  return series.map(({ title, color, values }) => ({
    title,
    style: { line: color },
    x: values.map((_, index) => {
      if (index === 0) return from;
      return index === values.length - 1 ? to : ' ';
    }),
    y: [...values],
  }));
}

let library: { readonly line: Create } | undefined;

function contrib() {
  library ??= createRequire(import.meta.url)('blessed-contrib') as NonNullable<typeof library>;
  return library;
}
