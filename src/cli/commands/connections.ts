import { explainConnections } from '../../explain/connections.ts';
import {
  connectionColumns,
  nativeConnectionColumns,
} from '../../view/columns/connection-columns.ts';
import { type ConnectionItem, toConnectionItem } from '../../view/items/connection.ts';
import type { Command } from '../context.ts';
import { type ListKind, runListByMode } from '../list-command.ts';

export const connections: ListKind<ConnectionItem> = {
  kind: 'ConnectionList',
  noun: 'connections of enabled pods',
  columns: connectionColumns,
  order: [],
  read: (snapshot, directory) =>
    explainConnections(snapshot).map((connection) =>
      toConnectionItem(connection, directory, snapshot.monotonicNs),
    ),
  namespaceOf: (item) => (item.pod.includes('/') ? (item.pod.split('/')[0] ?? null) : null),
  namesOf: (item) => [item.pod],
};

/** The same in kernel-native mode, where clusters lead to destinations and nothing tells of ages. */
const nativeConnections = { ...connections, columns: nativeConnectionColumns };

export const run: Command = async (context) => {
  if (context.own['watch'] !== true) return runListByMode(context, connections, nativeConnections);
  const { watchConnections } = await import('../watch-connections.ts');
  return watchConnections(context, {
    'dual-engine': connections,
    'kernel-native': nativeConnections,
  });
};
