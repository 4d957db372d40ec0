import { frontendColumns } from '../../view/columns/frontend-columns.ts';
import { sortedFrontends } from '../../view/directory.ts';
import { type FrontendItem, toFrontendItem } from '../../view/items/frontend.ts';
import type { Command } from '../context.ts';
import { type ListKind, runListByMode } from '../list-command.ts';

const frontends: ListKind<FrontendItem> = {
  kind: 'FrontendList',
  noun: 'frontends',
  columns: frontendColumns,
  order: ['address'],
  read: (snapshot, directory) =>
    Array.from(sortedFrontends(snapshot), (entry) => toFrontendItem(entry, directory)),
  namespaceOf: (item, directory) => directory.names.find(item.upstreamId)?.namespace ?? null,
  namesOf: (item) => [item.address, item.name, String(item.upstreamId)],
};

const nativeNote = 'its listeners are in `kmscope services`';

export const run: Command = (context) => runListByMode(context, frontends, nativeNote);
