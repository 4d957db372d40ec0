// A dashboard without a terminal: readings go in, keys are pressed, and the frame is what is looked at.
import { type Frame, frame, type Scene, shownBy } from '../../../src/dashboard/frame.ts';
import { asciiGlyphs, unicodeGlyphs } from '../../../src/dashboard/glyphs.ts';
import type { Size } from '../../../src/dashboard/layout.ts';
import { pressKey, settle } from '../../../src/dashboard/press-key.ts';
import { anyMapSet, Session } from '../../../src/dashboard/session.ts';
import { initialState, type State } from '../../../src/dashboard/state.ts';
import type { Line } from '../../../src/dashboard/text.ts';
import type { Key } from '../../../src/dashboard/text-input.ts';
import type { Figures } from '../../../src/dashboard/view.ts';
import type { NodeSource } from '../../../src/raw/node-source.ts';

export const firstReading = new Date('2026-01-31T12:00:00.000Z');

/** The node as it is read `seconds` after the first reading. */
export function readAt(source: NodeSource, seconds: number): NodeSource {
  return { ...source, takenAt: () => new Date(firstReading.getTime() + seconds * 1000) };
}

export const figures: Figures = {
  intervalMs: 2000,
  isStretched: false,
  cpuPercent: 1.2,
  memoryBytes: 92 << 20,
};

export interface Wish {
  readonly size?: Size;
  readonly ascii?: boolean;
  readonly figures?: Figures | null;
}

export class Dashboard {
  readonly session = new Session({ wish: anyMapSet, words: [] });
  readonly #wish: Wish;
  #now = firstReading;
  state: State = initialState();

  constructor(wish: Wish = {}) {
    this.#wish = wish;
  }

  /** Takes readings in, each as old as it says. */
  read(...sources: readonly NodeSource[]): this {
    for (const source of sources) {
      const { figures: own = figures } = this.#wish;
      this.session.add({ open: () => source, bytes: 1000 }, own, this.state);
      this.#now = new Date(source.takenAt().getTime() + 500);
      this.state = settle(this.state, shownBy(this.scene()));
    }
    return this;
  }

  /** Presses keys by their names; what is longer than a letter and no key is typed letter by letter. */
  press(...names: readonly string[]): this {
    for (const name of names) {
      this.state = pressKey(this.state, toKey(name), shownBy(this.scene()));
      this.state = settle(this.state, shownBy(this.scene()));
    }
    return this;
  }

  type(text: string): this {
    return this.press(...text);
  }

  scene(): Scene {
    const { size = { columns: 80, rows: 24 }, ascii = false } = this.#wish;
    const glyphs = ascii ? asciiGlyphs : unicodeGlyphs;
    return { state: this.state, view: this.session.view(this.state, this.#now), size, glyphs };
  }

  frame(): Frame {
    return frame(this.scene());
  }

  text(): string {
    return screenText(this.frame());
  }

  line(row: number): string {
    return this.text().split('\n')[row] ?? '';
  }
}

export function toKey(name: string): Key {
  return { name, text: name.length === 1 ? name : '' };
}

/** The frame as a terminal would show it; a chart as its title and the numbers of its series. */
export function screenText({ size, regions, charts }: Frame): string {
  const rows = Array.from({ length: size.rows }, () => '');
  const areas = [
    ...regions,
    ...charts.map((region) => ({ ...region, lines: chartLines(region) })),
  ].sort((a, b) => a.left - b.left);
  for (const { top, lines } of areas) {
    for (const [index, line] of lines.entries()) rows[top + index] += lineText(line);
  }
  return `${rows.map((row) => row.trimEnd()).join('\n')}\n`;
}

function chartLines({ chart, width, height }: Frame['charts'][number]): Line[] {
  const words = [
    `[chart: ${chart.title}`,
    ...chart.series.map(({ title, values }) => ` ${title} ${values.slice(-8).join(' ')}`),
    ` ${chart.from} to ${chart.to}]`,
  ];
  return Array.from({ length: height }, (_, row) => [
    { text: (words[row] ?? '').slice(0, width).padEnd(width), style: 'plain' as const },
  ]);
}

export function lineText(line: Line): string {
  return line.map(({ text }) => text).join('');
}

/** Texts of the spans of a style. */
export function styled({ regions }: Frame, style: string): string[] {
  return regions.flatMap(({ lines }) =>
    lines.flatMap((line) => line.filter((part) => part.style === style).map(({ text }) => text)),
  );
}
