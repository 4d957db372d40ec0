import { type Column, orAbsent } from '../column.ts';
import type { EndpointItem } from '../items/endpoint.ts';

export const endpointColumns: readonly Column<EndpointItem>[] = Object.freeze([
  { header: 'SERVICE', priority: 1, cell: (item) => item.serviceName ?? `id ${item.serviceId}` },
  {
    header: 'PRIO',
    priority: 2,
    align: 'right',
    cell: (item) => String(item.prio),
    order: (item) => item.prio,
  },
  {
    header: 'INDEX',
    priority: 3,
    align: 'right',
    cell: (item) => String(item.index),
    order: (item) => item.index,
  },
  { header: 'BACKEND', priority: 1, cell: (item) => item.backendName ?? `uid ${item.backendUid}` },
  {
    header: 'ADDRESS',
    priority: 2,
    cell: (item) => item.address ?? 'backend missing',
    tone: (item) => (item.address === null ? 'bad' : null),
  },
  {
    header: 'SERVICE-ID',
    priority: 4,
    isWide: true,
    align: 'right',
    cell: (item) => String(item.serviceId),
    order: (item) => item.serviceId,
  },
  {
    header: 'BACKEND-UID',
    priority: 4,
    isWide: true,
    align: 'right',
    cell: (item) => orAbsent(item.backendUid),
    order: (item) => item.backendUid,
  },
]);
