// The path view in kernel-native mode: the answer of `explain`, and what leads to it.
import { describe, expect, it } from 'vitest';
import { anyMapSet } from '../../../src/dashboard/session.ts';
import type { NodeSource } from '../../../src/raw/node-source.ts';
import { chooseMapSet } from '../../../src/snapshot/map-sets.ts';
import { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { pathLines } from '../../../src/view/path-lines.ts';
import { askPath } from '../../../src/view/request/ask-path.ts';
import { parseDestination } from '../../../src/view/request/resolve-destination.ts';
import { nativeSampleNode } from './native-sample-node.ts';
import { Dashboard, readAt } from './scene.ts';

/** No line of a path is broken. */
const large = { columns: 240, rows: 60 };

function dashboardOf(node: NodeSource = nativeSampleNode()): Dashboard {
  return new Dashboard({ size: large }).read(readAt(node, 0));
}

/** The lines that explain prints for the same question. */
function explainLines(node: NodeSource, to: string): string[] {
  const snapshot = new Snapshot(node, chooseMapSet(node, anyMapSet));
  const question = {
    from: { kind: 'any' },
    to: parseDestination(to),
    protocol: 'tcp',
    namespace: null,
    names: snapshot.names,
  } as const;
  return pathLines(askPath(snapshot, question).item);
}

describe('a typed question', () => {
  it('is answered with the very lines of explain', () => {
    const dashboard = dashboardOf().press(
      '4',
      'enter',
      ...'any',
      'enter',
      ...'10.96.0.3:80',
      'enter',
    );
    const shown = dashboard
      .text()
      .split('\n')
      .map((line) => line.slice(1, -1).trim());
    const expected = explainLines(nativeSampleNode(), '10.96.0.3:80');
    expect(expected.join('\n')).toContain('LOAD_BALANCED');
    expect(shown).toEqual(expect.arrayContaining(expected.map((line) => line.trim())));
  });

  it('is completed to the addresses of listeners', () => {
    const dashboard = dashboardOf().press(
      '4',
      'enter',
      ...'any',
      'enter',
      ...'0.4',
      'tab',
      'enter',
    );
    expect(dashboard.state.path).toMatchObject({ from: 'any', to: '10.96.0.4:80', editing: null });
  });

  it('takes the name of a service, completed to the hosts of the clusters', () => {
    const dashboard = dashboardOf().press(
      ...['4', 'enter', ...'any', 'enter', ...'for', 'tab', 'enter'],
    );
    expect(dashboard.state.path).toMatchObject({ to: 'fortio.default:80', editing: null });
    expect(dashboard.text()).toMatch(/91\.0% +endpoint +LOAD_BALANCED +10\.244\.1\.1:8080/);
    expect(dashboard.text()).toContain('note: fortio.default has more listeners of port 80');
  });

  it('that no listener answers is told with what is like it', () => {
    const dashboard = dashboardOf().press(
      ...['4', 'enter', ...'any', 'enter', ...'fortia.default:80', 'enter'],
    );
    expect(dashboard.text()).toMatch(
      /no listener leads to fortia\.default.*\n.*hint: .*fortio\.default/,
    );
  });

  it('says nothing of entries, which are not looked up again', () => {
    const dashboard = dashboardOf().press('2', 'e', 'end');
    expect(dashboard.text()).toContain('LOAD_BALANCED');
    expect(dashboard.text()).not.toContain('No map entry was hit');
  });

  it('tells what changed since it was asked first', () => {
    const dashboard = dashboardOf().press('2', 'e');
    dashboard.read(readAt(nativeSampleNode({ weights: [50, 50] }), 2));
    expect(dashboard.text()).toMatch(/endpoint LOAD_BALANCED .*: 91\.0% before, 51\.0% now/);
  });
});

describe('a connection', () => {
  it('lead to the path by the listener that leads there', () => {
    const dashboard = dashboardOf().press('1', '/', ...'10.244.1.1', 'enter', 'e');
    expect(dashboard.state.path).toMatchObject({ to: '10.96.0.1:80', editing: null });
    expect(dashboard.text()).toMatch(/select_tcp_weight_cluster/);
  });

  it('leave the destination to the user where several listeners lead there', () => {
    const dashboard = dashboardOf().press('1', '/', ...'10.244.1.9', 'enter', 'e');
    expect(dashboard.state.path).toMatchObject({ to: '', editing: 'to' });
    expect(dashboard.text()).toContain('10.96.0.4:80');
  });

  it('lead to the path by their own destination where no listener leads there', () => {
    const dashboard = dashboardOf().press('1', '/', ...'1.1.1.1', 'enter', 'e');
    expect(dashboard.state.path).toMatchObject({ to: '1.1.1.1:443', editing: null });
    expect(dashboard.text()).toContain('NO_LISTENER');
  });
});

describe('a listener', () => {
  it('lead to the path for the address of the listener', () => {
    for (const keys of [['2'], ['2', 'down']]) {
      const dashboard = dashboardOf().press(...keys, 'e');
      expect(dashboard.state.path).toMatchObject({ from: 'any', to: '10.96.0.1:80' });
      expect(dashboard.text()).toMatch(/91\.0% +endpoint +LOAD_BALANCED +10\.244\.1\.1:8080/);
    }
  });
});
