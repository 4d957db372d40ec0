// The connections of a node as items, in the mode that it is in.
import { explainConnections } from '../explain/connections.ts';
import { explainNativeConnections } from '../explain/kernel-native/connections.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { type ConnectionItem, type Labels, toConnectionItem } from './items/connection.ts';

/** The items, by pod, address and port. */
export function toConnectionItems(snapshot: Snapshot, labels: Labels): ConnectionItem[] {
  const isNative = snapshot.mode === 'kernel-native';
  const connections = isNative ? explainNativeConnections(snapshot) : explainConnections(snapshot);
  const { monotonicNs } = snapshot;
  return connections.map((connection) => toConnectionItem(connection, labels, monotonicNs));
}
