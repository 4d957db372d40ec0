import { serviceColumns, serviceEndpointLines } from '../../view/columns/service-columns.ts';
import { sortedServices } from '../../view/directory.ts';
import { type ServiceItem, toServiceItem } from '../../view/items/service.ts';
import type { Command } from '../context.ts';
import { type ListKind, runList } from '../list-command.ts';

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

export const run: Command = (context) => runList(context, services);
