// The map entries that an explanation hit, decoded or as labelled hex.
import type { Snapshot } from '../snapshot/snapshot.ts';
import { decodedEntry, hexEntry, hitEntries } from '../view/hit-entries.ts';
import type { StepItem } from '../view/items/explanation.ts';
import { printable } from './labels.ts';
import { type DetailLine, detailLine } from './pane.ts';

/** Lines for the entries, in the order of the steps. */
export function entryLines(
  snapshot: Snapshot,
  steps: readonly StepItem[],
  isHex: boolean,
): DetailLine[] {
  const other = isHex ? 'x: decoded' : 'x: labelled hex';
  const entries = hitEntries(snapshot, steps);
  // Of kernel-native mode, hits are not looked up again: nothing is said of them.
  if (entries.length === 0 && snapshot.mode === 'kernel-native') return [];
  if (entries.length === 0) return [detailLine(null, 'No map entry was hit.', 'strong')];
  return [
    detailLine(null, `Entries that were hit (${other}):`, 'strong'),
    ...entries.flatMap((entry) => {
      const name = `${entry.map}[${entry.keyText}]`;
      if (!isHex) return [detailLine(null, printable(`${name}  ${decodedEntry(entry)}`))];
      return [
        detailLine(null, `${name}  key ${entry.key.toString('hex')}`),
        ...hexEntry(entry).map((line) => detailLine(null, printable(line))),
      ];
    }),
  ];
}
