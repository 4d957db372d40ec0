import { nativeServiceColumns } from '../../view/columns/native-service-columns.ts';
import { serviceColumns, serviceEndpointLines } from '../../view/columns/service-columns.ts';
import { sortedServices } from '../../view/directory.ts';
import {
  type NativeServiceItem,
  nativeServiceNames,
  toNativeServiceItems,
} from '../../view/items/native-service.ts';
import { type ServiceItem, toServiceItem } from '../../view/items/service.ts';
import { clusterNamespace } from '../../view/label.ts';
import type { Command } from '../context.ts';
import { type ListKind, runListByMode } from '../list-command.ts';

const services: ListKind<ServiceItem> = {
  kind: 'ServiceList',
  noun: 'services',
  columns: serviceColumns,
  order: ['namespace', 'name'],
  read: (snapshot, directory) =>
    Array.from(sortedServices(snapshot), (entry) => toServiceItem(entry, directory)),
  namespaceOf: (item) => item.namespace,
  namesOf: (item) => [
    item.name,
    item.name === null ? null : `${item.name}.${item.namespace}`,
    item.name === null ? null : `${item.namespace}/${item.name}`,
    item.hostname,
    String(item.id),
    ...item.addresses,
  ],
  details: serviceEndpointLines,
};

/** Listeners of kernel-native mode, an HTTP one for each virtual host. */
const nativeServices: ListKind<NativeServiceItem> = {
  kind: 'ServiceList',
  noun: 'listeners',
  columns: nativeServiceColumns,
  order: ['listener', 'virtual-host'],
  read: toNativeServiceItems,
  namespaceOf: ({ clusters }) => {
    const [namespace, ...others] = new Set(clusters.map(clusterNamespace));
    return others.length === 0 ? (namespace ?? null) : null;
  },
  namesOf: nativeServiceNames,
};

export const run: Command = (context) => runListByMode(context, services, nativeServices);
