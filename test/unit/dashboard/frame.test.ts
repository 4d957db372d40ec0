import { beforeAll, describe, expect, it } from 'vitest';
import type { Size } from '../../../src/dashboard/layout.ts';
import { lineWidth } from '../../../src/dashboard/text.ts';
import type { NodeSource } from '../../../src/raw/node-source.ts';
import { manyNode } from './many-node.ts';
import { nativeSampleNode } from './native-sample-node.ts';
import { sampleNode, sampleParts } from './sample-node.ts';
import { Dashboard, figures, readAt, styled } from './scene.ts';

const sizes = ['60x15', '80x24', '120x40', '160x45', '200x50'] as const;
const sizeOf = (name: string): Size => {
  const [columns = 0, rows = 0] = name.split('x').map(Number);
  return { columns, rows };
};
const small = sizeOf('80x24');

const refused = { tier: 0, missing: [{ needs: 'CAP_BPF', gives: 'live connections' }] } as const;
const unreadable = () => sampleNode({ unreadable: 'cannot load: EPERM', access: refused });

const nodes: Readonly<Record<string, () => NodeSource>> = {
  'nothing-there': () => manyNode(0),
  'one-row': () => manyNode(1),
  'thousand-rows': () => manyNode(1000),
  'full-map': () => manyNode(105_000, 10_000),
  unreadable,
};
const read = new Map<string, NodeSource>();

beforeAll(() => {
  for (const [name, make] of Object.entries(nodes)) read.set(name, make());
}, 60_000);

const nodeOf = (name: string): NodeSource => {
  const node = read.get(name);
  if (node === undefined) throw new RangeError(`no node ${name}`);
  return node;
};

