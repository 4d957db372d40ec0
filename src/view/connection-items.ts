// The connections of a node as items, in the mode that it is in.
import { explainConnections } from '../explain/connections.ts';
import { explainNativeConnections } from '../explain/kernel-native/connections.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { type ConnectionItem, type Labels, toConnectionItem } from './items/connection.ts';
import { podLabels } from './pod-labels.ts';

/** The items; `labels` for dual-engine mode, the other has no names but those of its pods. */
export function toConnectionItems(snapshot: Snapshot, labels: Labels): ConnectionItem[] {
  const isNative = snapshot.mode === 'kernel-native';
  const connections = isNative ? explainNativeConnections(snapshot) : explainConnections(snapshot);
  const own = isNative ? podLabels(snapshot) : labels;
  return connections.map((connection) => toConnectionItem(connection, own, snapshot.monotonicNs));
}
