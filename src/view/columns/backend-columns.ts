import { type Column, orAbsent } from '../column.ts';
import type { BackendItem } from '../items/backend.ts';
import { waypointCell } from './cells.ts';

export const backendColumns: readonly Column<BackendItem>[] = Object.freeze([
  { header: 'NAMESPACE', priority: 2, cell: (item) => orAbsent(item.namespace) },
  { header: 'NAME', priority: 1, cell: nameCell },
  { header: 'ADDRESS', priority: 1, cell: (item) => item.address },
  {
    header: 'SERVICES',
    priority: 3,
    cell: ({ serviceNames, serviceIds }) =>
      orAbsent(serviceNames.map((name, index) => name ?? `id ${serviceIds[index]}`).join(',')),
  },
  { header: 'WAYPOINT', priority: 2, cell: ({ waypoint }) => waypointCell(waypoint) },
  { header: 'KIND', priority: 4, isWide: true, cell: (item) => orAbsent(item.workloadKind) },
  {
    header: 'UID',
    priority: 4,
    isWide: true,
    align: 'right',
    cell: (item) => String(item.uid),
    order: (item) => item.uid,
  },
]);

function nameCell(item: BackendItem): string {
  if (item.name !== null) return item.name;
  return item.workloadKind === 'DNSProxy' ? 'DNS proxy of the node' : `uid ${item.uid}`;
}
