// What holds for every frame, whatever it shows: each view, state, number of rows and size.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Frame, frame } from '../../../src/dashboard/frame.ts';
import { asciiGlyphs } from '../../../src/dashboard/glyphs.ts';
import type { PaneColumn } from '../../../src/dashboard/pane.ts';
import { initialState } from '../../../src/dashboard/state.ts';
import { visibleColumns } from '../../../src/dashboard/table-lines.ts';
import type { NodeSource } from '../../../src/raw/node-source.ts';
import { textWidth } from '../../../src/view/text-width.ts';
import { manyNode } from './many-node.ts';
import { nativeSampleNode } from './native-sample-node.ts';
import { sampleNode } from './sample-node.ts';
import { Dashboard, lineText, readAt } from './scene.ts';

const sizes = [
  { columns: 60, rows: 15 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 160, rows: 45 },
  { columns: 200, rows: 50 },
];
const views = ['1', '2', '3', '4', '5', '6', '7'];
const tables = views.filter((key) => key !== '4');
const refused = { tier: 0, missing: [{ needs: 'CAP_BPF', gives: 'live connections' }] } as const;
const unreadable = { unreadable: 'cannot load: EPERM', access: refused };

/** Names as nobody should choose them: of wide characters, long, and with controls in them. */
const oddNames = [
  '日本語のとても長い名前のサービス'.repeat(4),
  '\u001b[2J{bold}x',
  'a'.repeat(300),
];

/** As long as a cluster's name may be. */
const oddHost = `日本語\u001b[2J{bold}x${'a'.repeat(100)}`;

function oddNode(): NodeSource {
  return sampleNode({
    names: oddNames.map((name) => `Kubernetes//Pod/default/${name}`),
    namespaces: oddNames.map((hostName, index) => ({
      cookie: 4242n + BigInt(index),
      inode: 7 + index,
      pids: [100 + index],
      hostName,
      podUid: null,
      addresses: index === 0 ? ['10.244.0.5'] : [],
    })),
  });
}

const nodes: Readonly<Record<string, () => NodeSource>> = {
  'no row': () => manyNode(0),
  'one row': () => manyNode(1),
  '1,000 rows': () => manyNode(1000),
  '105,000 rows': () => manyNode(105_000, 10_000),
  'one of everything': () => sampleNode(),
  'odd names': oddNode,
  'connections that cannot be read': () => sampleNode(unreadable),
  'maps that cannot be read': () =>
    sampleNode({ ...unreadable, missing: ['km_service', 'km_manage'] }),
  'one of everything in kernel-native mode': () => nativeSampleNode({ daemon: 'down' }),
  'many listeners': () => nativeSampleNode({ listenerCount: 300 }),
  'no listener': () => nativeSampleNode({ isEmpty: true }),
  'odd names in kernel-native mode': () => nativeSampleNode({ host: oddHost }),
  'listeners that cannot be read': () => nativeSampleNode({ missing: ['km_listener'] }),
  'listeners read in part': () => nativeSampleNode({ incomplete: ['km_cluster'] }),
  'maps read in part': () => sampleNode({ incomplete: { km_endpoint: 'ended early' } }),
};
const names = Object.keys(nodes);
const dashboards = new Map<string, Dashboard>();

beforeAll(() => {
  for (const [name, make] of Object.entries(nodes)) {
    const node = make();
    const dashboard = new Dashboard().read(readAt(node, 0));
    dashboards.set(name, dashboard);
  }
  const hint = 'run as root, or with CAP_BPF and CAP_PERFMON, where the maps are pinned';
  const places = ['/sys/fs/bpf', '/proc/1/root/sys/fs/bpf'].map((path) => `  ${path}: not there`);
  const failure = { message: ['cannot find pinned maps:', ...places].join('\n'), hint };
  const failing = new Dashboard();
  const stuck = new Dashboard().read(readAt(sampleNode(), 0));
  for (const { session } of [failing, stuck]) session.fail(failure, new Date(0));
  dashboards.set('a node that was never read', failing);
  dashboards.set('a node that cannot be read any more', stuck);
}, 120_000);

function dashboardOf(name: string): Dashboard {
  const found = dashboards.get(name);
  if (found === undefined) throw new RangeError(`no node ${name}`);
  found.state = initialState();
  return found;
}

function framesInEachSize(dashboard: Dashboard): Frame[] {
  const scene = dashboard.scene();
  return sizes.map((size) => frame({ ...scene, size }));
}

/** The frame in each size, with and without Unicode. */
function framesOf(dashboard: Dashboard): Frame[] {
  const scene = dashboard.scene();
  const wide = { ...scene.state, isWide: true };
  return sizes.flatMap((size) => [
    frame({ ...scene, size }),
    frame({ ...scene, size, glyphs: asciiGlyphs }),
    frame({ ...scene, size, state: wide }),
  ]);
}

/** The rows of the screen: what each region and chart puts there, from the left. */
function screenRows({ size, regions, charts }: Frame): string[] {
  const blank = ({ width, height }: { readonly width: number; readonly height: number }) =>
    Array.from({ length: height }, () => ' '.repeat(width));
  const areas = [
    ...regions.map((region) => ({ ...region, texts: region.lines.map(lineText) })),
    ...charts.map((region) => ({ ...region, texts: blank(region) })),
  ].sort((a, b) => a.left - b.left);
  const rows = Array.from({ length: size.rows }, () => '');
  for (const { top, texts } of areas) {
    for (const [index, text] of texts.entries()) rows[top + index] += text;
  }
  return rows;
}