describe('frames', () => {
  for (const name of Object.keys(nodes)) {
    for (const size of sizes) {
      it(`the tables of ${name} at ${size} look as they did`, async () => {
        const dashboard = new Dashboard({ size: sizeOf(size) }).read(readAt(nodeOf(name), 0));
        const tables = ['1', '2', '3', '5', '6', '7'].map((key) =>
          dashboard.press(key, 'down').text(),
        );
        await expect(tables.join('\n')).toMatchFileSnapshot(`./frames/${name}-${size}.txt`);
      }, 60_000);
    }
  }

  const views: readonly (readonly [name: string, keys: readonly string[]])[] = [
    ['pods', ['3']],
    ['path-empty', ['4']],
    ['path-typing', ['4', 'enter', 'd', 'e', 'f', 'down']],
    ['path', ['down', 'e']],
    ['checks', ['5']],
    ['maps', ['6', 'down']],
    ['map-entries', ['6', '/', 'b', 'a', 'c', 'k', 'enter', 'enter']],
    ['events', ['7']],
    ['help', ['?']],
    ['help-end', ['?', 'end']],
    ['detail', ['enter', 'pagedown']],
    ['detail-hex', ['x', 'enter', 'end']],
    ['grouped-by-service', ['b', 'b']],
    ['wide', ['w']],
    ['numeric', ['n']],
    ['sorted', ['s', 'S']],
    ['filter', ['/', ...'verdict=waypoint']],
    ['filter-wrong', ['/', ...'nothing=1']],
    ['filter-without-match', ['/', 'z', 'z', 'enter']],
    ['paused', ['p']],
    ['command', ['/', ...'fallthrough', 'enter', 's', 'c']],
    ['changes', ['2', 'down', 't']],
  ];
  for (const size of ['80x24', '120x40', '200x50'] as const) {
    for (const [name, keys] of views) {
      it(`${name} at ${size} looks as it did`, async () => {
        const { sockets = [] } = sampleParts;
        const dashboard = new Dashboard({ size: sizeOf(size) }).read(
          readAt(sampleNode({ sockets: sockets.slice(0, -1) }), 0),
          readAt(sampleNode({ sockets: sockets.slice(1) }), 2),
        );
        const text = dashboard.press(...keys).text();
        await expect(text).toMatchFileSnapshot(`./frames/view-${name}-${size}.txt`);
      });
    }
  }

  const nativeViews: readonly (readonly [name: string, keys: readonly string[]])[] = [
    ['connections', ['1', 'down']],
    ['services', ['2', 'down', 'down']],
    ['services-wide', ['2', 'w']],
    ['services-filter', ['2', '/', ...'cluster~v1', 'enter']],
    ['services-listener', ['2', 'enter']],
    ['services-endpoint', ['2', 'down', 'enter']],
    ['path-typing', ['4', 'enter', 'a', 'n', 'y', 'enter', '1', 'down']],
    ['path', ['2', 'e']],
    ['path-end', ['2', 'e', 'end']],
    ['changes', ['2', 'down', 't']],
    ['command', ['2', '/', ...'v1', 'enter', 's', 'c']],
  ];
  for (const size of ['80x24', '120x40', '200x50'] as const) {
    for (const [name, keys] of nativeViews) {
      it(`${name} of kernel-native mode at ${size} looks as it did`, async () => {
        const dashboard = new Dashboard({ size: sizeOf(size) }).read(
          readAt(nativeSampleNode({ daemon: 'down', weights: [80, 20] }), 0),
          readAt(nativeSampleNode({ daemon: 'down' }), 2),
        );
        const text = dashboard.press(...keys).text();
        await expect(text).toMatchFileSnapshot(`./frames/native-${name}-${size}.txt`);
      });
    }
  }

  it('say what would help when the node was never read', async () => {
    const dashboard = new Dashboard({ size: small });
    expect(dashboard.text()).toContain('reading the node');
    const failure = { message: 'cannot find Kmesh: nothing of it is pinned', hint: 'is it there?' };
    dashboard.session.fail(failure, new Date('2026-01-31T11:59:58.000Z'));
    expect(dashboard.text()).toContain('CANNOT READ THE NODE since 11:59:58Z, still trying');
    expect(dashboard.text()).toContain('hint: is it there?');
  });

  it('keep the old rows when the node cannot be read any more', () => {
    const dashboard = new Dashboard({ size: small }).read(readAt(sampleNode(), 0));
    const failure = { message: 'cannot open the pinned maps', hint: null };
    dashboard.session.fail(failure, new Date('2026-01-31T12:00:02.000Z'));
    expect(dashboard.line(2)).toContain('CANNOT READ since 12:00:02Z, still trying: cannot open');
    expect(dashboard.text()).toContain('fortio.default:8080');
    dashboard.read(readAt(sampleNode(), 4));
    expect(dashboard.text()).not.toContain('CANNOT READ');
  });

  it('are ASCII alone when that is wanted, in every view and without charts', () => {
    const nodes = [sampleNode(), nativeSampleNode()];
    const wishes = ['80x24', '200x50'].flatMap((size) =>
      nodes.map((node) => ({ size: sizeOf(size), node })),
    );
    for (const { size, node } of wishes) {
      const dashboard = new Dashboard({ size, ascii: true }).read(readAt(node, 0), readAt(node, 2));
      for (const key of ['1', '2', '3', '4', '5', '6', '7', '?']) {
        expect(dashboard.press(key).text()).toMatch(/^[\n\x20-\x7e]*$/);
        expect(dashboard.frame().charts).toEqual([]);
      }
    }
  });

  it('say that rows may be missing', () => {
    const node = sampleNode({ incomplete: { km_endpoint: 'ended early' } });
    const dashboard = new Dashboard({ size: small }).read(readAt(node, 0)).press('2');
    expect(dashboard.text()).toContain('! incomplete: ended early');
  });

  it('have charts where there is room, until they are not wanted', () => {
    const dashboard = new Dashboard({ size: sizeOf('120x40') }).read(readAt(sampleNode(), 0));
    expect(dashboard.frame().charts.map(({ name }) => name)).toEqual(['rates', 'open']);
    expect(dashboard.press('o').frame().charts).toEqual([]);
  });
});

describe('the three states', () => {
  it.each(['1', '2', '3', '6', '7'])('never look alike in view %s', (key) => {
    const of = (node: NodeSource) =>
      new Dashboard({ size: small }).read(readAt(node, 0)).press(key).text();
    const data = of(sampleNode());
    expect(data).not.toContain('CANNOT READ');
    const missing = sampleNode({
      unreadable: 'cannot load: EPERM',
      access: refused,
      missing: ['km_service', 'km_manage'],
    });
    expect(of(missing).includes('CANNOT READ')).toBe(key !== '6');
    expect(of(manyNode(0))).not.toContain('CANNOT READ');
  });
});

