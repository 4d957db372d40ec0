// The rows of a service and of its endpoints. There may be 105,000 of them: what a row says is looked up
// when it is drawn.

import { noAddress } from '../kmesh/address.ts';
import type { BackendEntry } from '../kmesh/dual-engine/backend.ts';
import type { EndpointEntry } from '../kmesh/dual-engine/endpoint.ts';
import type { ServiceEntry } from '../kmesh/dual-engine/service.ts';
import { portOf } from '../kmesh/port-slot.ts';
import { waypointCell } from '../view/columns/cells.ts';
import { backendMissing } from '../view/columns/service-columns.ts';
import { formatShare } from '../view/format.ts';
import type { Glyphs } from './glyphs.ts';
import { printable } from './labels.ts';
import type { Model } from './model.ts';
import { type Cell, type Cells, cell, type ItemRow } from './pane.ts';
import {
  type EndpointFacts,
  endpointDetail,
  type ServiceFacts,
  serviceDetail,
} from './service-detail.ts';
import { findSkew, portsLabel, type ServiceLine } from './service-line.ts';

/** The service's row, then one for each endpoint. */
export function serviceRows(model: Model, facts: ServiceFacts): ItemRow<ServiceLine>[] {
  const { service, endpoints } = facts;
  const ids = endpointIds(service.id, endpoints);
  const context = { model, facts, open: openOf(model, facts) };
  const parent = serviceRowId(service.id);
  const last = endpoints.length - 1;
  const rows = endpoints.map(
    (entry, index) =>
      new EndpointRow(context, { entry, id: ids[index] ?? '', parent, isLast: index === last }),
  );
  return [serviceRow(model, facts, context.open), ...rows];
}

/** Open connections of a service's endpoints: how many in all, and how many each has. */
interface Open {
  readonly total: number;
  readonly ofBackend: (uid: number) => number | null;
}

const notRead: Open = { total: 0, ofBackend: () => null };

/**
 * What counts are connections that went to the endpoints. Those of a service behind a waypoint all end at
 * the waypoint: for its endpoints it is what they have accepted, as far as they are on this node.
 */
function openOf({ openCounts }: Model, { service, endpoints, isViaWaypoint }: ServiceFacts): Open {
  if (openCounts === null) return notRead;
  const { byService, byEndpoint, accepted } = openCounts;
  const ofBackend = isViaWaypoint
    ? (uid: number) => accepted.get(uid) ?? 0
    : (uid: number) => byEndpoint.get(`${service.id}/${uid}`) ?? 0;
  const isIdle = isViaWaypoint ? accepted.size === 0 : !byService.has(service.id);
  if (isIdle) return { total: 0, ofBackend };
  const uids = new Set(endpoints.map(({ backendUid }) => backendUid));
  return { total: [...uids].reduce((sum, uid) => sum + ofBackend(uid), 0), ofBackend };
}

function serviceRow(model: Model, facts: ServiceFacts, open: Open): ItemRow<ServiceLine> {
  const { service, label } = facts;
  const { openCounts } = model;
  const toClients = openCounts === null ? null : (openCounts.byService.get(service.id) ?? 0);
  const waypoint = waypointLabel(model, service, facts.isViaWaypoint);
  return {
    id: serviceRowId(service.id),
    parent: null,
    item: () => ({
      name: label,
      ports: portsLabel(portPairs(service)),
      policy: service.lbPolicy.name ?? `policy ${service.lbPolicy.raw}`,
      share: null,
      shareWord: serviceShareWord(facts),
      open: toClients,
      liveShare: null,
      skew: null,
      waypoint,
    }),
    cells: () => ({
      name: cell(label, 'strong'),
      share: cell(serviceShareWord(facts), facts.choice.prio === null ? 'warn' : 'info'),
      waypoint: waypoint === null ? cell('-', 'dim') : cell(waypoint, 'info'),
    }),
    detail: () => serviceDetail(model, facts, { open: toClients, accepted: open.total, waypoint }),
  };
}

/** The identity of a service's row. */
export function serviceRowId(id: number): string {
  return `service/${id}`;
}

/** The service whose row, or whose endpoint's row, has this identity; null for other rows. */
export function serviceOfRow(rowId: string): number | null {
  const [, id] = /^(?:service|endpoint)\/(\d+)/.exec(rowId) ?? [];
  return id === undefined ? null : Number(id);
}

/** Where a service as a whole loses connections; what its endpoints get stands beside them. */
function serviceShareWord({ isViaWaypoint, choice }: ServiceFacts): string {
  if (isViaWaypoint) return 'wp';
  return choice.prio === null ? 'none' : '';
}

