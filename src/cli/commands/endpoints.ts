import { endpointColumns } from '../../view/columns/endpoint-columns.ts';
import { type EndpointItem, toEndpointItem } from '../../view/items/endpoint.ts';
import type { Command } from '../context.ts';
import { type ListKind, runList } from '../list-command.ts';

const endpoints: ListKind<EndpointItem> = {
  kind: 'EndpointList',
  noun: 'endpoints',
  columns: endpointColumns,
  order: ['service', 'prio', 'index'],
  read: (_snapshot, directory) =>
    directory.endpoints.map((entry) => toEndpointItem(entry, directory)),
  namespaceOf: (item, directory) => directory.names.find(item.serviceId)?.namespace ?? null,
  namesOf: (item) => [
    item.serviceName,
    item.serviceName?.split('.')[0] ?? null,
    String(item.serviceId),
    item.backendName,
    String(item.backendUid),
    item.address,
  ],
};

export const run: Command = (context) => runList(context, endpoints);
