// A daemon that was told what the test says: what its admin server answers, in the form in which Kmesh
// prints it (pkg/status/api.go, field by field). The data are our own.
import type { AdminAnswer, RawAdmin } from '../../src/raw/raw-admin.ts';

/** A service as the dump has it. */
export interface ToldService {
  /** `namespace/hostname`. */
  readonly name: string;
  readonly vips?: readonly string[];
  readonly ports?: readonly (readonly [servicePort: number, targetPort: number])[];
  readonly mode?: string;
  /** `network/address` or `namespace/hostname`. */
  readonly waypoint?: string;
}

/** A workload as the dump has it. */
export interface ToldWorkload {
  readonly uid: string;
  readonly addresses: readonly string[];
  /** `namespace/hostname` each. */
  readonly services?: readonly string[];
  readonly status?: 'HEALTHY' | 'UNHEALTHY';
  readonly waypoint?: string;
}

export interface ToldDaemon {
  /** Null = before v1.0, which has no such path. */
  readonly version?: string | null;
  readonly services?: readonly ToldService[];
  readonly workloads?: readonly ToldWorkload[];
  /** `namespace/name` each. */
  readonly policies?: readonly string[];
}

export const fakeDaemonPlace = '127.0.0.1:15200';

/** What a daemon of v1.1 or later in dual-engine mode answers. */
export function fakeAdmin(told: ToldDaemon = {}): RawAdmin {
  const { version = 'v1.2.0' } = told;
  const answers: AdminAnswer[] = [
    version === null
      ? { path: '/version', status: 404, body: '404 page not found\n' }
      : { path: '/version', status: 200, body: versionJson(version) },
    { path: '/debug/config_dump/dual-engine', status: 200, body: dumpJson(told) },
  ];
  return { place: fakeDaemonPlace, answers, failure: null };
}

/** A daemon that is not there. */
export function silentAdmin(failure: string): RawAdmin {
  return { place: fakeDaemonPlace, answers: [], failure };
}

export function versionJson(gitVersion: string): string {
  const build = { gitCommit: 'c0ffee', gitTreeState: 'clean', buildDate: '2026-01-02T03:04:05Z' };
  const go = { goVersion: 'go1.23.0', compiler: 'gc', platform: 'linux/amd64' };
  return JSON.stringify({ gitVersion, ...build, ...go }, null, 2);
}

export function dumpJson({ services = [], workloads = [], policies = [] }: ToldDaemon): string {
  const dump = {
    workloads: workloads.map(toWorkload),
    services: services.map(toService),
    policies: policies.map((policy) => {
      const [namespace, name] = policy.split('/');
      return { name, namespace, scope: 'WORKLOAD_SELECTOR', action: 'DENY', rules: null };
    }),
  };
  return JSON.stringify(dump, null, 4);
}

function toService({ name: full, vips = [], ports = [[80, 8080]], mode, waypoint }: ToldService) {
  const [namespace, hostname = ''] = full.split('/');
  return {
    name: hostname.split('.')[0],
    namespace,
    hostname,
    vips: vips.map((address) => `net1/${address}`),
    // Go leaves out a zero.
    ports: ports.map(([service_port, target_port]) =>
      target_port === 0 ? { service_port } : { service_port, target_port },
    ),
    loadBalancer: mode === undefined ? null : { mode, routingPreferences: ['REGION', 'ZONE'] },
    waypoint: { destination: waypoint ?? '' },
  };
}

function toWorkload({ uid, addresses, services, status = 'HEALTHY', waypoint }: ToldWorkload) {
  const [clusterId, , , namespace, name] = uid.split('/');
  return {
    uid,
    addresses,
    ...(waypoint === undefined ? {} : { waypoint }),
    protocol: 'HBONE',
    ...{ name, namespace, serviceAccount: 'default', workloadName: name, workloadType: 'POD' },
    ...{ canonicalName: name, canonicalRevision: 'latest', clusterId, locality: {}, node: 'n1' },
    status,
    applicationTunnel: { protocol: 'NONE' },
    ...(services === undefined ? {} : { services }),
  };
}
