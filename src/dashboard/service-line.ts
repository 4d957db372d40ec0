// A line of the services view: a service, or one of its endpoints below it, with what new connections it
// should get and what is open now.

import { absent, type Column, orAbsent } from '../view/column.ts';
import { portCells } from '../view/columns/cells.ts';
import { formatShare } from '../view/format.ts';

export interface ServiceLine {
  readonly name: string;
  /** Of a service its ports, of an endpoint its address. */
  readonly ports: string;
  /** Of a service its load-balancing policy, of an endpoint its priority. */
  readonly policy: string;
  /** Part of the new connections that it should get; null where the kernel does not decide. */
  readonly share: number | null;
  /** Words in the place of the share. */
  readonly shareWord: string | null;
  /** Connections that are open now; null where they could not be read. */
  readonly open: number | null;
  /** Its part of those of the service; null without any. */
  readonly liveShare: number | null;
  readonly skew: Skew | null;
  readonly waypoint: string | null;
}

export type Skew = 'LOW' | 'HIGH';

export const serviceLineColumns: readonly Column<ServiceLine>[] = Object.freeze([
  { header: 'NAME', priority: 1, cell: (line) => line.name },
  { header: 'PORTS', priority: 4, cell: (line) => line.ports },
  { header: 'POLICY', priority: 5, cell: (line) => line.policy },
  { header: 'SHOULD', priority: 3, cell: () => '' },
  {
    header: 'SHARE',
    priority: 1,
    align: 'right',
    cell: (line) => line.shareWord ?? (line.share === null ? absent : formatShare(line.share)),
    order: (line) => line.share,
  },
  {
    header: 'OPEN',
    priority: 1,
    align: 'right',
    cell: (line) => orAbsent(line.open),
    order: (line) => line.open,
    tone: (line) => (line.open === 0 ? 'dim' : null),
  },
  { header: 'LIVE', priority: 3, cell: () => '' },
  {
    header: 'LIVE%',
    priority: 1,
    align: 'right',
    cell: (line) => (line.liveShare === null ? '' : formatShare(line.liveShare)),
    order: (line) => line.liveShare,
  },
  {
    header: 'SKEW',
    priority: 2,
    cell: (line) => line.skew ?? '',
    tone: (line) => (line.skew === null ? null : 'warn'),
  },
  { header: 'WAYPOINT', priority: 2, cell: (line) => orAbsent(line.waypoint) },
]);

/** Deviations from the expected number beyond which chance is no explanation: one in 700. */
const deviations = 3.2;

/**
 * Whether `open` of `total` connections is too few or too many for something that should get `share` of
 * them; null where it may be chance, or where there are too few to tell.
 */
export function findSkew(open: number, total: number, share: number): Skew | null {
  const expected = total * share;
  const spread = Math.sqrt(total * share * (1 - share));
  if (Math.abs(open - expected) <= deviations * Math.max(spread, 1)) return null;
  return open < expected ? 'LOW' : 'HIGH';
}

/** `80:8080,443`. */
export function portsLabel(
  ports: readonly { readonly servicePort: number; readonly targetPort: number }[],
): string {
  return orAbsent(ports.map(portCells).join(','));
}
