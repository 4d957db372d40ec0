// Backend map `km_backend` (reference 2.7), 80 bytes packed. Uid 0 is the node's DNS proxy (v1.2 on).

import { u32 } from '../../layout/scalar.ts';
import { array, packedStruct } from '../../layout/struct.ts';
import { ipAddr } from '../address.ts';
import { portSlot } from '../port-slot.ts';

export const backendServiceCount = 10;
/** Uid of the DNS proxy's backend. */
export const dnsProxyUid = 0;

export const backendKeyLayout = packedStruct('backend_key', { backend_uid: u32 });
export const backendValueLayout = packedStruct('backend_value', {
  addr: ipAddr,
  service_count: u32,
  services: array(u32, backendServiceCount),
  wp_addr: ipAddr,
  waypoint_port: portSlot,
});

export interface BackendEntry {
  readonly uid: number;
  readonly address: string;
  /** As stored, 0 to 10 where the map is sound. Only releases up to v0.5 look at the list. */
  readonly serviceCount: number;
  /** All ten slots; those behind the count are 0. */
  readonly serviceIds: readonly number[];
  readonly waypointAddr: string;
  /** Port slot; non-zero = traffic to this backend goes to its waypoint, whatever the address. */
  readonly waypointPort: number;
}

/** The entry of one row, whose key and value lie at the given offsets. */
export function toBackendEntry(
  keys: Buffer,
  keyOffset: number,
  values: Buffer,
  valueOffset: number,
): BackendEntry {
  const value = backendValueLayout.decode(values, valueOffset);
  return {
    uid: u32.decode(keys, keyOffset),
    address: value.addr,
    serviceCount: value.service_count,
    serviceIds: value.services,
    waypointAddr: value.wp_addr,
    waypointPort: value.waypoint_port,
  };
}

/** What the value layout encodes for an entry. */
export function fromBackendEntry(entry: BackendEntry) {
  return {
    addr: entry.address,
    service_count: entry.serviceCount,
    services: [...entry.serviceIds],
    wp_addr: entry.waypointAddr,
    waypoint_port: entry.waypointPort,
  };
}

/** Whether the service is among those that the backend counts. */
export function listsService(
  { serviceIds, serviceCount }: BackendEntry,
  serviceId: number,
): boolean {
  const position = serviceIds.indexOf(serviceId);
  return position >= 0 && position < serviceCount;
}
