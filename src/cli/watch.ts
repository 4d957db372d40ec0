// --watch: the node again and again, opened anew each time: after a restart of Kmesh its pins hold other
// maps.
import type { NodeSource } from '../raw/node-source.ts';
import { chooseMapSet } from '../snapshot/map-sets.ts';
import { Snapshot } from '../snapshot/snapshot.ts';
import type { Health } from '../view/envelope.ts';
import type { CommandContext } from './context.ts';
import { exitStatus } from './exit-status.ts';
import { reportHealth } from './report.ts';

/** What one reading is made of and what is done with it; `T` must not need the source any more. */
export interface Watch<T> {
  readonly read: (snapshot: Snapshot) => T;
  readonly show: (reading: T) => Promise<Health>;
}

/**
 * Reads and shows every --interval; a recording once. The exit status: of the last reading at the end of
 * --timeout, 0 where the user stops it.
 */
export async function watchNode<T>(context: CommandContext, watch: Watch<T>): Promise<number> {
  const { io, options } = context;
  const stop = io.stopSignal();
  const open = await io.prepareNode(options);
  let told = '';
  for (let elapsedMs = 0; ; elapsedMs += options.intervalMs) {
    const health = await watch.show(readOnce(context, open(), watch.read));
    // What stays wrong is said once.
    const problems = JSON.stringify(health);
    const isQuiet = options.isQuiet || problems === told;
    told = problems;
    const status = await reportHealth(io, health, { ...options, isQuiet });
    const isOver = options.timeoutMs !== null && elapsedMs + options.intervalMs > options.timeoutMs;
    if (isOver || options.file !== null) return status;
    await io.sleep(options.intervalMs, stop);
    if (stop.aborted) return exitStatus.done;
  }
}

function readOnce<T>(
  { options }: CommandContext,
  source: NodeSource,
  read: (snapshot: Snapshot) => T,
): T {
  try {
    return read(new Snapshot(source, chooseMapSet(source, options), options.generation));
  } finally {
    source.close();
  }
}
