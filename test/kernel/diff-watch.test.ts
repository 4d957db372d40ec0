// diff --watch on a real node: what changes in the kernel's maps is printed, and Ctrl-C ends it with 0.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findBpftool } from '../../scripts/find-bpftool.ts';
import { services } from '../../scripts/lab-node/scenario.ts';
import { hostRoot, pinsDir } from '../../scripts/lab-node/state.ts';
import { down, up } from '../../scripts/lab-node/up-down.ts';
import { findPackageFile } from '../../src/kernel/package-file.ts';
import { describeOnKernel } from '../support/kernel.ts';
import { runKmscope } from '../support/run-kmscope.ts';

const echo = services.find((service) => service.name === 'echo')?.addresses[0] ?? '';
const key = [...echo.split('.'), ...new Array<string>(12).fill('0')];

function bpftool(...words: readonly string[]): void {
  const path = findBpftool();
  if (path === undefined) throw new Error('bpftool is missing: scripts/setup.sh installs it');
  const map = `${pinsDir}/bpf_kmesh_workload/map/km_frontend`;
  const [command = '', ...rest] = words;
  execFileSync(path, ['map', command, 'pinned', map, ...rest]);
}

describeOnKernel('diff', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kmscope-'));
    await up();
  });
  afterAll(async () => {
    await down();
    rmSync(folder, { recursive: true });
  });

  it('--watch prints what changes in the kernel and ends with 0 on Ctrl-C', async () => {
    const before = join(folder, 'before.json.gz');
    expect(runKmscope(['dump', '-O', before, '--host-root', hostRoot]).status).toBe(0);
    const words = ['diff', '--watch', '-o', 'jsonl', '--interval', '0.2', '--host-root', hostRoot];
    const main = findPackageFile('dist/src/main.js') ?? '';
    const watching = spawn(process.execPath, [main, ...words]);
    const ended = once(watching, 'exit');
    const lines = createInterface(watching.stdout)[Symbol.asyncIterator]();
    await once(watching.stderr, 'data');

    bpftool('delete', 'key', ...key);
    const change = JSON.parse((await lines.next()).value);
    expect(change).toMatchObject({
      change: 'removed',
      kind: 'frontend',
      address: echo,
      service: 'echo.default',
    });
    const since = runKmscope(['diff', before, '--host-root', hostRoot]);
    expect([since.status, since.stderr]).toEqual([1, '']);
    expect(since.stdout).toContain(`service echo.default\n  - frontend ${echo}\n\n1 difference\n`);

    const id = Buffer.alloc(4);
    id.writeUInt32LE(change.serviceId);
    bpftool('update', 'key', ...key, 'value', ...[...id].map(String));
    expect(JSON.parse((await lines.next()).value)).toEqual({
      ...change,
      takenAt: expect.any(String),
      change: 'added',
      fields: [{ field: 'upstreamId', from: null, to: change.serviceId }],
    });
    expect(runKmscope(['diff', before, '--host-root', hostRoot]).status).toBe(0);

    watching.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
  });
});
