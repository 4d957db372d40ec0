// The process that reads the node for the dashboard: one reading for each message, told as the difference
// to the one before. It draws nothing, and ends with the process that started it.
import { openLiveNode } from '../raw/live-source.ts';
import { type Reading, remembering } from '../raw/reading.ts';
import { toDelta } from '../raw/reading-delta.ts';
import { readAhead } from '../snapshot/read-ahead.ts';
import { Snapshot } from '../snapshot/snapshot.ts';
import type { FromReader, StartMessage, ToReader } from './reader-messages.ts';

let start: StartMessage | undefined;
let previous: Reading = new Map();
let cpu = process.cpuUsage();

process.on('message', (message: ToReader) => {
  if (message.kind === 'start') start = message;
  else if (start !== undefined) answer(start);
});
// Keys of the terminal that mean the dashboard, which ends us.
for (const signal of ['SIGINT', 'SIGQUIT', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit(0));

function answer(wish: StartMessage): void {
  try {
    const reading = readNode(wish);
    const delta = toDelta(previous, reading);
    previous = reading;
    send({ kind: 'reading', delta, cost: takeCost() });
  } catch (error) {
    send(toFailure(error));
  }
}

function readNode({ node, folder }: StartMessage): Reading {
  const live = openLiveNode(node);
  try {
    const { source, reading, finish } = remembering(live, previous);
    const set = source.mapSets.find((found) => folder === null || found.folder === folder);
    if (set !== undefined) readAhead(new Snapshot(source, set));
    finish();
    return reading;
  } finally {
    live.close();
  }
}

/** CPU time since it was asked last. */
function takeCost() {
  const used = process.cpuUsage(cpu);
  cpu = process.cpuUsage();
  const cpuMs = (used.user + used.system) / 1000;
  return { cpuMs, memoryBytes: process.memoryUsage.rss() };
}

/** Errors that tell of the node carry a hint or a system call; others are bugs. */
function toFailure(error: unknown): FromReader {
  if (error instanceof Error && ('hint' in error || 'syscall' in error)) {
    const hint = 'hint' in error && typeof error.hint === 'string' ? error.hint : null;
    return { kind: 'refusal', message: error.message, hint };
  }
  return {
    kind: 'bug',
    stack: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

function send(message: FromReader): void {
  process.send?.(message);
}
