import { podColumns } from '../../view/columns/pod-columns.ts';
import { type PodItem, toPodItem } from '../../view/items/pod.ts';
import type { Command } from '../context.ts';
import { type ListKind, runList } from '../list-command.ts';

const pods: ListKind<PodItem> = {
  kind: 'PodList',
  noun: 'pods',
  columns: podColumns,
  order: ['namespace', 'name'],
  read: (snapshot) => snapshot.pods.map(toPodItem),
  namespaceOf: (item) => item.namespace,
  namesOf: (item) => [
    item.name,
    item.name === null ? null : `${item.namespace}/${item.name}`,
    item.netnsCookie === null ? null : `netns:${item.netnsCookie}`,
    ...item.addresses,
  ],
};

export const run: Command = (context) => runList(context, pods);
