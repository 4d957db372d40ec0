// The services view: each service with its endpoints indented.
import { addressBytes } from '../kmesh/address.ts';
import { hasEffectiveWaypoint, type ServiceEntry } from '../kmesh/dual-engine/service.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { formatCount } from '../view/format.ts';
import { choosePriority, endpointShares } from '../view/share.ts';
import type { Model } from './model.ts';
import { nativeServicePane } from './native-service-pane.ts';
import { itemPane, type Pane, type PaneStatus } from './pane.ts';
import type { ServiceFacts } from './service-detail.ts';
import { serviceLineColumns } from './service-line.ts';
import { serviceRows } from './service-rows.ts';

/** The pane, by name; of kernel-native mode listeners. */
export function servicePane(model: Model): Pane {
  if (model.mode === 'kernel-native') return nativeServicePane(model);
  const { snapshot, labels } = model;
  const services = snapshot.services
    .map((service) => ({ service, label: labels.service(service.id) }))
    .sort((a, b) => compareText(a.label, b.label) || a.service.id - b.service.id);
  return itemPane({
    title: 'Services',
    columns: serviceLineColumns,
    rows: services.flatMap(({ service, label }) =>
      serviceRows(model, toFacts(model, service, label)),
    ),
    count: services.length,
    status: statusOf(snapshot, services.length),
  });
}

function toFacts({ directory }: Model, service: ServiceEntry, label: string): ServiceFacts {
  return {
    service,
    label,
    endpoints: directory.endpointsOfService(service.id),
    addresses: directory.addressesOfService(service.id),
    isViaWaypoint: hasEffectiveWaypoint(service, addressBytes(service.waypointAddr)),
    choice: choosePriority(service),
    shareOf: endpointShares(service),
  };
}

function statusOf(snapshot: Snapshot, count: number): PaneStatus {
  const roles = ['km_service', 'km_endpoint', 'km_backend', 'km_frontend'];
  const maps = new Set(roles.map((role) => snapshot.pinName(role)));
  const problem = snapshot.problems.find(({ map }) => map !== null && maps.has(map));
  if (count > 0) return { kind: 'data', warning: problem?.message ?? null };
  if (problem !== undefined) {
    return { kind: 'unreadable', what: problem.message, hint: 'kmscope maps -o wide shows it raw' };
  }
  return {
    kind: 'empty',
    why: `the map ${snapshot.pinName('km_service')} has no entry (of ${formatCount(snapshot.mapSet.maps.length, 'map')} pinned)`,
    hint: 'has the daemon reached istiod? its log says so',
  };
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
