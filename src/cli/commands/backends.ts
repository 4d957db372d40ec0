import { backendColumns } from '../../view/columns/backend-columns.ts';
import { sortedBackends } from '../../view/directory.ts';
import { type BackendItem, toBackendItem } from '../../view/items/backend.ts';
import type { Command } from '../context.ts';
import { type ListKind, runListByMode } from '../list-command.ts';

const backends: ListKind<BackendItem> = {
  kind: 'BackendList',
  noun: 'backends',
  columns: backendColumns,
  order: ['namespace', 'name', 'address'],
  read: (snapshot, directory) =>
    Array.from(sortedBackends(snapshot), (entry) => toBackendItem(entry, directory)),
  namespaceOf: (item) => item.namespace,
  namesOf: (item) => [
    item.name,
    item.name === null ? null : `${item.namespace}/${item.name}`,
    item.address,
    String(item.uid),
  ],
};

const nativeNote = 'an endpoint belongs to a cluster, which `kmscope endpoints` shows';

export const run: Command = (context) => runListByMode(context, backends, nativeNote);
