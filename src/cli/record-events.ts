// dump --for: the connections that come, change and go while one watches, told by comparing readings.
import type { NodeSource } from '../raw/node-source.ts';
import { chooseMapSet } from '../snapshot/map-sets.ts';
import { Snapshot } from '../snapshot/snapshot.ts';
import type { ConnectionEventItem } from '../view/documents.ts';
import type { ConnectionItem } from '../view/items/connection.ts';
import { connections } from './commands/connections.ts';
import { listChanges } from './connection-changes.ts';
import { type CommandContext, directoryFor } from './context.ts';

/** Between two readings; what is shorter is not seen. */
const betweenReadingsMs = 1000;

/** What changes in `durationMs`, each opening of the node seen through `view`. */
export async function recordEvents(
  { io, options }: CommandContext,
  durationMs: number,
  view: (source: NodeSource) => NodeSource,
): Promise<ConnectionEventItem[]> {
  const open = await io.prepareNode(options);
  const events: ConnectionEventItem[] = [];
  let before: readonly ConnectionItem[] | null = null;
  for (let elapsedMs = 0; ; elapsedMs += betweenReadingsMs) {
    const source = view(open());
    try {
      const snapshot = new Snapshot(source, chooseMapSet(source, options), options.generation);
      const now = connections.read(snapshot, directoryFor(snapshot, options));
      const time = snapshot.takenAt.toISOString();
      for (const change of listChanges(before ?? now, now)) events.push({ time, ...change });
      before = now;
    } finally {
      source.close();
    }
    if (elapsedMs + betweenReadingsMs > durationMs) return events;
    await io.sleep(betweenReadingsMs);
  }
}
