import { type Column, orAbsent } from '../column.ts';
import { formatShare } from '../format.ts';
import type { ServiceEndpointItem, ServiceItem } from '../items/service.ts';
import { renderTable } from '../table.ts';
import { portCells, waypointCell } from './cells.ts';

export const serviceColumns: readonly Column<ServiceItem>[] = Object.freeze([
  { header: 'NAMESPACE', priority: 2, cell: (item) => orAbsent(item.namespace) },
  { header: 'NAME', priority: 1, cell: (item) => item.name ?? `id ${item.id}` },
  { header: 'ADDRESSES', priority: 3, cell: (item) => orAbsent(item.addresses.join(',')) },
  { header: 'PORTS', priority: 4, cell: (item) => orAbsent(item.ports.map(portCells).join(',')) },
  {
    header: 'POLICY',
    priority: 4,
    cell: ({ lbPolicy }) => lbPolicy.name ?? `unknown(${lbPolicy.raw})`,
    tone: ({ lbPolicy }) => (lbPolicy.name === null ? 'bad' : null),
  },
  {
    header: 'ENDPOINTS',
    priority: 2,
    align: 'right',
    cell: (item) => endpointsCell(item.endpointCounts),
    order: (item) => item.endpointCounts.reduce((sum, count) => sum + count, 0),
    tone: (item) => (item.endpointCounts.every((count) => count === 0) ? 'warn' : null),
  },
  { header: 'WAYPOINT', priority: 2, cell: ({ waypoint }) => waypointCell(waypoint) },
  {
    header: 'ID',
    priority: 5,
    isWide: true,
    align: 'right',
    cell: (item) => String(item.id),
    order: (item) => item.id,
  },
  { header: 'HOSTNAME', priority: 5, isWide: true, cell: (item) => orAbsent(item.hostname) },
]);

/** `3`, or `p0:1 p1:2` where priorities other than the first are in use. */
function endpointsCell(counts: readonly number[]): string {
  if (counts.every((count, prio) => prio === 0 || count === 0)) return String(counts[0] ?? 0);
  return counts.flatMap((count, prio) => (count === 0 ? [] : [`p${prio}:${count}`])).join(' ');
}

/** In the place of the address of a backend that is not there. */
export const backendMissing = 'backend missing';

const endpointColumns: readonly Column<ServiceEndpointItem>[] = Object.freeze([
  { header: '', priority: 1, cell: (item) => `endpoint ${item.prio}/${item.index}` },
  {
    header: '',
    priority: 1,
    align: 'right',
    cell: (item) => (item.share === null ? 'waypoint' : formatShare(item.share)),
  },
  { header: '', priority: 1, cell: (item) => item.address ?? backendMissing },
  { header: '', priority: 1, cell: (item) => item.name ?? `uid ${item.backendUid}` },
]);

/** One line for each endpoint of the service: priority and index, share, address, name. */
export function serviceEndpointLines(item: ServiceItem): string[] {
  return renderTable(endpointColumns, item.endpoints, { hasHeaders: false });
}
