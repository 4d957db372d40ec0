import type { Verdict } from '../../explain/explanation.ts';
import { absent, type Column, orAbsent } from '../column.ts';
import { formatAge } from '../format.ts';
import type { ConnectionItem } from '../items/connection.ts';
import type { Tone } from '../style.ts';
import { addressCell, placeCell } from './cells.ts';

export const connectionColumns: readonly Column<ConnectionItem>[] = Object.freeze([
  { header: 'POD', priority: 1, cell: (item) => item.pod },
  { header: 'DIR', priority: 3, cell: directionCell },
  { header: 'PEER', priority: 1, cell: peerCell },
  { header: 'DESTINATION', priority: 1, cell: (item) => addressCell(item.destination) },
  {
    header: 'VERDICT',
    priority: 1,
    cell: (item) => `${item.verdict}${item.known === 'inferred' ? '?' : ''}`,
    words: (item) => [
      item.verdict,
      `${item.verdict}${verdictMarks({ ...item, isBypass: item.bypasses !== null })}`,
    ],
    tone: (item) => verdictTone(item.verdict),
  },
  {
    header: 'REASON',
    priority: 2,
    cell: reasonCell,
    words: (item) => [orAbsent(item.reason)],
  },
  { header: 'STATE', priority: 4, cell: (item) => item.state },
  {
    header: 'AGE',
    priority: 3,
    align: 'right',
    cell: (item) => (item.ageMs === null ? absent : formatAge(item.ageMs)),
    order: (item) => item.ageMs,
  },
  { header: 'SOURCE', priority: 5, isWide: true, cell: (item) => addressCell(item.source) },
  {
    header: 'ORIGINAL',
    priority: 5,
    isWide: true,
    cell: ({ originalDestination: place }) => (place === null ? absent : addressCell(place)),
  },
  {
    header: 'REACHED',
    priority: 5,
    isWide: true,
    cell: (item) => orAbsent(item.destination.name),
  },
  {
    header: 'SERVICE',
    priority: 5,
    isWide: true,
    cell: (item) => item.service ?? (item.serviceId === null ? absent : `id ${item.serviceId}`),
  },
  { header: 'FLAGS', priority: 6, isWide: true, cell: flagsCell },
  { header: 'KNOWN', priority: 6, isWide: true, cell: (item) => item.known },
  { header: 'NOTE', priority: 7, isWide: true, cell: (item) => orAbsent(item.note) },
]);

/** The tone of a verdict; its word stands in the same cell. */
export function verdictTone(verdict: Verdict): Tone | null {
  if (verdict === 'endpoint' || verdict === 'waypoint') return 'good';
  if (verdict === 'fallthrough' || verdict === 'unmanaged') return 'warn';
  return verdict === 'denied' ? 'bad' : null;
}

/** What stands behind a verdict in the dashboard: `?` inferred, `*` stale, `^` past the waypoint of its service. */
export function verdictMarks(item: {
  readonly known: ConnectionItem['known'];
  readonly stale: boolean;
  readonly isBypass: boolean;
}): string {
  const { known, stale, isBypass } = item;
  return `${known === 'inferred' ? '?' : ''}${stale ? '*' : ''}${isBypass ? '^' : ''}`;
}

function directionCell(item: ConnectionItem): string {
  if (item.direction === null) return absent;
  return item.direction === 'inbound' ? 'in' : 'out';
}

/** The reason, with what is odd about the connection. */
function reasonCell(item: ConnectionItem): string {
  const stale = item.stale ? ' (stale)' : '';
  return `${orAbsent(item.reason)}${stale}${item.bypasses === null ? '' : ' (bypasses waypoint)'}`;
}

/** Whom the pod talks to: what it asked for, or who called it. */
function peerCell(item: ConnectionItem): string {
  if (item.direction === 'inbound') return placeCell(item.source);
  return placeCell(item.originalDestination ?? item.destination);
}

function flagsCell(item: ConnectionItem): string {
  const flags = [];
  if (item.viaWaypoint) flags.push('via-waypoint');
  if (item.encoded) flags.push('encoded');
  if (item.stale) flags.push('stale');
  if (item.bypasses !== null) flags.push('bypasses-waypoint');
  return orAbsent(flags.join(','));
}
