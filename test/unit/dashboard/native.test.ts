// The views in kernel-native mode.
import { describe, expect, it } from 'vitest';
import type { NodeSource } from '../../../src/raw/node-source.ts';
import { nativeSampleNode } from './native-sample-node.ts';
import { Dashboard, readAt } from './scene.ts';

const large = { columns: 200, rows: 50 };
const small = { columns: 80, rows: 24 };

function dashboardOf(node: NodeSource = nativeSampleNode(), size = large): Dashboard {
  return new Dashboard({ size }).read(readAt(node, 0));
}

/** The lines of the table, without its border. */
function rowsOf(dashboard: Dashboard): string[] {
  const main = dashboard.frame().regions.find(({ name }) => name === 'main');
  const lines = main?.lines.slice(1, -1) ?? [];
  return lines
    .map((line) =>
      line
        .map(({ text }) => text)
        .join('')
        .slice(1, -1)
        .trimEnd(),
    )
    .filter((text) => text.trim() !== '');
}

describe('connections', () => {
  it('are shown with their verdict, and by what they would go there now', () => {
    const dashboard = dashboardOf().press('1');
    expect(dashboard.text()).toMatch(/client .*\+ endpoint/);
    const detail = dashboard.press('/', ...'10.244.1.1', 'enter', 'enter').text();
    expect(detail).toMatch(/10\.96\.0\.1:80 by cluster outbound\|80\|v1/);
    expect(detail).toMatch(/path +client → 10\.244\.1\.1:8080 +[│|]/);
    expect(detail).toContain('not computed: what was asked for is not kept');
  });
});

describe('services', () => {
  it('are listeners, with their clusters below them and what each endpoint gets', () => {
    const rows = rowsOf(dashboardOf().press('2'));
    expect(rows[1]).toMatch(/^> 10\.96\.0\.1:80 .* 2 endpoints$/);
    expect(rows[2]).toMatch(
      /├ outbound\|80\|v1\|fortio\.default .* 90 +90\.0% +91\.0% +10\.244\.1\.1:8080 +2 /,
    );
    expect(rows[3]).toMatch(/└ outbound\|80\|v2\|fortio\.default .* 10\.0% +9\.0% .*:8080 +0 /);
  });

  it('tell routes that the programs do not run, and clusters that are missing', () => {
    const text = rowsOf(dashboardOf().press('2')).join('\n');
    expect(text).toMatch(/10\.96\.0\.2:80 80\/host .*\n.* 90\.0% +0% .* HTTP/);
    expect(text).toMatch(/outbound\|80\|\|ghost\.default .* 100% +0% +fallthrough .*MISSING/);
  });

  it('are filtered and sorted by the words of the command', () => {
    const filtered = dashboardOf().press('2', '/', ...'cluster~v1 enforced=91.0%', 'enter');
    expect(rowsOf(filtered).slice(1)).toEqual([
      expect.stringContaining('10.96.0.1:80'),
      expect.stringContaining('v1|fortio'),
    ]);
    expect(filtered.press('c').text()).toContain(
      "kmscope weights --filter 'cluster~v1 enforced=91.0%'",
    );
  });

  it('have the endpoints of the cluster in the detail, with why a share is another', () => {
    const detail = dashboardOf(nativeSampleNode(), small)
      .press('2', '/', ...'10.96.0.3', 'enter', 'down', 'enter')
      .text();
    expect(detail).toMatch(/100% declared, 50\.0% enforced, of new connections to 10\.96\.0\.3:80/);
    expect(detail).toMatch(/priorities of localities are +│\n│ +ignored/);
    expect(detail).toMatch(
      /100% +50\.0% +10\.244\.1\.8:8080 +0 .*\n.* 0% +50\.0% +10\.244\.1\.9:8080 +1/,
    );
    const whole = dashboardOf().press('2', 'enter').text();
    expect(whole).toMatch(
      /cluster +outbound\|80\|v1\|.*weight 90[\s\S]*outbound\|80\|v2\|.*weight 10/,
    );
  });

  it('say that nothing is there, or that it was not read, in words of their own', () => {
    const empty = dashboardOf(nativeSampleNode({ isEmpty: true }))
      .press('2')
      .text();
    expect(empty).toContain('the map km_listener has no entry');
    const missing = nativeSampleNode({ missing: ['km_listener'] });
    expect(dashboardOf(missing).press('2').text()).toContain('! CANNOT READ');
    const part = nativeSampleNode({ incomplete: ['km_cluster'] });
    expect(dashboardOf(part).press('2').text()).toContain('! incomplete: km_cluster went on');
  });

  it('do not know what is open where connections cannot be read', () => {
    const node = nativeSampleNode();
    const reason = 'cannot load: EPERM';
    const readStoredSockets = () => ({ sockets: [], complete: false, reason });
    const dashboard = dashboardOf({ ...node, readStoredSockets }).press('2', 'down');
    expect(rowsOf(dashboard)[2]).toMatch(/10\.244\.1\.1:8080 +- /);
    expect(dashboard.text()).toContain('not known: the connections could not be read');
  });
});

describe('what changed', () => {
  const changesOf = (before: NodeSource, now: NodeSource, ...keys: readonly string[]) =>
    new Dashboard({ size: large })
      .read(readAt(before, 0), readAt(now, 2))
      .press(...keys, 't')
      .text();

  it('is what an endpoint gets, of all listeners or of the one that is looked at', () => {
    const before = nativeSampleNode({ weights: [80, 20] });
    const change =
      /10\.244\.1\.1:8080: 80\.0% \(81\.0% enforced\) before, 90\.0% \(91\.0% enforced\) now/;
    const all = changesOf(before, nativeSampleNode(), '1');
    expect(all).toMatch(change);
    expect(all).toContain('0 connections opened, 0 closed, 4 open now');
    expect(changesOf(before, nativeSampleNode(), '2', 'down')).toMatch(change);
    const other = changesOf(before, nativeSampleNode(), '2', 'end');
    expect(other).toContain('nothing of 10.96.0.5:80 changed');
  });

  it('is that a listener is new or gone, and nothing where nothing did', () => {
    const more = nativeSampleNode({ listenerCount: 1 });
    expect(changesOf(nativeSampleNode(), more, '1')).toMatch(
      /10\.97\.0\.0:80.*\n.*\+ the listener is new/,
    );
    expect(changesOf(more, nativeSampleNode(), '1')).toMatch(
      /10\.97\.0\.0:80.*\n.*- the listener is gone/,
    );
    expect(changesOf(more, more, '1')).toContain('no listener and no share changed');
  });
});
