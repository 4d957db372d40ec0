// The real streams and the real node.
import { setTimeout } from 'node:timers/promises';
import { KernelError } from '../kernel/kernel-error.ts';
import { modeFolders, nameFilePaths } from '../kmesh/maps.ts';
import type { LiveNodeOptions } from '../raw/live-source.ts';
import type { NodeSource } from '../raw/node-source.ts';
import { exitStatus } from './exit-status.ts';
import type { Io, Output } from './io.ts';
import type { NodeOptions } from './options.ts';
import { reportError } from './report.ts';

/** The daemon's process name: its own root may be the only one that has the bpffs. */
const daemon = 'kmesh-daemon';

/** The io of this process. A reader that goes away ends it quietly. */
export function processIo(): Io {
  const stderr = toOutput(process.stderr, () => process.exit(exitStatus.incomplete));
  const stdout = toOutput(process.stdout, async (error) => {
    const { errno = 0 } = error;
    const refusal = new KernelError('CALL_FAILED', { attempt: 'write to stdout', errno: -errno });
    process.exit(await reportError({ stderr }, refusal, false));
  });
  return {
    stdout,
    stderr,
    env: process.env,
    prepareNode,
    readInput: async (path) => (await import('./read-input.ts')).readInput(path),
    sleep,
    stopSignal,
  };
}

async function sleep(ms: number, stop?: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, stop === undefined ? {} : { signal: stop });
  } catch (error) {
    if (stop?.aborted !== true) throw error;
  }
}

function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Once: whoever asks again is not made to wait for a reading to end.
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
}

function toOutput(
  stream: NodeJS.WriteStream,
  fail: (error: NodeJS.ErrnoException) => void,
): Output {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitStatus.done);
    fail(error);
  });
  return {
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns ?? null;
    },
    get rows() {
      return stream.rows ?? null;
    },
    write: (piece) =>
      new Promise((resolve) => {
        if (stream.write(piece)) resolve();
        else stream.once('drain', resolve);
      }),
  };
}

async function prepareNode(options: NodeOptions): Promise<() => NodeSource> {
  const { file } = options;
  if (file !== null) {
    const { prepareRecording } = await import('./read-dump.ts');
    return prepareRecording(file, process.env);
  }
  const { openLiveNode } = await import('../raw/live-source.ts');
  const live = liveOptions(options);
  return () => openLiveNode(live);
}

/** What the live node is opened with. */
export function liveOptions({ hostRoot, bpffs, mode }: NodeOptions): LiveNodeOptions {
  const folders = modeFolders.filter((folder) => mode === 'auto' || folder.mode === mode);
  return { hostRoot, bpffs, folders, daemon, nameFilePaths };
}
