// The rows of a service and of its endpoints.
import { noAddress } from '../kmesh/address.ts';
import type { BackendEntry } from '../kmesh/dual-engine/backend.ts';
import type { EndpointEntry } from '../kmesh/dual-engine/endpoint.ts';
import type { ServiceEntry } from '../kmesh/dual-engine/service.ts';
import { portOf } from '../kmesh/port-slot.ts';
import type { RoutingMaps } from '../snapshot/routing-maps.ts';
import { orAbsent } from '../view/column.ts';
import { portCells, waypointCell } from '../view/columns/cells.ts';
import type { Directory } from '../view/directory.ts';
import { formatShare } from '../view/format.ts';
import { endpointShare } from '../view/share.ts';
import type { Glyphs } from './glyphs.ts';
import { type Labels, printable } from './labels.ts';
import { type Cell, cell, type PaneRow, workloadCell } from './pane.ts';
import {
  type EndpointFacts,
  endpointDetail,
  type ServiceFacts,
  serviceDetail,
} from './service-detail.ts';

/** How many connections are open. */
export interface LiveCounts {
  readonly byService: ReadonlyMap<number, number>;
  /** By `serviceId/backendUid`. */
  readonly byEndpoint: ReadonlyMap<string, number>;
}

type WaypointEntry = Pick<ServiceEntry, 'waypointAddr' | 'waypointPort'>;

/** What the rows of all services share. */
export interface ServiceContext {
  /** Read whole, for rows that are looked at when the node is closed. */
  readonly routing: RoutingMaps;
  readonly directory: Directory;
  readonly labels: Labels;
  readonly live: LiveCounts;
}

/** The service's row, then one for each endpoint. */
export function serviceRows(context: ServiceContext, facts: ServiceFacts): PaneRow[] {
  const { service, endpoints } = facts;
  const ids = endpointIds(service.id, endpoints);
  const rows = endpoints.map((entry, index) => {
    const isLast = index === endpoints.length - 1;
    return endpointRow(context, facts, { entry, id: ids[index] ?? '', isLast });
  });
  return [serviceRow(context, facts), ...rows];
}

function serviceRow(context: ServiceContext, facts: ServiceFacts): PaneRow {
  const { service, label } = facts;
  const { labels, live } = context;
  const open = live.byService.get(service.id) ?? 0;
  const waypoint = waypointLabel(context, service, facts.isViaWaypoint);
  return {
    id: `service/${service.id}`,
    parent: null,
    searchText: () =>
      [label, ...facts.addresses, portsLabel(service), waypoint ?? ''].join(' ').toLowerCase(),
    cells: () => ({
      name: cell(label, 'strong'),
      ports: cell(portsLabel(service)),
      policy: cell(service.lbPolicy.name ?? `policy ${service.lbPolicy.raw}`),
      share: serviceShareCell(facts),
      live: cell(String(open), open === 0 ? 'dim' : 'plain'),
      waypoint: waypoint === null ? cell('-', 'dim') : cell(waypoint, 'info'),
    }),
    detail: () => serviceDetail(facts, { labels, open, waypoint, routing: context.routing }),
  };
}

/** Where a service as a whole loses connections; what its endpoints get stands beside them. */
function serviceShareCell({ isViaWaypoint, choice }: ServiceFacts): Cell {
  if (isViaWaypoint) return cell('wp', 'info');
  return choice.prio === null ? cell('none', 'warn') : cell('');
}

/** Formatted when it is drawn, looked up when it is asked for: there may be 105,000 of them. */
function endpointRow(
  context: ServiceContext,
  facts: ServiceFacts,
  {
    entry,
    id,
    isLast,
  }: { readonly entry: EndpointEntry; readonly id: string; readonly isLast: boolean },
): PaneRow {
  const { service } = facts;
  const { labels, live, routing } = context;
  const { backendUid } = entry;
  const own = (): EndpointFacts => ({
    entry,
    backend: routing.findBackend(backendUid),
    share: endpointShare(service, entry.prio, entry.backendIndex),
    open: live.byEndpoint.get(`${service.id}/${backendUid}`) ?? 0,
  });
  const nameOf = ({ backend }: EndpointFacts) =>
    labels.findBackend(backendUid) ?? backend?.address ?? `backend ${backendUid}`;
  return {
    id,
    parent: `service/${service.id}`,
    searchText: () => {
      const found = own();
      return `${nameOf(found)} ${found.backend?.address ?? ''}`.toLowerCase();
    },
    cells: ({ glyphs }) => {
      const found = own();
      const { backend, share, open } = found;
      return {
        name: branchCell(isLast ? glyphs.lastBranch : glyphs.branch, nameOf(found)),
        ports: cell(backend?.address ?? 'no backend', backend === undefined ? 'bad' : 'plain'),
        policy: cell(`prio ${entry.prio}`, 'dim'),
        bar: cell(share === null ? '' : bar(share, glyphs), 'good'),
        share: cell(share === null ? '-' : formatShare(share), share === 0 ? 'dim' : 'plain'),
        live: cell(String(open), open === 0 ? 'dim' : 'plain'),
        waypoint: cell(ownWaypoint(context, backend) ?? '', 'info'),
      };
    },
    detail: () => endpointDetail(facts, own(), labels),
  };
}

/** The name behind its branch; without the namespace where that does not fit. */
function branchCell(branch: string, name: string): Cell {
  const { text, style, short = text } = workloadCell(name);
  return { text: branch + text, style, short: branch + short };
}

/** A backend's own waypoint counts by its port alone, whatever the address. */
function ownWaypoint(context: ServiceContext, backend: BackendEntry | undefined): string | null {
  return backend === undefined ? null : waypointLabel(context, backend, backend.waypointPort !== 0);
}

/** A row stays the same when its index changes, as it does when another endpoint goes. */
function endpointIds(serviceId: number, entries: readonly EndpointEntry[]): string[] {
  const seen = new Set<string>();
  return entries.map(({ backendUid, prio, backendIndex }) => {
    const id = `endpoint/${serviceId}/${backendUid}/${prio}`;
    if (seen.has(id)) return `${id}/${backendIndex}`;
    seen.add(id);
    return id;
  });
}

const barWidth = 10;

function bar(share: number, glyphs: Glyphs): string {
  const full = share === 0 ? 0 : Math.max(1, Math.round(share * barWidth));
  return glyphs.barFull.repeat(full) + glyphs.barEmpty.repeat(barWidth - full);
}

function portsLabel({ servicePorts, targetPorts }: ServiceEntry): string {
  const ports = servicePorts.flatMap((slot, index) => {
    if (slot === 0) return [];
    return [portCells({ servicePort: portOf(slot), targetPort: portOf(targetPorts[index] ?? 0) })];
  });
  return orAbsent(ports.join(','));
}

/** What the waypoint's address belongs to, with its port. */
function waypointLabel(
  context: ServiceContext,
  entry: WaypointEntry,
  effective: boolean,
): string | null {
  const { waypointAddr, waypointPort } = entry;
  if (waypointPort === 0 && waypointAddr === noAddress) return null;
  const id = context.routing.findFrontend(waypointAddr)?.upstreamId;
  const name = id === undefined ? null : context.directory.labelOf(id);
  const waypoint = { address: waypointAddr, port: portOf(waypointPort), name, effective };
  return printable(waypointCell(waypoint));
}
