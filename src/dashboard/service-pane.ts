// The services pane: each service with its endpoints indented, the share of new connections that each
// endpoint gets, and how many are open.
import type { Connection } from '../explain/connection.ts';
import { addressBytes } from '../kmesh/address.ts';
import { hasEffectiveWaypoint, type ServiceEntry } from '../kmesh/dual-engine/service.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Directory } from '../view/directory.ts';
import { formatCount } from '../view/format.ts';
import { choosePriority } from '../view/share.ts';
import { createLabels } from './labels.ts';
import type { Pane, PaneColumn, PaneStatus } from './pane.ts';
import type { ServiceFacts } from './service-detail.ts';
import { type LiveCounts, serviceRows } from './service-rows.ts';

const columns: readonly PaneColumn[] = Object.freeze([
  { key: 'name', title: 'SERVICE', min: 22, grow: 3, align: 'left', drop: 0 },
  { key: 'ports', title: 'PORTS', min: 12, grow: 1, align: 'left', drop: 3 },
  { key: 'policy', title: 'POLICY', min: 8, grow: 0, align: 'left', drop: 4 },
  { key: 'bar', title: '', min: 10, grow: 0, align: 'left', drop: 5 },
  { key: 'share', title: 'SHARE', min: 6, grow: 0, align: 'right', drop: 0 },
  { key: 'live', title: 'OPEN', min: 5, grow: 0, align: 'right', drop: 1 },
  { key: 'waypoint', title: 'WAYPOINT', min: 18, grow: 2, align: 'left', drop: 2 },
] satisfies PaneColumn[]);

/** The pane, sorted by name. */
export function servicePane(
  snapshot: Snapshot,
  directory: Directory,
  connections: readonly Connection[],
): Pane {
  const labels = createLabels(directory);
  const { routing } = snapshot;
  const context = { routing, directory, labels, live: countLive(connections) };
  const services = snapshot.services
    .map((service) => ({ service, label: labels.service(service.id) }))
    .sort((a, b) => compareText(a.label, b.label) || a.service.id - b.service.id);
  return {
    title: 'Services',
    columns,
    rows: services.flatMap(({ service, label }) =>
      serviceRows(context, toFacts(service, label, directory)),
    ),
    count: services.length,
    status: statusOf(snapshot, services.length),
  };
}

function toFacts(service: ServiceEntry, label: string, directory: Directory): ServiceFacts {
  return {
    service,
    label,
    endpoints: directory.endpointsOfService(service.id),
    addresses: directory.addressesOfService(service.id),
    isViaWaypoint: hasEffectiveWaypoint(service, addressBytes(service.waypointAddr)),
    choice: choosePriority(service),
  };
}

/** Outbound connections: what clients on this node have open. */
function countLive(connections: readonly Connection[]): LiveCounts {
  const byService = new Map<number, number>();
  const byEndpoint = new Map<string, number>();
  for (const { direction, serviceId, backendUid } of connections) {
    if (direction === 'inbound' || serviceId === null) continue;
    byService.set(serviceId, (byService.get(serviceId) ?? 0) + 1);
    const key = `${serviceId}/${backendUid}`;
    byEndpoint.set(key, (byEndpoint.get(key) ?? 0) + 1);
  }
  return { byService, byEndpoint };
}

function statusOf(snapshot: Snapshot, count: number): PaneStatus {
  const maps = new Set(['km_service', 'km_endpoint', 'km_backend', 'km_frontend']);
  const problem = snapshot.problems.find(({ map }) => map !== null && maps.has(map));
  if (count > 0) return { kind: 'data', warning: problem?.message ?? null };
  if (snapshot.mode === 'kernel-native') {
    return {
      kind: 'unreadable',
      what: 'kernel-native mode keeps listeners and clusters, which this pane does not show',
      hint: 'kmscope maps lists what is pinned',
    };
  }
  if (problem !== undefined) {
    return { kind: 'unreadable', what: problem.message, hint: 'kmscope maps -o wide shows it raw' };
  }
  return {
    kind: 'empty',
    why: `the map km_service has no entry (of ${formatCount(snapshot.mapSet.maps.length, 'map')} pinned)`,
    hint: 'has the daemon reached istiod? its log says so',
  };
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
