// The process that reads the node for the dashboard: how it is started, what its end means, and that it
// never outlives the dashboard. Compiled, since Node.js starts it as a program.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { NodeReaderOptions } from '../../src/dashboard/node-reader.ts';
import type { Reader, ReaderEvents } from '../../src/dashboard/run.ts';
import type { Reading } from '../../src/dashboard/session.ts';
import { findPackageFile } from '../../src/kernel/package-file.ts';
import { modeFolders, nameFilePaths } from '../../src/kmesh/maps.ts';
import { describeOnKernel, TestPins } from '../support/kernel.ts';
import { waitForEnd } from '../support/terminal.ts';

type Create = (options: NodeReaderOptions, events: ReaderEvents) => Reader;
type Event = 'reading' | { readonly message: string; readonly hint: string | null };

const program = findPackageFile('dist/src/dashboard/node-reader.js') ?? 'dist is not built';

/** No other process has this name; the kernel keeps 15 characters. */
const daemon = `kms-${process.pid}-d`;

function optionsFor(bpffs: string): NodeReaderOptions {
  const node = { hostRoot: null, bpffs, folders: modeFolders, daemon, nameFilePaths };
  const wish = { mode: 'auto', generation: null } as const;
  return { node, wish, intervalMs: 100, budgetPercent: 100, patienceMs: 300 };
}

/** Processes that `pid` has started. */
function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
}

function readerOf(pid: number): number {
  const found = childrenOf(pid).find((child) => commandOf(child).includes('reader-process'));
  if (found === undefined) throw new Error(`process ${pid} has no reader`);
  return found;
}

describeOnKernel('the process that reads the node', () => {
  let pins: TestPins;
  let create: Create;
  let reader: Reader | undefined;
  let latest: Reading | undefined;
  beforeAll(async () => {
    pins = new TestPins('reader');
    ({ createNodeReader: create } = (await import(program)) as { createNodeReader: Create });
  });
  afterEach(() => reader?.close());
  afterAll(() => pins.remove());

  /** Starts a reader; each call of the result waits for what it tells next. */
  function start(bpffs: string): () => Promise<Event> {
    const events: Event[] = [];
    let wake = () => {};
    const push = (event: Event) => {
      events.push(event);
      wake();
    };
    reader = create(optionsFor(bpffs), {
      onReading: (reading) => {
        latest = reading;
        push('reading');
      },
      onFailure: push,
      onError: (error) => push({ message: `bug: ${error}`, hint: null }),
    });
    reader.start();
    return async () => {
      while (events.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return events.shift() as Event;
    };
  }

  /** What is told next that is no reading. */
  async function nextFailure(next: () => Promise<Event>): Promise<Exclude<Event, 'reading'>> {
    for (;;) {
      const event = await next();
      if (event !== 'reading') return event;
    }
  }

  it('reads again and again', async () => {
    const next = start(pins.dir);
    expect([await next(), await next(), await next()]).toEqual(['reading', 'reading', 'reading']);
  });

  it('tells whether the daemon is up, at each reading', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kmscope-daemon-'));
    symlinkSync(process.execPath, join(folder, daemon));
    const words = ['-e', 'console.log(1); setInterval(() => {}, 1e6)'];
    const child = spawn(join(folder, daemon), words);
    onTestFinished(() => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    });
    // From its first word on the kernel has its name.
    await once(child.stdout, 'data');
    const next = start(pins.dir);
    const stateNow = () => latest?.open().readDaemon();
    await next();
    expect(stateNow()).toEqual({ state: 'up', pid: child.pid, reason: null });
    child.kill('SIGKILL');
    await once(child, 'exit');
    // Readings of before may have been under way.
    for (let i = 0; i < 20 && stateNow()?.state === 'up'; i++) await next();
    // Where this is a container, it cannot be told whether the node has it.
    expect(['down', 'unknown']).toContain(stateNow()?.state);
  });

  it('tells what the node refuses, with the way out', async () => {
    const { message, hint } = await nextFailure(start('/sys/fs/bpf/kmscope-no-such-folder'));
    expect(message).toContain('/sys/fs/bpf/kmscope-no-such-folder');
    expect(hint).not.toBeNull();
  });

  it('is started anew when it dies', async () => {
    const next = start(pins.dir);
    await next();
    const first = readerOf(process.pid);
    process.kill(first, 'SIGKILL');
    expect((await nextFailure(next)).message).toContain('SIGKILL');
    expect(await next()).toBe('reading');
    expect(readerOf(process.pid)).not.toBe(first);
  });

  it('is ended and started anew when it hangs', async () => {
    const next = start(pins.dir);
    await next();
    const first = readerOf(process.pid);
    process.kill(first, 'SIGSTOP');
    expect((await nextFailure(next)).message).toContain('takes longer');
    await waitForEnd(first);
    expect(await next()).toBe('reading');
  });

  it.each(['SIGINT', 'SIGQUIT', 'SIGHUP'] as const)(
    'stays on %s, which means the dashboard',
    async (signal) => {
      const next = start(pins.dir);
      await next();
      const first = readerOf(process.pid);
      process.kill(first, signal);
      expect([await next(), await next()]).toEqual(['reading', 'reading']);
      expect(readerOf(process.pid)).toBe(first);
    },
  );

  it('ends when it is closed', async () => {
    const next = start(pins.dir);
    await next();
    const child = readerOf(process.pid);
    reader?.close();
    await waitForEnd(child);
  });

  it('ends when the dashboard is killed', async () => {
    const script = `
      const { createNodeReader } = await import(${JSON.stringify(program)});
      const onReading = () => console.log('reading');
      createNodeReader(${JSON.stringify(optionsFor(pins.dir))}, { onReading }).start();`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script]);
    await once(parent.stdout, 'data');
    const child = readerOf(parent.pid ?? 0);
    parent.kill('SIGKILL');
    await waitForEnd(child);
  });
});