describe('the daemon', () => {
  const states = ['up', 'down', 'unknown'] as const;
  const frameOf = (state: (typeof states)[number], size: string) => {
    const daemon = { state, pid: null, reason: null };
    return new Dashboard({ size: sizeOf(size) }).read(readAt(sampleNode({ daemon }), 0));
  };

  it.each(['80x24', '120x40', '200x50'])('is up, DOWN or not known at %s', (size) => {
    const words = states.map((state) => /daemon \S+/.exec(frameOf(state, size).line(0))?.[0]);
    expect(words).toEqual(['daemon up', 'daemon DOWN', 'daemon ?']);
  });

  it('that is down is told where there is room for little else', () => {
    const daemon = { state: 'down', pid: null, reason: null } as const;
    const node = sampleNode({ daemon, origin: 'recorded' });
    const narrow = new Dashboard({ size: sizeOf('60x15') }).read(readAt(node, 0));
    expect(narrow.line(0)).toContain('daemon DOWN  dual-engine');
    expect(frameOf('down', '80x24').press('p').line(0)).toMatch(/daemon DOWN .* PAUSED at/);
    expect(styled(frameOf('down', '80x24').frame(), 'bad')).toContain('daemon DOWN');
  });

  describe.each(['worker-1', 'gke-production-pool-7f3d9c-worker.europe-west1.internal'])(
    'that is down on %s',
    (name) => {
      const stretched = { ...figures, intervalMs: 12_500, isStretched: true };
      const node = (mode: string): NodeSource => {
        const down = { state: 'down', pid: null, reason: null } as const;
        const source =
          mode === 'kernel-native'
            ? nativeSampleNode({ daemon: 'down' })
            : sampleNode({ daemon: down });
        return { ...source, node: { ...source.node, name } };
      };

      it.each([
        ['kernel-native', []],
        ['kernel-native', ['p']],
        ['dual-engine', []],
        ['dual-engine', ['p']],
      ])('is told at 80x24 together with %s mode after the keys %j', (mode, keys) => {
        const dashboard = new Dashboard({ size: small, figures: stretched }).read(
          readAt(node(mode), 0),
        );
        const line = dashboard.press(...keys).line(0);
        expect(line).toContain('daemon DOWN');
        expect(line).toContain(mode);
        expect(line).toContain(keys.length === 0 ? 'every 12.5 s (budget)' : 'PAUSED at');
      });
    },
  );

  it('that is down leaves of a long name its ends', () => {
    const source = nativeSampleNode({ daemon: 'down' });
    const long = { ...source.node, name: 'production-pool-7f3d9c-worker-17-europe-west' };
    const dashboard = new Dashboard({ size: small }).read(readAt({ ...source, node: long }, 0));
    expect(dashboard.line(0)).toMatch(
      /^kmscope {2}production\S*…\S*west {2}daemon DOWN {2}kernel-/,
    );
  });
});

describe('every frame', () => {
  const views = ['1', '2', '3', '4', '5', '6', '7'];
  const keySets = [
    ...views.map((view) => [view]),
    ...views.map((view) => [view, 'enter']),
    ...[['?'], ['/', 'x'], ['w'], ['2', 't']],
  ];
  const columnCounts = [60, 61, 79, 80, 119, 120, 159, 160, 200];

  it.each([15, 16, 19, 20, 24, 35, 36, 50])('covers a screen of %i rows, line by line', (rows) => {
    for (const node of [sampleNode(), unreadable(), nodeOf('nothing-there'), nativeSampleNode()]) {
      for (const columns of columnCounts) {
        for (const keys of keySets) expectCovered({ columns, rows }, readAt(node, 0), keys);
      }
    }
  });

  function expectCovered(of: Size, node: NodeSource, keys: readonly string[]): void {
    const { regions, charts } = new Dashboard({ size: of })
      .read(node)
      .press(...keys)
      .frame();
    const areas = [...regions, ...charts];
    const area = areas.reduce((sum, { width, height }) => sum + width * height, 0);
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
    const dashboard = new Dashboard({ size: { columns, rows } }).read(readAt(sampleNode(), 0));
    expect(dashboard.text().trim()).toBe(expected);
  });
});

describe('what is loud', () => {
  it('is PAUSED with the moment', () => {
    const dashboard = new Dashboard().read(readAt(sampleNode(), 0)).press('p');
    expect(styled(dashboard.frame(), 'alert')).toEqual([' PAUSED at 12:00:00Z 1/1, p: live ']);
  });

  it('is the selected row, and the view that it is in', () => {
    const dashboard = new Dashboard().read(readAt(sampleNode(), 0)).press('down');
    const selected = styled(dashboard.frame(), 'selected').join('');
    expect(selected).toContain(' 1 Connections ');
    expect(selected).toContain('plain.default:80');
    expect(selected).not.toContain('fortio.default');
  });

  it('is that the budget stretches the interval', () => {
    const stretched = { intervalMs: 6700, isStretched: true, cpuPercent: 3, memoryBytes: 1 << 20 };
    const dashboard = new Dashboard({ figures: stretched }).read(readAt(sampleNode(), 0));
    expect(styled(dashboard.frame(), 'warn')).toContain('every 6.7 s (budget)');
  });
});

describe('a full map', () => {
  it('has its last endpoint at its end, drawn as any other', () => {
    const dashboard = new Dashboard().read(readAt(nodeOf('full-map'), 0)).press('2', 'end');
    expect(dashboard.text()).toContain('106050/106050');
  });
});
