// Everything about one service, or one of its endpoints.

import { reasons } from '../explain/explanation.ts';
import type { BackendEntry } from '../kmesh/dual-engine/backend.ts';
import type { EndpointEntry } from '../kmesh/dual-engine/endpoint.ts';
import type { ServiceEntry } from '../kmesh/dual-engine/service.ts';
import type { RoutingMaps } from '../snapshot/routing-maps.ts';
import { formatCount, formatShare } from '../view/format.ts';
import type { PriorityChoice } from '../view/share.ts';
import type { Labels } from './labels.ts';
import { type DetailLine, detailLine } from './pane.ts';

export interface ServiceFacts {
  readonly service: ServiceEntry;
  readonly label: string;
  /** By priority and index. */
  readonly endpoints: readonly EndpointEntry[];
  readonly addresses: readonly string[];
  /** Whether its waypoint takes every connection; the choice then says nothing. */
  readonly isViaWaypoint: boolean;
  readonly choice: PriorityChoice;
}

export interface EndpointFacts {
  readonly entry: EndpointEntry;
  readonly backend: BackendEntry | undefined;
  /** Null = decided by the waypoint. */
  readonly share: number | null;
  readonly open: number;
}

export interface ServiceExtras {
  readonly labels: Labels;
  readonly open: number;
  readonly waypoint: string | null;
  readonly routing: RoutingMaps;
}

/** Lines for a service: what decides, then its endpoints. */
export function serviceDetail(facts: ServiceFacts, extras: ServiceExtras): DetailLine[] {
  const { service, label, addresses, endpoints } = facts;
  const { labels, open, waypoint, routing } = extras;
  const listed = endpoints.map((entry) => {
    const name = labels.findBackend(entry.backendUid) ?? `backend ${entry.backendUid}`;
    const address = routing.findBackend(entry.backendUid)?.address ?? 'backend missing';
    return detailLine(`prio ${entry.prio} #${entry.backendIndex}`, `${name}  ${address}`);
  });
  return [
    detailLine('service', `${label}  id ${service.id}`, 'strong'),
    decisionLine(facts, waypoint),
    detailLine('addresses', addresses.join(', ') || 'none: no frontend leads here', 'plain'),
    detailLine('open', `${formatCount(open, 'connection')} from this node`),
    detailLine('counts', `by priority: ${service.endpointCounts.join(' ')}`),
    detailLine('endpoints', formatCount(endpoints.length, 'entry', 'entries'), 'strong'),
    ...listed,
  ];
}

function decisionLine(facts: ServiceFacts, waypoint: string | null): DetailLine {
  const { service, isViaWaypoint, choice } = facts;
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
  return detailLine('policy', text);
}

/** Lines for an endpoint. */
export function endpointDetail(
  { label }: ServiceFacts,
  { entry, backend, share, open }: EndpointFacts,
  labels: Labels,
): DetailLine[] {
  const name = labels.findBackend(entry.backendUid) ?? 'no name';
  const why = share === null ? 'decided by the waypoint' : formatShare(share);
  return [
    detailLine('endpoint', `${name}  uid ${entry.backendUid}`, 'strong'),
    backend === undefined
      ? detailLine(
          'backend',
          'missing: the endpoint names a backend that is not in km_backend',
          'bad',
        )
      : detailLine('address', backend.address),
    detailLine('share', `${why} of new connections to ${label}`),
    detailLine('place', `priority ${entry.prio}, index ${entry.backendIndex}`),
    detailLine('open', `${formatCount(open, 'connection')} from this node`),
  ];
}
