// Service map `km_service`, v1.0 and later (reference 2.5), 132 bytes packed.
//
//    0        28          32                72               112           128
//    | counts | lb_policy | service_port[10] | target_port[10] | wp_addr     | waypoint_port |

import { u32 } from '../../layout/scalar.ts';
import { array, packedStruct } from '../../layout/struct.ts';
import { ipAddr, noAddress } from '../address.ts';
import { type EnumValue, toEnum } from '../enumeration.ts';
import { portSlot } from '../port-slot.ts';

export const priorityCount = 7;
export const portCount = 10;

export const serviceKeyLayout = packedStruct('service_key', { service_id: u32 });
export const serviceValueLayout = packedStruct('service_value', {
  prio_endpoint_count: array(u32, priorityCount),
  lb_policy: u32,
  service_port: array(portSlot, portCount),
  target_port: array(portSlot, portCount),
  wp_addr: ipAddr,
  waypoint_port: portSlot,
});

/** lb_policy numbers; RANDOM is the control plane's UNSPECIFIED_MODE. */
export const lbPolicyNames = Object.freeze({ 0: 'RANDOM', 1: 'STRICT', 2: 'FAILOVER' });

export interface ServiceEntry {
  readonly id: number;
  /** Endpoints of each priority, 0 the best. */
  readonly endpointCounts: readonly number[];
  readonly lbPolicy: EnumValue;
  /** Ten slots, see port-slot.ts; 0 = unused. Same index pairs a service port with its target port. */
  readonly servicePorts: readonly number[];
  readonly targetPorts: readonly number[];
  /** `0.0.0.0` = none. */
  readonly waypointAddr: string;
  /** Port slot, 0 = none. */
  readonly waypointPort: number;
}

/** The entry of one row, whose key and value lie at the given offsets. */
export function toServiceEntry(
  keys: Buffer,
  keyOffset: number,
  values: Buffer,
  valueOffset: number,
): ServiceEntry {
  const value = serviceValueLayout.decode(values, valueOffset);
  return {
    id: u32.decode(keys, keyOffset),
    endpointCounts: value.prio_endpoint_count,
    lbPolicy: toEnum(lbPolicyNames, value.lb_policy),
    servicePorts: value.service_port,
    targetPorts: value.target_port,
    waypointAddr: value.wp_addr,
    waypointPort: value.waypoint_port,
  };
}

/** What the value layout encodes for an entry. */
export function fromServiceEntry(entry: ServiceEntry) {
  return {
    prio_endpoint_count: [...entry.endpointCounts],
    lb_policy: entry.lbPolicy.raw,
    service_port: [...entry.servicePorts],
    target_port: [...entry.targetPorts],
    wp_addr: entry.waypointAddr,
    waypoint_port: entry.waypointPort,
  };
}

/**
 * Whether the programs send this service's traffic to its waypoint: the first four bytes of the address
 * and the port slot must both be non-zero, so `::a:b` is ignored (reference 3.1, step 9).
 */
export function hasEffectiveWaypoint(service: ServiceEntry, addressBytes: Uint8Array): boolean {
  if (service.waypointAddr === noAddress || service.waypointPort === 0) return false;
  return addressBytes.subarray(0, 4).some((byte) => byte !== 0);
}
