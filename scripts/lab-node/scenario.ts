// What the lab has: pods, services, and the connections that its traffic opens in dual-engine mode, each
// with the verdict that this scenario demands. The service everyone knows is fortio: v1 and v2 behind a
// waypoint. native-scenario.ts has the same for kernel-native mode.
import type { Reason, Verdict } from '../../src/explain/explanation.ts';
import { isDefaultLab, isHealthyLab } from './state.ts';

export interface LabPod {
  readonly name: string;
  readonly ipv4: string;
  readonly ipv6?: string;
  /** `both`: cookie and address; `cookie`: half enabled; `late`: enabled after it has connected. */
  readonly enabled: 'both' | 'cookie' | 'late' | 'no';
  readonly listens: readonly number[];
}

export interface LabService {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly ports: readonly { readonly port: number; readonly target: number }[];
  readonly lbPolicy: 'RANDOM' | 'STRICT' | 'FAILOVER';
  /** Pod names by priority; a name without a pod leaves its backend missing. */
  readonly endpoints: Readonly<Record<number, readonly string[]>>;
  readonly waypoint?: string;
}

export interface LabTarget {
  readonly from: string;
  readonly address: string;
  readonly port: number;
  /** What `connections` must say of it; null = not shown, since the pod is not enabled. */
  readonly verdict: Verdict | null;
  readonly reason: Reason | null;
}

export const namespace = 'default';
/** A second lab on the same machine has addresses of its own, or its pods could not be told apart. */
const networks = isDefaultLab
  ? { pods: '10.244.0', services: '10.96.0', pods6: 'fd00:10:244', services6: 'fd00:10:96' }
  : { pods: '10.245.0', services: '10.97.0', pods6: 'fd00:10:245', services6: 'fd00:10:97' };
/** The node's own side of the bridge; it also answers for service addresses, as kube-proxy would. */
export const nodeAddress = { ipv4: podAddress(1), ipv6: podAddress6(1) };
export const nodePorts = [80, 81, 8080, 9000, 15008];

export const workload = 8080;
const waypointTarget = 15019;

export const pods: readonly LabPod[] = [
  pod('netutils', 10, 'both', [], podAddress6(10)),
  pod('fortio-v1-6d7fbb45b4-4xk2p', 11, 'both', [workload]),
  pod('fortio-v2-5cc9d8fbd7-9qv7t', 12, 'both', [workload]),
  pod('fortio-waypoint-7f9c5b6d4-mz8wl', 13, 'no', [waypointTarget, 15008]),
  pod('echo-5b8d9c7f6-2jx4n', 14, 'both', [workload]),
  pod('echo-5b8d9c7f6-kk8s6', 15, 'both', [workload]),
  pod('peers-0', 16, 'both', [workload]),
  pod('dual-0', 18, 'both', [workload], podAddress6(18)),
  pod('regional-near-0', 19, 'both', [workload]),
  pod('regional-far-0', 20, 'both', [workload]),
  pod('halfway', 21, isHealthyLab ? 'both' : 'cookie', []),
  pod('outsider', 22, 'no', []),
  pod('latecomer', 23, isHealthyLab ? 'both' : 'late', []),
];

/** Services whose connections leave the mesh. */
const brokenServices = [
  service('idle', 16, {}),
  service('nearby', 17, { 2: ['regional-far-0'] }, { lbPolicy: 'STRICT' }),
  service('ghost', 18, { 0: ['ghost-0'] }),
];

export const services: readonly LabService[] = [
  service(
    'fortio',
    10,
    { 0: ['fortio-v1-6d7fbb45b4-4xk2p', 'fortio-v2-5cc9d8fbd7-9qv7t'] },
    {
      waypoint: 'fortio-waypoint',
    },
  ),
  service(
    'fortio-waypoint',
    11,
    { 0: ['fortio-waypoint-7f9c5b6d4-mz8wl'] },
    {
      ports: [{ port: 15008, target: waypointTarget }],
    },
  ),
  service('echo', 12, { 0: ['echo-5b8d9c7f6-2jx4n', 'echo-5b8d9c7f6-kk8s6'] }),
  service('peers', null, { 0: ['peers-0'] }),
  service(
    'dual',
    14,
    { 0: ['dual-0'] },
    {
      addresses: [serviceAddress(14), `${networks.services6}::14`],
    },
  ),
  service(
    'regional',
    15,
    { 1: ['regional-near-0'], 3: ['regional-far-0'] },
    {
      lbPolicy: 'FAILOVER',
    },
  ),
  ...(isHealthyLab ? [] : brokenServices),
];

