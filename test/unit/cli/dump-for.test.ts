// dump --for: what changes between readings stands in the dump, under the dump's own pseudonyms.
import { describe, expect, it } from 'vitest';
import { fortioNode } from '../../golden/fortio-node.ts';
import { runCli } from '../../golden/run-cli.ts';

/** A dump of a node that has no socket at the first `empty` readings. */
async function dumpAfter(empty: number, ...words: readonly string[]) {
  let opened = 0;
  const slept: number[] = [];
  const run = await runCli(['dump', ...words], {
    openNode: () => fortioNode(opened++ < empty ? { sockets: [] } : {}),
    onSleep: (ms) => slept.push(ms),
  });
  return { ...run, opened, slept, dump: JSON.parse(run.out) };
}

describe('dump --for', () => {
  it('reads each second, once more for the dump, and has what came', async () => {
    const { dump, opened, slept, status } = await dumpAfter(2, '--for', '3s');
    expect({ opened, slept, status }).toEqual({ opened: 5, slept: [1000, 1000, 1000], status: 0 });
    const came = dump.events.map(({ time, change, ...item }: Record<string, unknown>) => {
      expect([time, change]).toEqual(['2026-01-31T12:00:00.000Z', 'added']);
      return item;
    });
    expect(came).toEqual(dump.connections);
    expect(came.length).toBeGreaterThan(3);
  });

  it('has an empty list where nothing changes, and none where nothing was asked for', async () => {
    expect((await dumpAfter(0, '--for', '2')).dump.events).toEqual([]);
    expect((await dumpAfter(0)).dump).not.toHaveProperty('events');
  });

  it('gives events the pseudonyms of the rest of the dump', async () => {
    const { dump, out } = await dumpAfter(1, '--for', '1s', '--redact');
    const pods = dump.connections.map(({ pod }: { pod: string }) => pod);
    expect(dump.events.map(({ pod }: { pod: string }) => pod)).toEqual(pods);
    expect(out).not.toContain('netutils');
  });

  it.each(['x', '0.5s', '2h', '-1'])('refuses --for=%s', async (value) => {
    const { status, err } = await runCli(['dump', `--for=${value}`]);
    expect([status, err]).toEqual([2, expect.stringContaining('--for needs seconds from 1 to')]);
  });
});
