import { describe, expect, it } from 'vitest';
import type { View } from '../../../src/dashboard/bar-lines.ts';
import type { Size } from '../../../src/dashboard/layout.ts';
import { initialState } from '../../../src/dashboard/state.ts';
import { lineWidth } from '../../../src/dashboard/text.ts';
import {
  connectionsPane,
  press,
  screenText,
  servicesPane,
  styled,
  takenAt,
  viewOf,
} from './shown.ts';

const sizes = { '60x15': [60, 15], '80x24': [80, 24], '200x50': [200, 50] } as const;
const size = (name: keyof typeof sizes) => ({ columns: sizes[name][0], rows: sizes[name][1] });
const small = size('80x24');

const empty = {
  kind: 'empty',
  why: 'no pod on this node is enabled for Kmesh',
  hint: 'label a namespace or pod with istio.io/dataplane-mode=Kmesh',
} as const;
const unreadable = {
  kind: 'unreadable',
  what: 'cannot load the BPF iterator: EPERM (operation not permitted)',
  hint: 'needs CAP_BPF and CAP_PERFMON',
} as const;

const views: Readonly<Record<string, View>> = {
  'no-rows': viewOf(servicesPane(0, empty), connectionsPane(0, empty)),
  'one-row': viewOf(servicesPane(1), connectionsPane(1)),
  'thousand-rows': viewOf(servicesPane(1000), connectionsPane(1000)),
  unreadable: viewOf(servicesPane(2), connectionsPane(0, unreadable), {
    tier: 0,
    problemCount: 2,
  }),
};

describe('frames', () => {
  for (const [name, view] of Object.entries(views)) {
    for (const sizeName of Object.keys(sizes) as (keyof typeof sizes)[]) {
      it(`${name} at ${sizeName} looks as it did`, async () => {
        const text = screenText(press({ view, size: size(sizeName) }).frame);
        await expect(text).toMatchFileSnapshot(`./frames/${name}-${sizeName}.txt`);
      });
    }
  }

  const thousand = viewOf(servicesPane(1000), connectionsPane(1000));
  const cases: readonly (readonly [string, View, readonly string[]])[] = [
    ['filter', thousand, ['/', '8', '0', '0', '7']],
    ['filter-without-match', thousand, ['/', 'x', 'y', 'enter']],
    ['filtered-services', thousand, ['tab', '/', '9', '-', 'b', 'enter']],
    ['paused', thousand, ['p']],
    ['help', thousand, ['?']],
    ['detail', thousand, ['down', 'enter', 'down', 'down']],
    ['moved-to-end', thousand, ['end', 'up']],
    ['recording', viewOf(servicesPane(1), connectionsPane(1), { isLive: false }), []],
    ['not-read-yet', { model: null, failure: null, now: takenAt }, []],
  ];
  for (const [name, view, keys] of cases) {
    it(`${name} looks as it did`, async () => {
      const text = screenText(press({ view, size: small }, ...keys).frame);
      await expect(text).toMatchFileSnapshot(`./frames/${name}.txt`);
    });
  }

  const failure = {
    message: 'cannot find Kmesh: nothing of it is pinned',
    hint: 'is the daemon running?',
    since: new Date('2026-01-31T11:59:58.000Z'),
  };
  it('says what would help when the node was never read', async () => {
    const view = { model: null, failure, now: takenAt };
    const text = screenText(press({ view, size: small }).frame);
    await expect(text).toMatchFileSnapshot('./frames/cannot-read.txt');
  });

  it('keeps the old rows when the node cannot be read any more', async () => {
    const view = { ...viewOf(servicesPane(1), connectionsPane(2)), failure };
    const text = screenText(press({ view, size: small }).frame);
    await expect(text).toMatchFileSnapshot('./frames/cannot-read-any-more.txt');
  });

  it('draws with ASCII alone when that is wanted', async () => {
    const text = screenText(press({ view: thousand, size: small, ascii: true }).frame);
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    await expect(text).toMatchFileSnapshot('./frames/ascii.txt');
  });

  it('says that rows may be missing', () => {
    const warning = 'iteration of km_endpoint ended early';
    const view = viewOf(servicesPane(1, { kind: 'data', warning }), connectionsPane(1));
    expect(screenText(press({ view, size: small }).frame)).toContain(`! incomplete: ${warning}`);
  });
});

describe('every frame', () => {
  const keySets = [[], ['tab'], ['?'], ['enter'], ['/', 'x']];
  const all = Object.values(views).flatMap((view) => keySets.map((keys) => ({ view, keys })));
  const columnCounts = [60, 61, 79, 80, 119, 120, 159, 160, 200];

  it.each([15, 16, 19, 20, 24, 50])('covers the screen of %i rows, line by line', (rows) => {
    for (const columns of columnCounts) {
      for (const { view, keys } of all) expectCovered({ columns, rows }, view, keys);
    }
  });

  function expectCovered(of: Size, view: View, keys: readonly string[]): void {
    const { regions } = press({ view, size: of }, ...keys).frame;
    const area = regions.reduce((sum, { width, height }) => sum + width * height, 0);
    expect(area).toBe(of.columns * of.rows);
    for (const { lines, height, width } of regions) {
      expect(lines.map(lineWidth)).toEqual(Array.from({ length: height }, () => width));
    }
  }

  it.each([
    [59, 24, 'kmscope needs 60x15, this is 59x24'],
    [80, 14, 'kmscope needs 60x15, this is 80x14'],
    [20, 5, 'kmscope needs 60x15…'],
    [1, 1, '…'],
  ])('is one line that says so at %ix%i', (columns, rows, expected) => {
    const view = viewOf(servicesPane(1), connectionsPane(1));
    expect(screenText(press({ view, size: { columns, rows } }).frame).trim()).toBe(expected);
  });
});

describe('what is loud', () => {
  const view = viewOf(servicesPane(3), connectionsPane(3));
  it('is PAUSED with the moment', () => {
    const { frame } = press({ view, size: small }, 'p');
    expect(styled(frame, 'alert')).toEqual([' PAUSED at 12:00:00Z ']);
  });

  it('is the selected row of the pane that has the keys', () => {
    const { frame } = press({ view, size: small }, 'down');
    expect(styled(frame, 'selected').join('')).toContain('fortio.default:8001');
    expect(styled(frame, 'selected').join('')).not.toContain('service-0');
  });

  it('only formats the rows that are seen', () => {
    let formatted = 0;
    const pane = connectionsPane(1000);
    const rows = pane.rows.map((row) => ({
      ...row,
      cells: (context: Parameters<typeof row.cells>[0]) => {
        formatted++;
        return row.cells(context);
      },
    }));
    press({ view: viewOf(servicesPane(0), { ...pane, rows }), size: small, state: initialState });
    expect(formatted).toBeLessThan(24);
  });
});
