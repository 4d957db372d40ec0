// The listener of kernel-native mode that a connect meets, for every view that names it.

import { nativeOwner } from '../kmesh/kernel-native/generation.ts';
import { toListenerEntry } from '../kmesh/kernel-native/listener.ts';
import { readListenerTree } from '../kmesh/kernel-native/listener-tree.ts';
import { listListeners, requireNativeMaps } from '../snapshot/native-maps.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** The name of the listener that a connect to the address meets, null = none; what is odd about it is put down. */
export function findListenerName(snapshot: Snapshot, address: string, port: number) {
  const { generation, lookup } = requireNativeMaps(snapshot);
  const ofPort = listListeners(snapshot).flatMap((row) => {
    const entry = toListenerEntry(row.key, 0, row.value, 0);
    return entry.key.port === port && entry.key.protocol === 0 ? [{ row, entry }] : [];
  });
  const find = (wanted: string) => ofPort.find(({ entry }) => entry.key.address === wanted);
  const found = find(address) ?? find('0.0.0.0');
  if (found === undefined) return null;
  const references = { lookup, scheme: generation.references };
  const owner = nativeOwner(generation, 'km_listener', found.row.key);
  const { name, problems } = readListenerTree(references, found.entry, owner);
  snapshot.noteOddities(problems);
  return name;
}
