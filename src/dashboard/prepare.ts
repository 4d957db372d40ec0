// Work that a later key would have to wait for, done while nobody waits.
import type { Scene } from './frame.ts';
import { currentTable } from './state.ts';
import { paneOf } from './view.ts';

/** Tables whose rows may be those of a full map, and which stay as long as the maps do. */
const largeTables = ['services', 'checks'] as const;
/** Listeners are followed anew when a map changed, as with every connection: only for who looks at them. */
const nativeLargeTables = ['checks'] as const;

/** Prepares filters and sorting for about that long; false when there is more to do. */
export function prepare({ view, state }: Scene, sliceMs: number): boolean {
  const untilMs = performance.now() + sliceMs;
  const large = view.model?.mode === 'kernel-native' ? nativeLargeTables : largeTables;
  return [...new Set([currentTable(state), ...large])].every(
    (table) => paneOf(view, table, state)?.warm(untilMs) ?? true,
  );
}
