// What changed between two models: by meaning, so that an endpoint that moved to another index has not.

import { waypointCell } from '../view/columns/cells.ts';
import { backendMissing } from '../view/columns/service-columns.ts';
import { formatCount } from '../view/format.ts';
import { type ServiceItem, toServiceItem } from '../view/items/service.ts';
import { connectionId } from './connection-changes.ts';
import { printable } from './labels.ts';
import type { Model } from './model.ts';
import { type DetailLine, detailLine } from './pane.ts';
import { portsLabel } from './service-line.ts';

/** Lines for one service, or for all that changed where `serviceId` is null. */
export function changeLines(before: Model, now: Model, serviceId: number | null): DetailLine[] {
  const old = new Map(before.snapshot.services.map((service) => [service.id, service]));
  const new_ = new Map(now.snapshot.services.map((service) => [service.id, service]));
  const ids = serviceId === null ? [...new Set([...old.keys(), ...new_.keys()])] : [serviceId];
  const lines = ids.flatMap((id) => {
    const own = serviceLines(before, now, id);
    const label = now.labels.service(id);
    const head = detailLine(null, printable(label), 'strong');
    if (own.length === 0 && serviceId === null) return [];
    return [
      head,
      ...(own.length === 0 ? [detailLine(null, '  nothing in its entries changed', 'dim')] : own),
    ];
  });
  const title = changesTitle(before, now);
  if (serviceId !== null) {
    return [title, ...lines, ...connectionLines(before, now, serviceId)];
  }
  const nothing = detailLine(null, 'no service, endpoint or waypoint changed', 'dim');
  return [
    title,
    ...(lines.length === 0 ? [nothing] : lines),
    ...connectionLines(before, now, null),
  ];
}

/** The line above what changed. */
export function changesTitle(before: Model, now: Model): DetailLine {
  const seconds = Math.round((now.takenAt.getTime() - before.takenAt.getTime()) / 1000);
  return detailLine(null, `In the last ${seconds} s:`, 'strong');
}

function serviceLines(before: Model, now: Model, id: number): DetailLine[] {
  const old = itemOf(before, id);
  const new_ = itemOf(now, id);
  if (old === null)
    return new_ === null ? [] : [detailLine(null, '  + the service is new', 'good')];
  if (new_ === null) return [detailLine(null, '  - the service is gone', 'bad')];
  const facts: [label: string, before: string, now: string][] = [
    [
      'policy',
      old.lbPolicy.name ?? String(old.lbPolicy.raw),
      new_.lbPolicy.name ?? String(new_.lbPolicy.raw),
    ],
    ['ports', portsLabel(old.ports), portsLabel(new_.ports)],
    ['waypoint', waypointCell(old.waypoint), waypointCell(new_.waypoint)],
    ['addresses', old.addresses.join(', '), new_.addresses.join(', ')],
    ['counts', old.endpointCounts.join(' '), new_.endpointCounts.join(' ')],
  ];
  const changed = facts.filter(([, a, b]) => a !== b);
  return [
    ...changed.map(([label, a, b]) =>
      detailLine(
        null,
        printable(`  ~ ${label}: ${a || 'none'} before, ${b || 'none'} now`),
        'warn',
      ),
    ),
    ...endpointLines(old, new_),
  ];
}

function endpointLines(old: ServiceItem, new_: ServiceItem): DetailLine[] {
  const keyOf = ({ backendUid, prio }: ServiceItem['endpoints'][number]) => `${backendUid}/${prio}`;
  const before = new Map(old.endpoints.map((endpoint) => [keyOf(endpoint), endpoint]));
  const now = new Map(new_.endpoints.map((endpoint) => [keyOf(endpoint), endpoint]));
  const describe = ({ name, address, backendUid, prio }: ServiceItem['endpoints'][number]) =>
    `${name ?? `backend ${backendUid}`}  ${address ?? backendMissing}  prio ${prio}`;
  const lines: DetailLine[] = [];
  for (const [key, endpoint] of now) {
    const was = before.get(key);
    if (was === undefined) {
      lines.push(detailLine(null, printable(`  + endpoint ${describe(endpoint)}`), 'good'));
    } else if (was.address !== endpoint.address) {
      const text = `  ~ endpoint ${describe(endpoint)}, before at ${was.address ?? backendMissing}`;
      lines.push(detailLine(null, printable(text), 'warn'));
    }
  }
  for (const [key, endpoint] of before) {
    if (now.has(key)) continue;
    lines.push(detailLine(null, printable(`  - endpoint ${describe(endpoint)}`), 'bad'));
  }
  return lines;
}

/** How many connections came and went: of one service, or of all where `serviceId` is null. */
export function connectionLines(before: Model, now: Model, serviceId: number | null): DetailLine[] {
  const idsOf = ({ connections }: Model) =>
    new Set(
      connections
        .filter((connection) => serviceId === null || connection.serviceId === serviceId)
        .map(connectionId),
    );
  const old = idsOf(before);
  const new_ = idsOf(now);
  const opened = [...new_].filter((id) => !old.has(id)).length;
  const closed = [...old].filter((id) => !new_.has(id)).length;
  const text = `${formatCount(opened, 'connection')} opened, ${closed} closed, ${new_.size} open now`;
  return [detailLine(null, ''), detailLine(null, text)];
}

function itemOf({ snapshot, directory }: Model, id: number): ServiceItem | null {
  const service = snapshot.routing.findService(id);
  return service === undefined ? null : toServiceItem(service, directory);
}
