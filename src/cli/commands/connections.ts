import { explainConnections } from '../../explain/connections.ts';
import { connectionColumns } from '../../view/columns/connection-columns.ts';
import { type ConnectionItem, toConnectionItem } from '../../view/items/connection.ts';
import { type Command, requireDualEngine } from '../context.ts';
import { type ListKind, runList } from '../list-command.ts';

export const connections: ListKind<ConnectionItem> = {
  kind: 'ConnectionList',
  noun: 'connections of enabled pods',
  columns: connectionColumns,
  order: [],
  read: (snapshot, directory) => {
    requireDualEngine(snapshot, 'connections');
    return explainConnections(snapshot).map((connection) =>
      toConnectionItem(connection, directory, snapshot.monotonicNs),
    );
  },
  namespaceOf: (item) => (item.pod.includes('/') ? (item.pod.split('/')[0] ?? null) : null),
  namesOf: (item) => [item.pod],
};

export const run: Command = async (context) => {
  if (context.own['watch'] !== true) return runList(context, connections);
  const { watchConnections } = await import('../watch-connections.ts');
  return watchConnections(context, connections);
};
