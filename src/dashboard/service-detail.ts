// Everything about one service, or one of its endpoints.

import type { Connection } from '../explain/connection.ts';
import { reasons } from '../explain/explanation.ts';
import type { BackendEntry } from '../kmesh/dual-engine/backend.ts';
import type { EndpointEntry } from '../kmesh/dual-engine/endpoint.ts';
import type { ServiceEntry } from '../kmesh/dual-engine/service.ts';
import { podLabel } from '../snapshot/pod.ts';
import { backendMissing } from '../view/columns/service-columns.ts';
import { formatCount, formatShare } from '../view/format.ts';
import type { PriorityChoice, ShareOf } from '../view/share.ts';
import { printable } from './labels.ts';
import type { Model } from './model.ts';
import { type DetailLine, detailLine } from './pane.ts';
import { verdictMix } from './verdict-words.ts';

export interface ServiceFacts {
  readonly service: ServiceEntry;
  readonly label: string;
  /** By priority and index. */
  readonly endpoints: readonly EndpointEntry[];
  readonly addresses: readonly string[];
  /** Whether its waypoint takes every connection; the choice then says nothing. */
  readonly isViaWaypoint: boolean;
  readonly choice: PriorityChoice;
  readonly shareOf: ShareOf;
}

export interface EndpointFacts {
  readonly entry: EndpointEntry;
  readonly backend: BackendEntry | undefined;
  /** Null = decided by the waypoint. */
  readonly share: number | null;
  /** Connections that it has open, of those of all endpoints; null where they could not be read. */
  readonly open: number | null;
  readonly total: number;
}

export interface ServiceExtras {
  /** Connections of this node's clients; null where they could not be read. */
  readonly open: number | null;
  /** Connections that its endpoints on this node have. */
  readonly accepted: number;
  readonly waypoint: string | null;
}

const notReadLine = detailLine('open', 'not known: the connections could not be read', 'warn');

/** Lines for a service: what decides, who connects, then its endpoints. */
export function serviceDetail(
  model: Model,
  facts: ServiceFacts,
  { open, accepted, waypoint }: ServiceExtras,
): DetailLine[] {
  const { service, label, addresses, endpoints, isViaWaypoint } = facts;
  const { labels, snapshot } = model;
  const listed = endpoints.map((entry) => {
    const name = labels.findBackend(entry.backendUid) ?? `backend ${entry.backendUid}`;
    const address = snapshot.routing.findBackend(entry.backendUid)?.address ?? backendMissing;
    return detailLine(`prio ${entry.prio} #${entry.backendIndex}`, `${name}  ${address}`);
  });
  const behind = isViaWaypoint ? `; its endpoints here have accepted ${accepted}` : '';
  return [
    detailLine('service', `${label}  id ${service.id}`, 'strong'),
    decisionLine(model, facts, waypoint),
    open === null
      ? notReadLine
      : detailLine('open', `${formatCount(open, 'connection')} from this node${behind}`),
    ...clientLines(model, service.id),
    detailLine('addresses', addresses.join(', ') || 'none: no frontend leads here'),
    detailLine('counts', `by priority: ${service.endpointCounts.join(' ')}`),
    detailLine('endpoints', formatCount(endpoints.length, 'entry', 'entries'), 'strong'),
    ...listed,
  ];
}

/** Who connects to the service, from where, and what becomes of it; the most connections first. */
function clientLines({ connections }: Model, serviceId: number): DetailLine[] {
  const clients = new Map<string, Connection[]>();
  for (const connection of connections) {
    if (connection.direction === 'inbound' || connection.serviceId !== serviceId) continue;
    const name = podLabel(connection.pod);
    const own = clients.get(name);
    if (own === undefined) clients.set(name, [connection]);
    else own.push(connection);
  }
  const sorted = [...clients].sort(([, a], [, b]) => b.length - a.length);
  return sorted.map(([name, own], index) => {
    const [first] = own;
    const from = first === undefined ? '' : ` (${first.source.address})`;
    const mix = verdictMix(own.map(({ verdict }) => verdict));
    return detailLine(index === 0 ? 'clients' : '', `${printable(name)}${from}: ${mix}`);
  });
}

function decisionLine(
  { snapshot }: Model,
  { service, endpoints, isViaWaypoint, choice, shareOf }: ServiceFacts,
  waypoint: string | null,
): DetailLine {
  if (isViaWaypoint) {
    return detailLine('waypoint', `every connection goes to ${waypoint}, which decides`, 'info');
  }
  const policy = service.lbPolicy.name ?? `number ${service.lbPolicy.raw}`;
  if (choice.prio === null) {
    const text = `${policy}, ${choice.reason}: ${reasons[choice.reason].meaning}`;
    return detailLine('policy', text, 'warn');
  }
  const count = service.endpointCounts[choice.prio] ?? 0;
  const drawn = formatCount(count, 'endpoint');
  const text = `${policy}: each of ${drawn} of priority ${choice.prio} gets ${formatShare(1 / count)}`;
  const missing = endpoints.filter(
    ({ prio, backendIndex, backendUid }) =>
      shareOf(prio, backendIndex) !== 0 && snapshot.routing.findBackend(backendUid) === undefined,
  ).length;
  if (missing === 0) return detailLine('policy', text);
  return detailLine('policy', `${text}; the backend of ${missing} is missing`, 'bad');
}

/** Lines for an endpoint. */
export function endpointDetail(
  model: Model,
  { label, isViaWaypoint }: ServiceFacts,
  { entry, backend, share, open, total }: EndpointFacts,
): DetailLine[] {
  const name = model.labels.findBackend(entry.backendUid) ?? 'no name';
  const why = share === null ? 'decided by the waypoint' : formatShare(share);
  const live = total === 0 || open === null ? '' : ` of ${total}: ${formatShare(open / total)}`;
  const what = isViaWaypoint ? 'accepted by its pod on this node' : 'from this node';
  return [
    detailLine('endpoint', `${name}  uid ${entry.backendUid}`, 'strong'),
    backend === undefined
      ? detailLine(
          'backend',
          'missing: new connections that draw it stay at the service address',
          'bad',
        )
      : detailLine('address', backend.address),
    detailLine('share', `${why} of new connections to ${label}`),
    open === null
      ? notReadLine
      : detailLine('open', `${formatCount(open, 'connection')}${live}, ${what}`),
    detailLine('place', `priority ${entry.prio}, index ${entry.backendIndex}`),
  ];
}
