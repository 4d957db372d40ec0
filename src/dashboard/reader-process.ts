// The process that reads the node for the dashboard: one reading for each message, told as the difference
// to the one before. It draws nothing, and ends with the process that started it.
import { LiveReader } from '../raw/live-reader.ts';
import { chooseMapSet, type MapSetWish } from '../snapshot/map-sets.ts';
import { readAhead } from '../snapshot/read-ahead.ts';
import { Snapshot } from '../snapshot/snapshot.ts';
import type { FromReader, StartMessage, ToReader } from './reader-messages.ts';

let start: { readonly message: StartMessage; readonly reader: LiveReader } | undefined;
let cpu = process.cpuUsage();

process.on('message', (message: ToReader) => {
  if (message.kind === 'start') start = { message, reader: new LiveReader(message.node) };
  else if (start !== undefined) answer(start.reader, start.message.wish);
});
// Keys of the terminal that mean the dashboard, which ends us.
for (const signal of ['SIGINT', 'SIGQUIT', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit(0));

function answer(reader: LiveReader, wish: MapSetWish): void {
  try {
    const delta = reader.read((source) => {
      readAhead(new Snapshot(source, chooseMapSet(source, wish), wish.generation));
    });
    send({ kind: 'reading', delta, cost: takeCost() });
  } catch (error) {
    send(toFailure(error));
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
