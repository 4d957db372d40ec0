// A live run that says something else than the kernel did is noticed.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { judgeLiveRun, type NativeLiveRun } from '../../scripts/vectors/native-live.ts';
import { readVectorFile } from '../../scripts/vectors/vector-file.ts';
import { nativeGenerations } from '../../src/kmesh/kernel-native/generation.ts';

const path = fileURLToPath(new URL('native-live.jsonl.gz', import.meta.url));
const runs: NativeLiveRun[] = [];
for await (const read of readVectorFile(path)) {
  if (read.kind === 'native-live' && read.run.kmesh.startsWith('ec501a98')) runs.push(read.run);
}

function failuresOf(scenario: string, position: number, change: object): number {
  const run = runs.find((candidate) => candidate.scenario.startsWith(scenario));
  const generation = nativeGenerations.main;
  if (run === undefined || generation === undefined) throw new Error(`no run ${scenario}`);
  const steps = run.steps.map((step, at) => (at === position ? { ...step, ...change } : step));
  expect(judgeLiveRun(run, generation).flatMap(({ failures }) => failures)).toEqual([]);
  return judgeLiveRun({ ...run, steps }, generation).flatMap(({ failures }) => failures).length;
}

describe('a live run', () => {
  it.each([
    ['of another endpoint', 'breaker max 2, cookie and', 0, { peer: ['10.244.200.10', 9002] }],
    ['of a socket without storage', 'breaker max 2, cookie and', 0, { cluster_sock: null }],
    ['of another cluster id', 'one socket: cluster id 7', 2, { cluster_sock: '07000000' }],
    ['of another list', 'cluster updated', 0, { km_cluster_eps: [] }],
    ['of a cache that was not deleted', 'cluster updated', 3, { op: 'nothing' }],
  ] as const)('%s is told', (_, scenario, position, change) => {
    expect(failuresOf(scenario, position, change)).toBeGreaterThan(0);
  });
});
