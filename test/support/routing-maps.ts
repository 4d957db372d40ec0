// RoutingMaps from typed entries, and short ways to write such entries.
import { addressBytes } from '../../src/kmesh/address.ts';
import type { BackendEntry } from '../../src/kmesh/dual-engine/backend.ts';
import type { EndpointEntry } from '../../src/kmesh/dual-engine/endpoint.ts';
import { lbPolicyNames, type ServiceEntry } from '../../src/kmesh/dual-engine/service.ts';
import { toEnum } from '../../src/kmesh/enumeration.ts';
import type { RoutingMaps } from '../../src/snapshot/routing-maps.ts';

export interface RoutingEntries {
  /** Upstream id by address. */
  readonly frontends?: Readonly<Record<string, number>>;
  readonly services?: readonly ServiceEntry[];
  readonly endpoints?: readonly EndpointEntry[];
  readonly backends?: readonly BackendEntry[];
  readonly incompleteMaps?: readonly string[];
}

/** Maps that hold these entries; the manager map is empty. */
export function routingMaps(entries: RoutingEntries): RoutingMaps {
  const addressKey = (address: string) => addressBytes(address).toString('hex');
  const frontends = new Map(
    Object.entries(entries.frontends ?? {}).map(([address, upstreamId]) => [
      addressKey(address),
      { address, upstreamId },
    ]),
  );
  const services = new Map((entries.services ?? []).map((entry) => [entry.id, entry]));
  const backends = new Map((entries.backends ?? []).map((entry) => [entry.uid, entry]));
  const groups = new Map<string, EndpointEntry[]>();
  for (const entry of entries.endpoints ?? []) {
    const key = `${entry.serviceId}/${entry.prio}`;
    groups.set(key, groups.get(key) ?? []);
    groups.get(key)?.push(entry);
  }
  for (const group of groups.values()) group.sort((a, b) => a.backendIndex - b.backendIndex);
  return {
    findFrontend: (address) => frontends.get(addressKey(address)),
    findService: (id) => services.get(id),
    findBackend: (uid) => backends.get(uid),
    isManaged: () => false,
    isBypassed: () => false,
    listEndpoints: (serviceId, prio, count) =>
      (groups.get(`${serviceId}/${prio}`) ?? []).filter(
        ({ backendIndex }) => backendIndex >= 1 && backendIndex <= count,
      ),
    incompleteMaps: entries.incompleteMaps ?? [],
  };
}

/** What a service is given; ports as `{ servicePort: targetPort }`, slots as in port-slot.ts. */
export interface ServiceFacts {
  readonly id: number;
  /** By priority; the rest is 0. */
  readonly counts?: readonly number[];
  /** Number of the policy, 0 = RANDOM. */
  readonly policy?: number;
  readonly ports?: readonly (readonly [servicePort: number, targetPort: number])[];
  readonly waypoint?: readonly [address: string, port: number];
}

/** A service on port 80 -> 8080, unless told otherwise. */
export function service(facts: ServiceFacts): ServiceEntry {
  const { id, counts = [], policy = 0, ports = [[80, 8080]], waypoint = ['0.0.0.0', 0] } = facts;
  return {
    id,
    endpointCounts: Array.from({ length: 7 }, (_, prio) => counts[prio] ?? 0),
    lbPolicy: toEnum(lbPolicyNames, policy),
    servicePorts: Array.from({ length: 10 }, (_, slot) => ports[slot]?.[0] ?? 0),
    targetPorts: Array.from({ length: 10 }, (_, slot) => ports[slot]?.[1] ?? 0),
    waypointAddr: waypoint[0],
    waypointPort: waypoint[1],
  };
}

/** A backend without a service list, which no release since v1.0 looks at. */
export function backend(
  uid: number,
  address: string,
  waypoint: readonly [address: string, port: number] = ['0.0.0.0', 0],
): BackendEntry {
  return {
    uid,
    address,
    serviceCount: 0,
    serviceIds: new Array<number>(10).fill(0),
    waypointAddr: waypoint[0],
    waypointPort: waypoint[1],
  };
}

/** Endpoints of one priority with the indexes 1, 2, 3 …; null leaves a hole. */
export function endpoints(
  serviceId: number,
  backendUids: readonly (number | null)[],
  prio = 0,
): EndpointEntry[] {
  return backendUids.flatMap((backendUid, position) =>
    backendUid === null ? [] : [{ serviceId, prio, backendIndex: position + 1, backendUid }],
  );
}
