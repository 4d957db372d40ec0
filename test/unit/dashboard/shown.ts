// Models and frames for the dashboard's tests: rows as plain as they can be.
import type { View } from '../../../src/dashboard/bar-lines.ts';
import type { Frame } from '../../../src/dashboard/frame.ts';
import { frame, shownBy } from '../../../src/dashboard/frame.ts';
import { asciiGlyphs, unicodeGlyphs } from '../../../src/dashboard/glyphs.ts';
import type { Size } from '../../../src/dashboard/layout.ts';
import type { Model } from '../../../src/dashboard/model.ts';
import {
  cell,
  detailLine,
  type Pane,
  type PaneRow,
  type PaneStatus,
  workloadCell,
} from '../../../src/dashboard/pane.ts';
import {
  initialState,
  type Key,
  pressKey,
  type State,
  settle,
} from '../../../src/dashboard/state.ts';
import type { Line } from '../../../src/dashboard/text.ts';

export const takenAt = new Date('2026-01-31T12:00:00.000Z');
const data: PaneStatus = { kind: 'data', warning: null };

/** A pane of connections `c0`, `c1` … to as many ports. */
export function connectionsPane(count: number, status: PaneStatus = data): Pane {
  return {
    title: 'Connections',
    columns: [
      { key: 'pod', title: 'POD', min: 14, grow: 1, align: 'left', drop: 0 },
      { key: 'verdict', title: 'VERDICT', min: 12, grow: 0, align: 'left', drop: 0 },
      { key: 'asked', title: 'ASKED FOR', min: 20, grow: 1, align: 'left', drop: 1 },
      { key: 'reason', title: 'REASON', min: 40, grow: 0, align: 'left', drop: 2 },
      { key: 'age', title: 'AGE', min: 6, grow: 0, align: 'right', drop: 0 },
    ],
    rows: Array.from({ length: count }, (_, index) => connectionRow(index)),
    count,
    status,
  };
}

function connectionRow(index: number): PaneRow {
  const asked = `fortio.default:${8000 + index}`;
  const isEven = index % 2 === 0;
  return {
    id: `c${index}`,
    parent: null,
    searchText: () => `default/netutils ${asked} ${isEven ? 'waypoint' : 'endpoint'}`,
    cells: () => ({
      pod: workloadCell('default/netutils'),
      verdict: isEven ? cell('waypoint', 'info') : cell('endpoint!', 'warn'),
      asked: cell(asked),
      reason: cell(isEven ? 'SERVICE_WAYPOINT' : 'LOAD_BALANCED'),
      age: cell(`${index}s`),
    }),
    detail: ({ arrow }) => [
      detailLine('path', `default/netutils ${arrow} ${asked}`, 'strong'),
      detailLine('verdict', isEven ? 'waypoint SERVICE_WAYPOINT' : 'endpoint LOAD_BALANCED'),
      detailLine('note', 'a note that is so long that it has to be broken '.repeat(3).trim()),
      ...Array.from({ length: 30 }, (_, step) => detailLine(null, `step ${step}`)),
    ],
  };
}

/** A pane of services `s0`, `s1` …, each with two endpoints. */
export function servicesPane(count: number, status: PaneStatus = data): Pane {
  const rows = Array.from({ length: count }, (_, index) => {
    const id = `s${index}`;
    const row = (own: string, name: string, parent: string | null): PaneRow => ({
      id: own,
      parent,
      searchText: () => name,
      cells: ({ glyphs }) => ({
        name: cell(parent === null ? name : `${glyphs.branch}${name}`),
        share: cell(parent === null ? '' : '50.0%'),
      }),
      detail: () => [detailLine('service', name, 'strong')],
    });
    return [
      row(id, `service-${index}.default`, null),
      row(`${id}/a`, `default/pod-${index}-a`, id),
      row(`${id}/b`, `default/pod-${index}-b`, id),
    ];
  });
  return {
    title: 'Services',
    columns: [
      { key: 'name', title: 'SERVICE', min: 20, grow: 1, align: 'left', drop: 0 },
      { key: 'share', title: 'SHARE', min: 6, grow: 0, align: 'right', drop: 0 },
    ],
    rows: rows.flat(),
    count,
    status,
  };
}

/** A view of the panes, two seconds old. */
export function viewOf(services: Pane, connections: Pane, more: Partial<Model> = {}): View {
  const model: Model = {
    takenAt,
    isLive: true,
    node: 'worker-1',
    mode: 'dual-engine',
    generation: 'v1.1',
    tier: 2,
    problemCount: 0,
    panes: { services, connections },
    ...more,
  };
  return { model, failure: null, now: new Date(takenAt.getTime() + 2000) };
}

export interface Drawn {
  readonly view: View;
  readonly size: Size;
  readonly state?: State;
  readonly ascii?: boolean;
}

/** The frame after the keys were pressed, and the state then. */
export function press(
  { view, size, state = initialState, ascii = false }: Drawn,
  ...keys: string[]
) {
  const glyphs = ascii ? asciiGlyphs : unicodeGlyphs;
  let current = settle(state, shownBy(state, view, size, glyphs));
  for (const name of keys) {
    current = pressKey(current, toKey(name), shownBy(current, view, size, glyphs));
  }
  return { state: current, frame: frame(current, view, size, glyphs) };
}

export function toKey(name: string): Key {
  return { name, text: name.length === 1 ? name : '' };
}

/** The frame as a terminal would show it. */
export function screenText({ size, regions }: Frame): string {
  const rows = Array.from({ length: size.rows }, () => '');
  const sorted = [...regions].sort((a, b) => a.left - b.left);
  for (const { top, lines } of sorted) {
    for (const [index, line] of lines.entries()) rows[top + index] += lineText(line);
  }
  return `${rows.map((row) => row.trimEnd()).join('\n')}\n`;
}

export function lineText(line: Line): string {
  return line.map(({ text }) => text).join('');
}

/** Styles and texts of the spans that are not plain. */
export function styled({ regions }: Frame, style: string): string[] {
  return regions.flatMap(({ lines }) =>
    lines.flatMap((line) => line.filter((part) => part.style === style).map(({ text }) => text)),
  );
}
