// Service map (reference 2.5), packed: `km_service`, v1.0 and later, 132 bytes; `kmesh_service` before, 108
// bytes with one count instead of seven.
//
//    0        28          32                72               112           128
//    | counts | lb_policy | service_port[10] | target_port[10] | wp_addr     | waypoint_port |

import type { Decoded } from '../../layout/layout.ts';
import { u32 } from '../../layout/scalar.ts';
import { array, packedStruct } from '../../layout/struct.ts';
import { ipAddr, noAddress } from '../address.ts';
import { type EnumValue, toEnum } from '../enumeration.ts';
import { portSlot } from '../port-slot.ts';

export const priorityCount = 7;
export const portCount = 10;

export const serviceKeyLayout = packedStruct('service_key', { service_id: u32 });
const fieldsAfterCounts = {
  lb_policy: u32,
  service_port: array(portSlot, portCount),
  target_port: array(portSlot, portCount),
  wp_addr: ipAddr,
  waypoint_port: portSlot,
};
/** v1.0 and later. */
export const serviceValueLayout = packedStruct('service_value', {
  prio_endpoint_count: array(u32, priorityCount),
  ...fieldsAfterCounts,
});
/** Up to v0.5: no priorities. */
export const flatServiceValueLayout = packedStruct('flat_service_value', {
  endpoint_count: u32,
  ...fieldsAfterCounts,
});

/** lb_policy numbers, v1.0 and later; RANDOM is the control plane's UNSPECIFIED_MODE. */
export const lbPolicyNames = Object.freeze({ 0: 'RANDOM', 1: 'STRICT', 2: 'FAILOVER' });
/** Up to v0.5 the programs know one policy. */
const flatLbPolicyNames = Object.freeze({ 0: 'RANDOM' });

export interface ServiceEntry {
  readonly id: number;
  /** Endpoints of each priority, 0 the best; up to v0.5 there is only the first. */
  readonly endpointCounts: readonly number[];
  /** The name is null where the programs of this generation do not know the policy. */
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
  const lbPolicy = toEnum(lbPolicyNames, value.lb_policy);
  const id = u32.decode(keys, keyOffset);
  return { id, endpointCounts: value.prio_endpoint_count, lbPolicy, ...commonFields(value) };
}

/** The same up to v0.5. */
export function toFlatServiceEntry(
  keys: Buffer,
  keyOffset: number,
  values: Buffer,
  valueOffset: number,
): ServiceEntry {
  const value = flatServiceValueLayout.decode(values, valueOffset);
  const lbPolicy = toEnum(flatLbPolicyNames, value.lb_policy);
  const id = u32.decode(keys, keyOffset);
  return { id, endpointCounts: [value.endpoint_count], lbPolicy, ...commonFields(value) };
}

type CommonFields = Omit<Decoded<typeof flatServiceValueLayout>, 'endpoint_count'>;

function commonFields(
  value: CommonFields,
): Omit<ServiceEntry, 'id' | 'endpointCounts' | 'lbPolicy'> {
  return {
    servicePorts: value.service_port,
    targetPorts: value.target_port,
    waypointAddr: value.wp_addr,
    waypointPort: value.waypoint_port,
  };
}

/** What either value layout encodes for an entry: each takes its own fields. */
export function fromServiceEntry(entry: ServiceEntry) {
  const counts = entry.endpointCounts;
  return {
    prio_endpoint_count: Array.from({ length: priorityCount }, (_, prio) => counts[prio] ?? 0),
    endpoint_count: counts[0] ?? 0,
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

/** A policy's number as the programs of the service's generation take it. */
export function lbPolicyOf(service: ServiceEntry, raw: number): EnumValue {
  return toEnum(hasPriorities(service) ? lbPolicyNames : flatLbPolicyNames, raw);
}

/** Whether the service is of v1.0 or later: before, there is one count, and backends must list the service. */
export function hasPriorities({ endpointCounts }: ServiceEntry): boolean {
  return endpointCounts.length > 1;
}