/** Nine parts of ten of fortio go to v1, one to v2: by its waypoint or, in kernel-native mode, by the maps. */
export const fortioSplit = [
  { version: 'v1', weight: 90 },
  { version: 'v2', weight: 10 },
] as const;

export const dualEngineTargets: readonly LabTarget[] = [
  to('netutils', serviceAddress(10), 80, 'SERVICE_WAYPOINT', 'waypoint'),
  to('netutils', `::ffff:${serviceAddress(10)}`, 80, 'SERVICE_WAYPOINT', 'waypoint'),
  to('netutils', serviceAddress(12), 80, 'LOAD_BALANCED', 'endpoint'),
  to('netutils', `::ffff:${serviceAddress(12)}`, 80, 'LOAD_BALANCED', 'endpoint'),
  to('netutils', serviceAddress(12), 81, 'PORT_NOT_IN_SERVICE', 'fallthrough'),
  to('netutils', podAddress(16), workload, 'WORKLOAD_ADDRESS', 'direct'),
  to('netutils', `${networks.services6}::14`, 80, 'LOAD_BALANCED', 'endpoint'),
  to('netutils', serviceAddress(15), 80, 'LOAD_BALANCED', 'endpoint'),
  to('netutils', serviceAddress(16), 80, 'NO_ENDPOINTS', 'fallthrough'),
  to('netutils', serviceAddress(17), 80, 'NO_LOCAL_ENDPOINT', 'fallthrough'),
  to('netutils', serviceAddress(18), 80, 'BACKEND_MISSING', 'fallthrough'),
  to('netutils', nodeAddress.ipv4, 9000, 'NO_FRONTEND', 'fallthrough'),
  to('halfway', serviceAddress(10), 80, 'SERVICE_WAYPOINT', 'waypoint'),
  to('echo-5b8d9c7f6-2jx4n', serviceAddress(15), 80, 'LOAD_BALANCED', 'endpoint'),
  { from: 'outsider', address: serviceAddress(12), port: 80, verdict: null, reason: null },
  // Past fortio's waypoint, to one of its pods.
  to('netutils', podAddress(11), workload, 'WORKLOAD_ADDRESS', 'direct'),
  // What the waypoint makes of fortio: nine parts of ten to v1, one to v2.
  ...Array.from({ length: 10 }, (_, part) => ({
    from: 'fortio-waypoint-7f9c5b6d4-mz8wl',
    address: podAddress(part < 9 ? 11 : 12),
    port: workload,
    verdict: null,
    reason: null,
  })),
];

/** The connection that `latecomer` opens before it is enabled. */
export const earlyTarget = { address: podAddress(14), port: workload };

export function podAddress(number: number): string {
  return `${networks.pods}.${number}`;
}

function podAddress6(number: number): string {
  return `${networks.pods6}::${number}`;
}

export function serviceAddress(number: number): string {
  return `${networks.services}.${number}`;
}

function pod(
  name: string,
  number: number,
  enabled: LabPod['enabled'],
  listens: readonly number[],
  ipv6?: string,
): LabPod {
  const base = { name, ipv4: podAddress(number), enabled, listens };
  return ipv6 === undefined ? base : { ...base, ipv6 };
}

function service(
  name: string,
  number: number | null,
  endpoints: LabService['endpoints'],
  more: Partial<LabService> = {},
): LabService {
  const addresses = number === null ? [] : [serviceAddress(number)];
  const ports = [{ port: 80, target: workload }];
  return { name, addresses, ports, lbPolicy: 'RANDOM', endpoints, ...more };
}

export function to(
  from: string,
  address: string,
  port: number,
  reason: Reason,
  verdict: Verdict,
): LabTarget {
  return { from, address, port, verdict, reason };
}
