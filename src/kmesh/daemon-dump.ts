// What the daemon says of itself over its admin server (reference 6): its version, and what the control
// plane told it. Shapes after pkg/version/version.go and pkg/status/api.go, v0.4.0 to main. It is text of
// another program: whatever is not of the shape is left out and counted.
import { parseIp } from '../layout/ip-address.ts';
import { addressText } from './address.ts';

export interface DaemonVersion {
  /** As released, for example `v1.1.0`; its hash is what `kmesh_version` holds. */
  readonly gitVersion: string;
  readonly gitCommit: string | null;
  readonly buildDate: string | null;
}

/** A port of a service; `targetPort` null = not given, which ServiceEntries do. */
export interface DaemonPort {
  readonly servicePort: number;
  readonly targetPort: number | null;
}

export interface DaemonService {
  /** `namespace/hostname`, whose hash is the service's id. */
  readonly name: string;
  /** Of every network, without the network. */
  readonly addresses: readonly string[];
  readonly ports: readonly DaemonPort[];
  /** UNSPECIFIED_MODE, STRICT or FAILOVER. */
  readonly lbMode: string;
  /** `network/address` or `namespace/hostname`, null = none. */
  readonly waypoint: string | null;
}

export interface DaemonWorkload {
  /** `cluster/group/kind/namespace/name`, whose hash is the backend's uid. */
  readonly uid: string;
  readonly addresses: readonly string[];
  /** `namespace/hostname` each. */
  readonly services: readonly string[];
  readonly isHealthy: boolean;
  readonly waypoint: string | null;
}

export interface DaemonDump {
  readonly services: readonly DaemonService[];
  readonly workloads: readonly DaemonWorkload[];
  /** `namespace/name` each; their ids come from the same numbers as those of services and workloads. */
  readonly policies: readonly string[];
  /** Kernel-native mode: names of the clusters. */
  readonly clusters: readonly string[];
  /** Whether workloads say which services they belong to: not before v0.5. */
  readonly listsServices: boolean;
  /** Entries without what identifies them. */
  readonly unread: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** The version, null where the text is none. */
export function toDaemonVersion(text: string): DaemonVersion | null {
  const fields = parseFields(text);
  const gitVersion = textOf(fields?.['gitVersion']);
  if (fields === null || gitVersion === null) return null;
  return {
    gitVersion,
    gitCommit: textOf(fields['gitCommit']),
    buildDate: textOf(fields['buildDate']),
  };
}

/** The dump of either mode, null where the text is none. */
export function toDaemonDump(text: string): DaemonDump | null {
  const fields = parseFields(text);
  if (fields === null) return null;
  // Up to v1.0 the lists have the capitalised names of Go's fields.
  const listOf = (name: string, goName: string) => fieldsIn(fields[name] ?? fields[goName]);
  const lists = {
    services: listOf('services', 'Services'),
    workloads: listOf('workloads', 'Workloads'),
    policies: listOf('policies', 'Policies'),
    clusters: fieldsIn(asFields(fields['dynamicResources'])?.['clusterConfigs']),
  };
  const services = lists.services.flatMap(toService);
  const workloads = lists.workloads.flatMap(toWorkload);
  const given = lists.services.length + lists.workloads.length;
  return {
    services,
    workloads,
    policies: lists.policies.flatMap((policy) => joined(policy['namespace'], policy['name']) ?? []),
    clusters: lists.clusters.flatMap((cluster) => textOf(cluster['name']) ?? []),
    listsServices: workloads.some((workload) => workload.services.length > 0),
    unread: given - services.length - workloads.length,
  };
}

/** The numbers of the modes in the control plane's interface (workload.proto), which the maps hold. */
export const lbModes: Readonly<Record<string, number>> = Object.freeze({
  UNSPECIFIED_MODE: 0,
  STRICT: 1,
  FAILOVER: 2,
});

function toService(fields: Fields): DaemonService[] {
  const name = joined(fields['namespace'], fields['hostname']);
  if (name === null) return [];
  return [
    {
      name,
      addresses: textsIn(fields['vips']).flatMap((text) => toAddress(text) ?? []),
      ports: fieldsIn(fields['ports']).flatMap(toPort),
      lbMode: textOf(asFields(fields['loadBalancer'])?.['mode']) ?? 'UNSPECIFIED_MODE',
      waypoint: toWaypoint(fields['waypoint']),
    },
  ];
}

function toWorkload(fields: Fields): DaemonWorkload[] {
  const uid = textOf(fields['uid']);
  if (uid === null) return [];
  return [
    {
      uid,
      addresses: textsIn(fields['addresses']).flatMap((text) => toAddress(text) ?? []),
      services: textsIn(fields['services']),
      isHealthy: fields['status'] !== 'UNHEALTHY',
      waypoint: toWaypoint(fields['waypoint']),
    },
  ];
}

/** A port of 0 is left out of the JSON, as Go leaves out every zero. */
function toPort(fields: Fields): DaemonPort[] {
  const { service_port: servicePort, target_port: targetPort = 0 } = fields;
  if (typeof servicePort !== 'number' || typeof targetPort !== 'number') return [];
  return [{ servicePort, targetPort: targetPort === 0 ? null : targetPort }];
}

/** Services, and up to v0.4 workloads, have an object of it; an empty text is none. */
function toWaypoint(value: unknown): string | null {
  return textOf(value) ?? textOf(asFields(value)?.['destination']);
}

/** The address in `network/address` or alone, as the maps' addresses are written; null where it is none. */
export function toAddress(text: string): string | null {
  const parsed = parseIp(text.slice(text.lastIndexOf('/') + 1));
  if (parsed === undefined) return null;
  const bytes = Buffer.alloc(16);
  parsed.copy(bytes);
  return addressText(bytes, 0);
}

function parseFields(text: string): Fields | null {
  try {
    return asFields(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function asFields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : null;
}

function fieldsIn(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map((item) => asFields(item) ?? {}) : [];
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function joined(namespace: unknown, name: unknown): string | null {
  const text = textOf(name);
  return typeof namespace === 'string' && text !== null ? `${namespace}/${text}` : null;
}
