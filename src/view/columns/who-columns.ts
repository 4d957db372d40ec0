import { type Column, orAbsent } from '../column.ts';
import { formatShare } from '../format.ts';
import type { WhoItem } from '../items/who.ts';
import { verdictTone } from './connection-columns.ts';

export const whoColumns: readonly Column<WhoItem>[] = Object.freeze([
  { header: 'WORKLOAD', priority: 4, isWide: true, cell: (item) => workloadCell(item) },
  { header: 'SERVICE', priority: 1, cell: serviceCell },
  { header: 'ADDRESS', priority: 1, cell: (item) => item.address },
  {
    header: 'PORT',
    priority: 1,
    align: 'right',
    cell: portCell,
    order: (item) => item.port,
  },
  {
    header: 'SHARE',
    priority: 1,
    align: 'right',
    cell: (item) => (item.share === null ? '?' : formatShare(item.share)),
    order: (item) => item.share,
  },
  {
    header: 'VERDICT',
    priority: 2,
    cell: (item) => item.verdict,
    tone: (item) => verdictTone(item.verdict),
  },
  { header: 'REASON', priority: 2, cell: (item) => item.reason },
  { header: 'WAYPOINT', priority: 2, cell: (item) => orAbsent(item.waypoint) },
  { header: 'NOTE', priority: 3, cell: (item) => item.note },
]);

function workloadCell({ workload, backendUid }: WhoItem): string {
  return workload ?? `uid ${backendUid}`;
}

function serviceCell({ service, serviceId }: WhoItem): string {
  if (serviceId === null) return '(its own address)';
  return service ?? `id ${serviceId}`;
}

/** `80:8080`, `80` where both are the same, `any` where the port plays no part. */
function portCell({ port, targetPort }: WhoItem): string {
  if (port === null) return 'any';
  return targetPort === null || targetPort === port ? String(port) : `${port}:${targetPort}`;
}
