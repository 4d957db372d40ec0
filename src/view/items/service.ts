import { addressBytes } from '../../kmesh/address.ts';
import type { EndpointEntry } from '../../kmesh/dual-engine/endpoint.ts';
import { hasEffectiveWaypoint, type ServiceEntry } from '../../kmesh/dual-engine/service.ts';
import type { EnumValue } from '../../kmesh/enumeration.ts';
import { portOf } from '../../kmesh/port-slot.ts';
import type { Directory } from '../directory.ts';
import { endpointShares, type ShareOf } from '../share.ts';
import { toWaypointItem, type WaypointItem } from './waypoint.ts';

export interface PortItem {
  readonly servicePort: number;
  readonly targetPort: number;
  /** The whole slots where their unused bytes are not zero: no connection matches such a service port. */
  readonly rawServicePort?: number;
  readonly rawTargetPort?: number;
}

export interface ServiceEndpointItem {
  readonly prio: number;
  readonly index: number;
  readonly backendUid: number;
  readonly name: string | null;
  /** Null = the backend does not exist. */
  readonly address: string | null;
  /** Part of the new connections that draw it; null where the waypoint decides. */
  readonly share: number | null;
}

export interface ServiceItem {
  readonly id: number;
  /** Short name of a cluster-local service, else its host name. */
  readonly name: string | null;
  readonly namespace: string | null;
  readonly hostname: string | null;
  readonly addresses: readonly string[];
  /** The slots in order, up to the last one in use. */
  readonly ports: readonly PortItem[];
  readonly lbPolicy: EnumValue;
  /** By priority, 0 the best. */
  readonly endpointCounts: readonly number[];
  readonly waypoint: WaypointItem | null;
  readonly endpoints: readonly ServiceEndpointItem[];
}

/** The service with its addresses and with these endpoints, all of its own unless told otherwise. */
export function toServiceItem(
  entry: ServiceEntry,
  directory: Directory,
  endpoints: readonly EndpointEntry[] = directory.endpointsOfService(entry.id),
): ServiceItem {
  const name = directory.names.find(entry.id);
  const isService = name?.kind === 'service';
  const effective = hasEffectiveWaypoint(entry, addressBytes(entry.waypointAddr));
  const shareOf = endpointShares(entry);
  return {
    id: entry.id,
    name: name?.name ?? null,
    namespace: name?.namespace ?? null,
    hostname: isService ? name.hostname : null,
    addresses: directory.addressesOfService(entry.id),
    ports: toPorts(entry),
    lbPolicy: entry.lbPolicy,
    endpointCounts: entry.endpointCounts,
    waypoint: toWaypointItem(entry, effective, directory),
    endpoints: endpoints.map((endpoint) => toServiceEndpoint(endpoint, shareOf, directory)),
  };
}

function toServiceEndpoint(
  endpoint: EndpointEntry,
  shareOf: ShareOf,
  directory: Directory,
): ServiceEndpointItem {
  const { prio, backendIndex: index, backendUid } = endpoint;
  return {
    prio,
    index,
    backendUid,
    name: directory.labelOf(backendUid),
    address: directory.addressOf(backendUid),
    share: shareOf(prio, index),
  };
}

function toPorts({ servicePorts, targetPorts }: ServiceEntry): PortItem[] {
  const isUsed = (slot: number) => servicePorts[slot] !== 0 || targetPorts[slot] !== 0;
  let length = servicePorts.length;
  while (length > 0 && !isUsed(length - 1)) length--;
  return servicePorts
    .slice(0, length)
    .map((servicePort, slot) => toPort(servicePort, targetPorts[slot] ?? 0));
}

function toPort(servicePort: number, targetPort: number): PortItem {
  return {
    servicePort: portOf(servicePort),
    targetPort: portOf(targetPort),
    ...(servicePort > 0xffff ? { rawServicePort: servicePort } : {}),
    ...(targetPort > 0xffff ? { rawTargetPort: targetPort } : {}),
  };
}
