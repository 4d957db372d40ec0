import { drawEndpoint } from '../../explain/dual-engine/draw.ts';
import { reasons } from '../../explain/explanation.ts';
import { addressBytes } from '../../kmesh/address.ts';
import { type BackendEntry, listsService } from '../../kmesh/dual-engine/backend.ts';
import {
  hasEffectiveWaypoint,
  hasPriorities,
  type ServiceEntry,
} from '../../kmesh/dual-engine/service.ts';
import { portOf } from '../../kmesh/port-slot.ts';
import type { RoutingMaps } from '../../snapshot/routing-maps.ts';
import { choosePriority } from '../share.ts';
import type { Labels } from './connection.ts';

export interface WeightTarget {
  /** `fallthrough`: the address is left as it is; `source` then has the reason. */
  readonly kind: 'endpoint' | 'waypoint' | 'fallthrough';
  readonly name: string | null;
  readonly address: string | null;
  readonly port: number | null;
}

export interface WeightItem {
  /** Label of the service, null = no name. */
  readonly service: string | null;
  readonly serviceId: number;
  readonly servicePort: number;
  readonly target: WeightTarget;
  /** Null: dual-engine mode has no weights, only draws with equal chances. */
  readonly weight: null;
  /** Part of the new connections to this port that get this target. */
  readonly share: number;
  /** Where the share comes from. */
  readonly source: string;
}

type Row = Pick<WeightItem, 'target' | 'share' | 'source'>;

/** For each port of the service: its targets, whose shares sum to 1. */
export function toWeightItems(
  service: ServiceEntry,
  routing: RoutingMaps,
  labels: Labels,
): WeightItem[] {
  const items: WeightItem[] = [];
  for (const [slot, servicePort] of service.servicePorts.entries()) {
    const isMatched = servicePort !== 0 && servicePort <= 0xffff;
    if (!isMatched || service.servicePorts.indexOf(servicePort) !== slot) continue;
    const targetPort = portOf(service.targetPorts[slot] ?? 0);
    for (const row of toRows({ service, targetPort, routing, labels })) {
      const { id: serviceId } = service;
      const name = labels.labelOf(serviceId);
      items.push({ service: name, serviceId, servicePort, ...row, weight: null });
    }
  }
  return items;
}

interface Asked {
  readonly service: ServiceEntry;
  readonly targetPort: number;
  readonly routing: RoutingMaps;
  readonly labels: Labels;
}

function toRows(asked: Asked): Row[] {
  const { service, routing, labels } = asked;
  if (hasEffectiveWaypoint(service, addressBytes(service.waypointAddr))) {
    const target = waypointTarget(service, labels);
    return [{ target, share: 1, source: 'decided by the waypoint' }];
  }
  const choice = choosePriority(service);
  if (choice.prio === null) return [fallthroughRow(choice.reason, 1)];
  const draw = drawEndpoint(routing, new Map(), service, choice.prio);
  const policy = `policy ${service.lbPolicy.name ?? service.lbPolicy.raw}, priority ${choice.prio}`;
  const rows = draw.backends.map(({ uid, entry, weight }): Row => {
    const share = weight / draw.count;
    if (entry === undefined) return missRow(routing, 'BACKEND_MISSING', { share, uid });
    if (isRefused(service, entry)) return fallthroughRow('SERVICE_NOT_IN_BACKEND', share, uid);
    const source = `${policy}: ${weight} of ${draw.count}`;
    return { target: toTarget(asked, entry), share, source };
  });
  const missing = draw.missing / draw.count;
  if (missing > 0) rows.push(missRow(routing, 'ENDPOINT_MISSING', { share: missing }));
  return rows;
}

/** Up to v0.5 a backend without a waypoint must list the service. */
function isRefused(service: ServiceEntry, entry: BackendEntry): boolean {
  return !hasPriorities(service) && entry.waypointPort === 0 && !listsService(entry, service.id);
}

function toTarget({ targetPort, labels }: Asked, entry: BackendEntry): WeightTarget {
  if (entry.waypointPort !== 0) return waypointTarget(entry, labels);
  const name = labels.labelOf(entry.uid);
  return { kind: 'endpoint', name, address: entry.address, port: targetPort };
}

function waypointTarget(
  stored: { readonly waypointAddr: string; readonly waypointPort: number },
  labels: Labels,
): WeightTarget {
  const { waypointAddr: address, waypointPort } = stored;
  const name = labels.labelOfAddress(address);
  return { kind: 'waypoint', name, address, port: portOf(waypointPort) };
}

/** What is missing in a map that was not read whole may be there. */
function missRow(
  { incompleteMaps }: RoutingMaps,
  reason: 'BACKEND_MISSING' | 'ENDPOINT_MISSING',
  { share, uid }: { readonly share: number; readonly uid?: number },
): Row {
  const row = fallthroughRow(reason, share, uid);
  if (incompleteMaps.length === 0) return row;
  const maps = incompleteMaps.join(', ');
  return { ...row, source: `${row.source}; NOT PROVEN: ${maps} could not be read whole` };
}

function fallthroughRow(reason: keyof typeof reasons, share: number, uid?: number): Row {
  const about = uid === undefined ? '' : ` (uid ${uid})`;
  return {
    target: { kind: 'fallthrough', name: null, address: null, port: null },
    share,
    source: `${reason}: ${reasons[reason].meaning}${about}`,
  };
}
