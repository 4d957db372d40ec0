// What an entry says, in fields that are equal where it means the same.
import { noAddress } from '../kmesh/address.ts';
import { type BackendEntry, backendServiceCount } from '../kmesh/dual-engine/backend.ts';
import type { ServiceEntry } from '../kmesh/dual-engine/service.ts';
import { portOf } from '../kmesh/port-slot.ts';
import { formatHostPort } from '../layout/ip-address.ts';
import type { FieldValue, Scope } from './change.ts';

/** A service's fields; between nodes its endpoints are counted over all priorities. */
export function serviceFields(entry: ServiceEntry, scope: Scope) {
  const { endpointCounts: counts, lbPolicy } = entry;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return {
    ports: portFields(entry),
    lbPolicy: lbPolicy.name ?? lbPolicy.raw,
    waypoint: waypointField(entry),
    endpointCounts: scope === 'nodes' ? total : withoutLastZeros(counts),
  } satisfies Record<string, FieldValue>;
}

/** A backend's fields; the order of its services means nothing. */
export function backendFields(entry: BackendEntry) {
  const { address, serviceCount, serviceIds } = entry;
  const used = serviceIds.slice(0, Math.min(serviceCount, backendServiceCount));
  return {
    address,
    serviceIds: used.toSorted((a, b) => a - b),
    waypoint: waypointField(entry),
    ...(serviceCount > backendServiceCount ? { serviceCount } : {}),
  } satisfies Record<string, FieldValue>;
}

/** `80:8080` by service port; of two slots with one port the first counts, so their order stays. */
function portFields({ servicePorts, targetPorts }: ServiceEntry): readonly string[] {
  return servicePorts
    .map((servicePort, slot) => ({ servicePort, targetPort: targetPorts[slot] ?? 0 }))
    .filter(({ servicePort, targetPort }) => servicePort !== 0 || targetPort !== 0)
    .sort((a, b) => a.servicePort - b.servicePort)
    .map(({ servicePort, targetPort }) => `${portText(servicePort)}:${portText(targetPort)}`);
}

/** A port; a slot whose unused bytes are not zero is no port, and says so. */
function portText(slot: number): string {
  return slot > 0xffff ? `${portOf(slot)}(slot ${slot})` : String(slot);
}

interface Stored {
  readonly waypointAddr: string;
  readonly waypointPort: number;
}

/** Null where neither an address nor a port is set. */
function waypointField({ waypointAddr, waypointPort }: Stored): string | null {
  if (waypointAddr === noAddress && waypointPort === 0) return null;
  const text = formatHostPort(waypointAddr, portOf(waypointPort));
  return waypointPort > 0xffff ? `${text}(slot ${waypointPort})` : text;
}

/** Releases without priorities have one count, the others seven. */
function withoutLastZeros(counts: readonly number[]): readonly number[] {
  return counts.slice(0, counts.findLastIndex((count) => count !== 0) + 1);
}
