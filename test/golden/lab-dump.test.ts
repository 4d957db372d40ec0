// The recording that scripts/demo plays where there is no root or no BPF: a dump of the lab, made by
// scripts/lab up && scripts/lab traffic start && scripts/lab kmscope dump -O FILE.json.gz
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { reasons } from '../../src/explain/explanation.ts';
import { runKmscope } from '../support/run-kmscope.ts';

const file = fileURLToPath(new URL('lab-dump.json.gz', import.meta.url));
const kmscope = (...args: string[]) => runKmscope([...args, '--file', file]);

describe('the recorded lab', () => {
  it.each([
    ['status', 'dual-engine'],
    ['connections', 'SERVICE_WAYPOINT'],
    ['pods', 'half: cookie only'],
    ['weights', 'decided by the waypoint'],
    ['explain --from default/netutils --to fortio.default:80', '10.244.0.13:15019'],
  ])('%s', (command, expected) => {
    const result = kmscope(...command.split(' '));
    expect([result.status, result.stderr]).toEqual([0, '']);
    expect(result.stdout).toContain(expected);
  });

  it('has the connections of the scenario, each with a verdict that fits its reason', () => {
    const { complete, items } = JSON.parse(kmscope('connections', '-o', 'json').stdout);
    expect(complete).toBe(true);
    expect(items.length).toBeGreaterThan(50);
    for (const { verdict, reason } of items) {
      expect(reasons[reason as keyof typeof reasons].verdict).toBe(verdict);
    }
    const found = new Set(items.map((item: { reason: string }) => item.reason));
    for (const reason of ['LOAD_BALANCED', 'NO_ENDPOINTS', 'BACKEND_MISSING', 'NOT_ENABLED']) {
      expect(found).toContain(reason);
    }
  });
});
