import { describe, expect, it } from 'vitest';
import { listChanges } from '../../../src/cli/connection-changes.ts';
import type { ConnectionItem } from '../../../src/view/items/connection.ts';
import { fortioNode, fortioParts } from '../../golden/fortio-node.ts';
import { runCli } from '../../golden/run-cli.ts';

const [first, ...others] = fortioParts.sockets ?? [];

/** The node's sockets at each reading. */
function readings(...sockets: readonly NonNullable<typeof fortioParts.sockets>[]) {
  let round = 0;
  return () => fortioNode({ sockets: sockets[Math.min(round++, sockets.length - 1)] ?? [] });
}

describe('connections --watch', () => {
  it('streams what changed with -o jsonl', async () => {
    const openNode = readings([...others], first === undefined ? [] : [first, ...others.slice(1)]);
    const words = ['connections', '--watch', '-o', 'jsonl', '--interval', '1', '--timeout', '2'];
    const waits: number[] = [];
    const { status, out } = await runCli(words, { openNode, onSleep: (ms) => waits.push(ms) });
    expect(status).toBe(0);
    expect(waits).toEqual([1000, 1000]);
    const changes = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { change: string });
    expect(changes.map(({ change }) => change)).toEqual([
      ...others.map(() => 'added'),
      'removed',
      'added',
    ]);
    expect(changes.at(-1)).toMatchObject({ verdict: 'waypoint', pod: 'default/netutils' });
  });

  it('prints table after table off a terminal', async () => {
    const { out } = await runCli('connections --watch --interval 1 --timeout 1'.split(' '));
    expect(out.match(/2026-01-31T12:00:00\.000Z: 9 connections/g)).toHaveLength(2);
  });

  it('redraws within a terminal of 80x24', async () => {
    const words = 'connections --watch --interval 1 --timeout 1'.split(' ');
    const { out } = await runCli(words, { isTerminal: true });
    const frames = out.split('\u001b[H').slice(1);
    expect(frames).toHaveLength(2);
    for (const frame of frames) {
      const lines = frame.split('\n');
      expect(lines.length).toBeLessThanOrEqual(24);
      for (const line of lines)
        expect(line.replace('\u001b[K', '').replace('\u001b[J', '').length).toBeLessThanOrEqual(80);
    }
  });

  it('says a problem once, not at every reading', async () => {
    const openNode = () => fortioNode({ unreadable: 'EPERM' });
    const words = 'connections --watch --interval 1 --timeout 3'.split(' ');
    const { err, status } = await runCli(words, { openNode });
    expect(status).toBe(5);
    expect(err.match(/NAMESPACES_UNREADABLE/g)).toHaveLength(1);
  });
});

describe('listChanges', () => {
  const item = {
    netnsCookie: '1',
    socketCookie: '2',
    ageMs: 5,
    verdict: 'endpoint',
  } as ConnectionItem;
  it('an older connection has not changed', () => {
    expect(listChanges([item], [{ ...item, ageMs: 9000 }])).toEqual([]);
  });
  it('another verdict is a change', () => {
    const changed = { ...item, stale: true };
    expect(listChanges([item], [changed])).toEqual([{ change: 'changed', ...changed }]);
  });
});
