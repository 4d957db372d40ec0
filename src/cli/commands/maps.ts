import { mapColumns } from '../../view/columns/map-columns.ts';
import type { MapInfoItem } from '../../view/items/map-info.ts';
import { toMapInfoItems } from '../../view/items/status.ts';
import type { Command } from '../context.ts';
import { type ListKind, runList } from '../list-command.ts';

const maps: ListKind<MapInfoItem> = {
  kind: 'MapInfoList',
  noun: 'maps',
  columns: mapColumns,
  order: ['name'],
  read: (snapshot) => toMapInfoItems(snapshot),
  namespaceOf: null,
  namesOf: (item) => [item.name, String(item.id)],
};

/** Maps belong to no namespace: -n does not narrow them. */
export const run: Command = (context) =>
  runList({ ...context, options: { ...context.options, namespace: null } }, maps);
