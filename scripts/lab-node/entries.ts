// The scenario as map entries, written with the same layouts that kmscope reads with, and as the name
// file that the daemon would keep.
import { createHash } from 'node:crypto';
import { noAddress } from '../../src/kmesh/address.ts';
import {
  backendServiceCount,
  backendValueLayout,
  fromBackendEntry,
} from '../../src/kmesh/dual-engine/backend.ts';
import { endpointKeyLayout } from '../../src/kmesh/dual-engine/endpoint.ts';
import { frontendKeyLayout } from '../../src/kmesh/dual-engine/frontend.ts';
import {
  fromServiceEntry,
  lbPolicyNames,
  portCount,
  priorityCount,
  serviceValueLayout,
} from '../../src/kmesh/dual-engine/service.ts';
import { fnv1a32 } from '../../src/kmesh/names.ts';
import { encodeWhole, type Layout } from '../../src/layout/layout.ts';
import { u32 } from '../../src/layout/scalar.ts';
import { type LabPod, type LabService, namespace, pods, services } from './scenario.ts';
import { labName } from './state.ts';

const waypointPort = 15008;

/** Ids as the daemon gives them: the name's hash, or the next that is free. */
class Ids {
  readonly #byName = new Map<string, number>();
  readonly #taken = new Set<number>();

  of(name: string): number {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    let id = fnv1a32(name);
    while (this.#taken.has(id)) id = (id + 1) >>> 0;
    this.#byName.set(name, id);
    this.#taken.add(id);
    return id;
  }

  lines(): string {
    return [...this.#byName].map(([name, id]) => `${name}: ${id}\n`).join('');
  }
}

/** Lines for `labctl put`, and the text of the name file. */
export function labEntries(): { puts: string[]; nameFile: string } {
  const ids = new Ids();
  const puts = [
    ...pods.flatMap((pod) => podEntries(ids, pod)),
    ...services.flatMap((service) => serviceEntries(ids, service)),
  ];
  return { puts, nameFile: ids.lines() };
}

function podEntries(ids: Ids, pod: LabPod): string[] {
  const uid = ids.of(workloadName(pod.name));
  const selecting = services.filter((s) => Object.values(s.endpoints).flat().includes(pod.name));
  const serviceIds = selecting.map((service) => ids.of(serviceName(service.name)));
  const addresses = pod.ipv6 === undefined ? [pod.ipv4] : [pod.ipv4, pod.ipv6];
  const backend = {
    uid,
    // Of several addresses the daemon keeps the last.
    address: addresses.at(-1) ?? noAddress,
    serviceCount: serviceIds.length,
    serviceIds: padded(serviceIds, backendServiceCount),
    waypointAddr: noAddress,
    waypointPort: 0,
  };
  return [
    put('km_backend', id(uid), encodeWhole(backendValueLayout, fromBackendEntry(backend))),
    ...addresses.map((address) => frontend(address, uid)),
  ];
}

function serviceEntries(ids: Ids, service: LabService): string[] {
  const serviceId = ids.of(serviceName(service.name));
  const waypoint = services.find((candidate) => candidate.name === service.waypoint);
  const groups = Object.entries(service.endpoints).map(
    ([prio, names]) => [Number(prio), names] as const,
  );
  const policy = Object.entries(lbPolicyNames).find(([, name]) => name === service.lbPolicy);
  const entry = {
    id: serviceId,
    endpointCounts: Array.from(
      { length: priorityCount },
      (_, prio) => service.endpoints[prio]?.length ?? 0,
    ),
    lbPolicy: { name: service.lbPolicy, raw: Number(policy?.[0]) },
    servicePorts: padded(
      service.ports.map((pair) => pair.port),
      portCount,
    ),
    targetPorts: padded(
      service.ports.map((pair) => pair.target),
      portCount,
    ),
    waypointAddr: waypoint?.addresses[0] ?? noAddress,
    waypointPort: waypoint === undefined ? 0 : waypointPort,
  };
  const endpoints = groups.flatMap(([prio, names]) =>
    names.map((name, index) => {
      const key = { service_id: serviceId, prio, backend_index: index + 1 };
      return put(
        'km_endpoint',
        encodeWhole(endpointKeyLayout, key),
        id(ids.of(workloadName(name))),
      );
    }),
  );
  return [
    put('km_service', id(serviceId), encodeWhole(serviceValueLayout, fromServiceEntry(entry))),
    ...endpoints,
    ...service.addresses.map((address) => frontend(address, serviceId)),
  ];
}

/** The pod's Kubernetes UID: always the same in the same lab. */
export function podUid(name: string): string {
  const hex = createHash('sha256').update(`${labName}/${name}`).digest('hex');
  const part = (from: number, to: number) => hex.slice(from, to);
  return [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join('-');
}

function workloadName(pod: string): string {
  return `Kubernetes//Pod/${namespace}/${pod}`;
}

function serviceName(service: string): string {
  return `${namespace}/${service}.${namespace}.svc.cluster.local`;
}

function frontend(address: string, upstreamId: number): string {
  return put('km_frontend', encodeWhole(frontendKeyLayout, { addr: address }), id(upstreamId));
}

function id(value: number): Buffer {
  return encodeWhole(u32 as Layout<number>, value);
}

function put(map: string, key: Buffer, value: Buffer): string {
  return `put ${map} ${key.toString('hex')} ${value.toString('hex')}\n`;
}

function padded(values: readonly number[], length: number): number[] {
  return Array.from({ length }, (_, i) => values[i] ?? 0);
}
