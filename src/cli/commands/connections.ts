import { podLabel } from '../../snapshot/pod.ts';
import { connectionColumns } from '../../view/columns/connection-columns.ts';
import { toConnectionItems } from '../../view/connection-items.ts';
import type { ConnectionItem } from '../../view/items/connection.ts';
import type { Command } from '../context.ts';
import { type ListKind, runList } from '../list-command.ts';

export const connections: ListKind<ConnectionItem> = {
  kind: 'ConnectionList',
  noun: 'connections of enabled pods',
  columns: connectionColumns,
  order: [],
  read: toConnectionItems,
  namespaceOf: (item) => (item.pod.includes('/') ? (item.pod.split('/')[0] ?? null) : null),
  namesOf: (item) => [item.pod, nameOf(item.pod)],
  // A pod may have no connection just now.
  otherNames: (snapshot) => snapshot.pods.map(podLabel).flatMap((pod) => [pod, nameOf(pod)]),
};

const nameOf = (label: string) => label.slice(label.indexOf('/') + 1);

export const run: Command = async (context) => {
  if (context.own['watch'] !== true) return runList(context, connections);
  const { watchConnections } = await import('../watch-connections.ts');
  return watchConnections(context, connections);
};