interface EndpointContext {
  readonly model: Model;
  readonly facts: ServiceFacts;
  readonly open: Open;
}

/** A class, since an object with its own functions takes ten times as long to make. */
class EndpointRow implements ItemRow<ServiceLine> {
  readonly id: string;
  readonly parent: string;
  readonly #context: EndpointContext;
  readonly #entry: EndpointEntry;
  readonly #isLast: boolean;
  #line: ServiceLine | undefined;

  constructor(context: EndpointContext, at: PlacedEndpoint) {
    this.id = at.id;
    this.parent = at.parent;
    this.#context = context;
    this.#entry = at.entry;
    this.#isLast = at.isLast;
  }

  item(): ServiceLine {
    this.#line ??= toLine(this.#context, this.#own());
    return this.#line;
  }

  cells(glyphs: Glyphs): Cells {
    const { model } = this.#context;
    const own = this.#own();
    const { name, ports, share, shareWord, liveShare } = this.item();
    const isMissing = own.backend === undefined;
    return {
      name: cell(`${this.#isLast ? glyphs.lastBranch : glyphs.branch}${name}`),
      ports: cell(ports, isMissing ? 'bad' : 'plain'),
      policy: cell(`prio ${this.#entry.prio}`, 'dim'),
      should: barCell(share, glyphs, isMissing ? 'bad' : 'good'),
      ...(shareWord === null ? {} : { share: cell(shareWord, 'bad') }),
      live: barCell(liveShare, glyphs, 'info'),
      waypoint: cell(ownWaypoint(model, own.backend) ?? '', 'info'),
    };
  }

  detail() {
    const { model, facts } = this.#context;
    return endpointDetail(model, facts, this.#own());
  }

  #own(): EndpointFacts {
    return toEndpointFacts(this.#context, this.#entry);
  }
}

interface PlacedEndpoint {
  readonly entry: EndpointEntry;
  readonly id: string;
  readonly parent: string;
  readonly isLast: boolean;
}

function toEndpointFacts(
  { model, facts, open }: EndpointContext,
  entry: EndpointEntry,
): EndpointFacts {
  const { backendUid, prio, backendIndex } = entry;
  const backend = model.snapshot.routing.findBackend(backendUid);
  return {
    entry,
    backend,
    share: facts.shareOf(prio, backendIndex),
    open: open.ofBackend(backendUid),
    total: open.total,
  };
}

function toLine({ model }: EndpointContext, own: EndpointFacts): ServiceLine {
  const { entry, backend, share, open, total } = own;
  const name = model.labels.findBackend(entry.backendUid);
  const isMissing = backend === undefined;
  return {
    name: name ?? backend?.address ?? `backend ${entry.backendUid}`,
    ports: backend?.address ?? backendMissing,
    policy: `prio ${entry.prio}`,
    share,
    // What draws a backend that is not there ends as `! fallthrough`.
    shareWord: isMissing && share !== null ? `${formatShare(share)}!` : null,
    open,
    liveShare: total === 0 || open === null ? null : open / total,
    skew: isMissing || share === null || open === null ? null : findSkew(open, total, share),
    waypoint: ownWaypoint(model, backend),
  };
}

/** A backend's own waypoint counts by its port alone, whatever the address. */
function ownWaypoint(model: Model, backend: BackendEntry | undefined): string | null {
  return backend === undefined ? null : waypointLabel(model, backend, backend.waypointPort !== 0);
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

function barCell(share: number | null, glyphs: Glyphs, style: Cell['style']): Cell {
  if (share === null) return cell('');
  const full = share === 0 ? 0 : Math.max(1, Math.round(share * barWidth));
  return cell(glyphs.barFull.repeat(full) + glyphs.barEmpty.repeat(barWidth - full), style);
}

function portPairs({ servicePorts, targetPorts }: ServiceEntry) {
  return servicePorts.flatMap((slot, index) =>
    slot === 0 ? [] : [{ servicePort: portOf(slot), targetPort: portOf(targetPorts[index] ?? 0) }],
  );
}

/** What the waypoint's address belongs to, with its port. */
function waypointLabel(
  { snapshot, directory }: Model,
  { waypointAddr, waypointPort }: Pick<ServiceEntry, 'waypointAddr' | 'waypointPort'>,
  effective: boolean,
): string | null {
  if (waypointPort === 0 && waypointAddr === noAddress) return null;
  const id = snapshot.routing.findFrontend(waypointAddr)?.upstreamId;
  const name = id === undefined ? null : directory.labelOf(id);
  const waypoint = { address: waypointAddr, port: portOf(waypointPort), name, effective };
  return printable(waypointCell(waypoint));
}