/** Escapes are the screen's business: a frame without any cannot be cut in the middle of one. */
const control = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;

function expectSound(drawn: Frame): void {
  const rows = screenRows(drawn);
  expect(rows).toHaveLength(drawn.size.rows);
  expect(rows.map(textWidth)).toEqual(rows.map(() => drawn.size.columns));
  expect(rows.filter((row) => control.test(row))).toEqual([]);
  for (const region of drawn.regions) expectBox(region);
  expect(rows[0]).toMatch(/^kmscope/);
  expect(rows[1]).toMatch(/ 1.* 2.* 3.* 4.* 5.* 6.* 7/);
  expect(rows.at(-1)).toMatch(/^ \S/);
}

/** What has a border has it on both sides of each line. */
function expectBox({ lines }: Frame['regions'][number]): void {
  const [first = '', ...rest] = lines.map(lineText);
  if (!/^[┌+]/.test(first)) return;
  const inner = rest.slice(0, -1);
  expect(inner.filter((line) => !/^([│|]).*\1$/s.test(line))).toEqual([]);
}

/** Whether the table has rows: its border then says which of them is selected, as `1/6`. */
function hasRows({ regions }: Frame): boolean {
  const main = regions.find(({ name }) => name === 'main');
  return / \d+\/\d+ [─-]/.test(lineText(main?.lines[0] ?? []));
}

/** The lines of the table that are marked as selected. */
function selectedLines({ regions }: Frame): string[] {
  const main = regions.find(({ name }) => name === 'main');
  return (main?.lines ?? []).map(lineText).filter((line) => /^[│|]>/.test(line));
}

const failed = ['a node that was never read', 'a node that cannot be read any more'];

describe.each([...names, ...failed])('with %s', (name) => {
  const keySets = [
    ...views.map((view) => [view]),
    ...views.map((view) => [view, 'enter']),
    ...views.map((view) => [view, '?']),
    ...[['t'], ['c'], ['b'], ['/', 'z', 'z'], ['/', '~'], ['s', 'S'], ['x', 'enter'], ['n']],
  ];

  it.each(keySets)('each row is full and no wider than the screen after %s %s %s', (...keys) => {
    const dashboard = dashboardOf(name).press(...keys);
    for (const drawn of framesOf(dashboard)) expectSound(drawn);
  });
});

describe.each(names)('the selected row of %s', (name) => {
  it.each(tables)('is on the screen in view %s, wherever it is', (view) => {
    const dashboard = dashboardOf(name).press(view);
    for (const key of ['home', 'down', 'pagedown', 'pagedown', 'up', 'end', 'up', 'pageup']) {
      for (const drawn of framesInEachSize(dashboard.press(key))) {
        expect(selectedLines(drawn)).toHaveLength(hasRows(drawn) ? 1 : 0);
      }
    }
  });
});

describe('the three states', () => {
  const bodyOf = (name: string, view: string) => dashboardOf(name).press(view).text();

  it.each(['1', '2', '3', '7'])('are told apart in view %s, with what would help', (view) => {
    expect(bodyOf('1,000 rows', view)).not.toContain('CANNOT READ');
    expect(bodyOf('no row', view)).not.toContain('CANNOT READ');
    const text = bodyOf('maps that cannot be read', view);
    expect(text).toContain('! CANNOT READ');
    expect(text).toMatch(/hint: \S/);
  });

  it.each(views)('say in view %s that the node was never read, and what would help', (view) => {
    const text = bodyOf('a node that was never read', view);
    expect(text).toContain('CANNOT READ THE NODE since');
    expect(text).toContain('hint: run as root');
  });
});

describe('columns', () => {
  const column = fc.record({
    key: fc.string(),
    title: fc.constant('T'),
    min: fc.integer({ min: 1, max: 30 }),
    grow: fc.integer({ min: 0, max: 3 }),
    align: fc.constantFrom('left' as const, 'right' as const),
    drop: fc.integer({ min: 0, max: 4 }),
    isWide: fc.constant(false),
  });
  const columns = fc.uniqueArray(column, { selector: ({ key }) => key, maxLength: 12 });
  const width = fc.integer({ min: 20, max: 220 });
  const keysOf = (all: readonly PaneColumn[], columnCount: number) =>
    visibleColumns(all, columnCount).map(({ key }) => key);

  it('go by their priority, and those without one never', () => {
    fc.assert(
      fc.property(columns, width, (all, columnCount) => {
        const kept = new Set(keysOf(all, columnCount));
        const dropped = all.filter(({ key }) => !kept.has(key));
        const stays = all.filter(({ key }) => kept.has(key)).map(({ drop }) => drop);
        for (const { drop } of dropped) {
          expect(drop).toBeGreaterThan(0);
          expect(drop).toBeGreaterThanOrEqual(Math.max(0, ...stays));
        }
      }),
    );
  });

  it('keep their order, and come back where there is more room', () => {
    fc.assert(
      fc.property(columns, width, fc.nat(50), (all, columnCount, more) => {
        const kept = keysOf(all, columnCount);
        expect(all.map(({ key }) => key).filter((key) => kept.includes(key))).toEqual(kept);
        expect(keysOf(all, columnCount + more)).toEqual(expect.arrayContaining(kept));
      }),
    );
  });
});
