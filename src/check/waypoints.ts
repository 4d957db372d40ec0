// Who sends connections to which waypoint.
import { addressBytes, noAddress } from '../kmesh/address.ts';
import { hasEffectiveWaypoint, type ServiceEntry } from '../kmesh/dual-engine/service.ts';
import { backendEvidence, serviceEvidence } from './evidence.ts';
import type { Evidence, Subject } from './finding.ts';
import { subject } from './rule.ts';
import type { Tables } from './tables.ts';

/** A waypoint that the programs use, and what has it. */
export interface WaypointUse {
  readonly owner: Subject;
  /** Row of the owner in its map. */
  readonly ownerRow: number;
  readonly address: string;
  readonly evidence: () => Evidence;
}

/** Whether the service's connections go to its waypoint, whatever endpoints it has. */
export function isServedByWaypoint(service: ServiceEntry): boolean {
  // Most services have none: their address need not become bytes.
  if (service.waypointAddr === noAddress || service.waypointPort === 0) return false;
  return hasEffectiveWaypoint(service, addressBytes(service.waypointAddr));
}

/** Every waypoint that the programs use, by its owner. */
export function* usedWaypoints({ backends, services }: Tables): Generator<WaypointUse> {
  for (const [ownerRow, service] of services.entries.entries()) {
    if (!isServedByWaypoint(service)) continue;
    yield {
      owner: subject('service', service.id),
      ownerRow,
      address: service.waypointAddr,
      evidence: () => serviceEvidence(service, 'waypointAddr', 'waypointPort'),
    };
  }
  for (let ownerRow = 0; ownerRow < backends.count; ownerRow++) {
    if (!backends.hasWaypoint(ownerRow)) continue;
    const entry = backends.entry(ownerRow);
    yield {
      owner: subject('workload', entry.uid),
      ownerRow,
      address: entry.waypointAddr,
      evidence: () => backendEvidence(entry, 'waypointAddr', 'waypointPort'),
    };
  }
}
