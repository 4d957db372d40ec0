import { endpointColumns } from '../../view/columns/endpoint-columns.ts';
import { nativeEndpointColumns } from '../../view/columns/native-endpoint-columns.ts';
import { type EndpointItem, toEndpointItem } from '../../view/items/endpoint.ts';
import {
  type NativeEndpointItem,
  toNativeEndpointItems,
} from '../../view/items/native-endpoint.ts';
import { clusterHostNames, clusterNamespace } from '../../view/label.ts';
import type { Command } from '../context.ts';
import { type ListKind, runListByMode } from '../list-command.ts';

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

/** Endpoints of the clusters of kernel-native mode. */
const nativeEndpoints: ListKind<NativeEndpointItem> = {
  kind: 'EndpointList',
  noun: 'endpoints',
  columns: nativeEndpointColumns,
  order: ['cluster', 'locality', 'index'],
  read: toNativeEndpointItems,
  namespaceOf: (item) => clusterNamespace(item.serviceName),
  namesOf: (item) => [item.serviceName, item.address, ...clusterHostNames(item.serviceName)],
};

export const run: Command = (context) => runListByMode(context, endpoints, nativeEndpoints);
