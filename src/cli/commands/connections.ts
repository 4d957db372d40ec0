import { explainConnections } from '../../explain/connections.ts';
import { explainNativeConnections } from '../../explain/kernel-native/connections.ts';
import { connectionColumns } from '../../view/columns/connection-columns.ts';
import { type ConnectionItem, toConnectionItem } from '../../view/items/connection.ts';
import { podLabels } from '../../view/pod-labels.ts';
import type { Command } from '../context.ts';
import { type ListKind, runList } from '../list-command.ts';

export const connections: ListKind<ConnectionItem> = {
  kind: 'ConnectionList',
  noun: 'connections of enabled pods',
  columns: connectionColumns,
  order: [],
  read: (snapshot, directory) => {
    const isNative = snapshot.mode === 'kernel-native';
    const found = isNative ? explainNativeConnections(snapshot) : explainConnections(snapshot);
    const labels = isNative ? podLabels(snapshot) : directory;
    return found.map((connection) => toConnectionItem(connection, labels, snapshot.monotonicNs));
  },
  namespaceOf: (item) => (item.pod.includes('/') ? (item.pod.split('/')[0] ?? null) : null),
  namesOf: (item) => [item.pod],
};

export const run: Command = async (context) => {
  if (context.own['watch'] !== true) return runList(context, connections);
  const { watchConnections } = await import('../watch-connections.ts');
  return watchConnections(context, connections);
};
