import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDaemon } from '../../../src/raw/live-daemon.ts';

let procRoot = '';

beforeEach(() => {
  procRoot = mkdtempSync(join(tmpdir(), 'kmscope-proc-'));
});

afterEach(() => {
  rmSync(procRoot, { recursive: true, force: true });
});

/** A process as the kernel shows it; a name may have anything in it. */
function addProcess(pid: number, name: string, state = 'S'): void {
  const folder = join(procRoot, String(pid));
  mkdirSync(folder);
  writeFileSync(join(folder, 'comm'), `${name}\n`);
  writeFileSync(join(folder, 'stat'), `${pid} (${name}) ${state} 1 ${pid} 0 -1 4194560\n`);
}

const read = () => readDaemon(procRoot, 'kmesh-daemon');

describe("the daemon in the node's /proc", () => {
  it('is up where a process has its whole name', () => {
    addProcess(1, 'systemd');
    for (const pid of [1200, 90]) addProcess(pid, 'kmesh-daemon');
    expect(read()).toEqual({ state: 'up', pid: 90, reason: null });
  });

  it.each([
    ['no process has its name', 'sleep', 'S'],
    ['the name is longer', 'kmesh-daemon2', 'S'],
    ['it has ended and nobody waited for it', 'kmesh-daemon', 'Z'],
  ])('is down where %s', (_, name, state) => {
    addProcess(1, 'systemd');
    addProcess(90, name, state);
    expect(read()).toEqual({ state: 'down', pid: null, reason: null });
  });

  it('is up whatever its state is besides', () => {
    addProcess(1, 'systemd');
    addProcess(90, 'kmesh-daemon', 'R');
    addProcess(91, 'a) Z (b', 'S');
    expect(read().state).toBe('up');
    expect(readDaemon(procRoot, 'a) Z (b').pid).toBe(91);
  });

  it('is unknown where the processes of others are not shown', () => {
    addProcess(90, 'kmscope');
    const reason = `${procRoot} does not show the processes of others`;
    expect(read()).toEqual({ state: 'unknown', pid: null, reason });
    addProcess(91, 'kmesh-daemon');
    expect(read().state).toBe('up');
  });

  it('is unknown where there is no /proc at all', () => {
    rmSync(procRoot, { recursive: true });
    expect(read().state).toBe('unknown');
  });
});
