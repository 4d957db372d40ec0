import { weightColumns } from '../../view/columns/weight-columns.ts';
import { sortedServices } from '../../view/directory.ts';
import { toWeightItems, type WeightItem } from '../../view/items/weight.ts';
import type { Command } from '../context.ts';
import { type ListKind, runList } from '../list-command.ts';

const weights: ListKind<WeightItem> = {
  kind: 'WeightList',
  noun: 'services with ports',
  columns: weightColumns,
  order: ['service', 'port'],
  read: (snapshot, directory) =>
    Array.from(sortedServices(snapshot)).flatMap((service) =>
      toWeightItems(service, snapshot.routing, directory),
    ),
  namespaceOf: (item, directory) => directory.names.find(item.serviceId)?.namespace ?? null,
  namesOf: (item) => [item.service, item.service?.split('.')[0] ?? null, String(item.serviceId)],
};

export const run: Command = (context) => runList(context, weights);
