import { nativeWeightColumns } from '../../view/columns/native-weight-columns.ts';
import { weightColumns } from '../../view/columns/weight-columns.ts';
import { sortedServices } from '../../view/directory.ts';
import { type NativeWeightItem, toNativeWeightItems } from '../../view/items/native-weight.ts';
import { toWeightItems, type WeightItem } from '../../view/items/weight.ts';
import type { Command } from '../context.ts';
import { type ListKind, runListByMode } from '../list-command.ts';

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

/** Listeners of kernel-native mode: a row for each endpoint of each cluster. */
const nativeWeights: ListKind<NativeWeightItem> = {
  kind: 'WeightList',
  noun: 'listeners',
  columns: nativeWeightColumns,
  order: ['listener', 'route'],
  read: toNativeWeightItems,
  namespaceOf: () => null,
  namesOf: (item) => [item.listener, item.service, item.cluster],
};

export const run: Command = (context) => runListByMode(context, weights, nativeWeights);
