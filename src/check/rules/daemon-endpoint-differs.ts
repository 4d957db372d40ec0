import type { DaemonWorkload } from '../../kmesh/daemon-dump.ts';
import { toKmeshName } from '../../kmesh/names.ts';
import { noRow } from '../columns.ts';
import { askedOfDaemon, type DaemonRows, type ServicePair } from '../daemon-rows.ts';
import { entryEvidence, missingEvidence } from '../evidence.ts';
import type { Evidence } from '../finding.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';
import type { Tables } from '../tables.ts';

/** Healthy workloads of a service that are not its endpoints, and endpoints that are no such workloads. */
export const daemonEndpointDiffers: Rule = {
  ...askedOfDaemon,
  code: 'DAEMON_ENDPOINT_DIFFERS',
  severity: 'warning',
  known: 'computed',
  meaning: 'the endpoints of a service are not the healthy workloads that the daemon knows for it',
  cause:
    'the workload came before its service, the node had no locality yet, or an update was lost in a restart',
  advice: 'restart the daemon on this node, or the pod that is missing; report it if it comes back',
  needs: ['daemon', 'km_service', 'km_endpoint', 'km_backend'],
  whyNotLooked: ({ daemonRows }) =>
    daemonRows().dump.listsServices
      ? null
      : 'the dump of the daemon does not say which services a workload belongs to',
  find: findEndpoints,
};

type Workloads = ReadonlyMap<number, DaemonWorkload>;

function* findEndpoints({ daemonRows, tables }: CheckContext): Iterable<Draft> {
  const rows = daemonRows();
  const workloads: Workloads = new Map(rows.workloads.map(({ id, told }) => [id, told]));
  const members = groupMembers(rows);
  for (const service of rows.services) {
    if (service.row === noRow) continue;
    const expected = members.get(service.told.name) ?? new Set<number>();
    const inMap = reachedBackends(tables, service.row);
    yield* missingOf(service, workloads, { expected, inMap });
    yield* surplusOf(service, workloads, { expected, inMap });
  }
}

interface Uids {
  readonly expected: ReadonlySet<number>;
  readonly inMap: ReadonlySet<number>;
}

function* missingOf(service: ServicePair, workloads: Workloads, uids: Uids): Iterable<Draft> {
  for (const uid of uids.expected) {
    const told = workloads.get(uid);
    // Without an address it waits for the name service.
    if (uids.inMap.has(uid) || told?.isHealthy !== true || told.addresses.length === 0) continue;
    yield draft(service, told, missingEvidence('km_endpoint', `${service.id}/${uid}`));
  }
}

function* surplusOf(service: ServicePair, workloads: Workloads, uids: Uids): Iterable<Draft> {
  for (const uid of uids.inMap) {
    const told = workloads.get(uid);
    // Of one that the daemon does not know at all, other rules tell.
    if (told === undefined || (uids.expected.has(uid) && told.isHealthy)) continue;
    yield draft(service, told, entryEvidence('km_endpoint', `${service.id}/${uid}`));
  }
}

/** Uids of the workloads of each service, by its name. */
function groupMembers({ workloads }: DaemonRows): Map<string, Set<number>> {
  const groups = new Map<string, Set<number>>();
  for (const { id, told } of workloads) {
    for (const service of told.services) {
      const group = groups.get(service);
      if (group === undefined) groups.set(service, new Set([id]));
      else group.add(id);
    }
  }
  return groups;
}

/** Backends that a draw of the service can reach. */
function reachedBackends({ endpoints }: Tables, serviceRow: number): Set<number> {
  const uids = new Set<number>();
  for (const row of endpoints.rowsOfService(serviceRow)) {
    if (endpoints.isInReach(row)) uids.add(endpoints.backendUids[row] ?? 0);
  }
  return uids;
}

/** One for each endpoint: a change of another one says nothing of it. */
function draft({ id, told: service }: ServicePair, told: DaemonWorkload, inMap: Evidence): Draft {
  const isOfService = told.services.includes(service.name);
  const { namespace, name } = toKmeshName(told.uid);
  const state = told.isHealthy ? 'healthy' : 'unhealthy';
  const there = `${state}${isOfService ? '' : ' and not of the service'} in the daemon`;
  return {
    subject: subject('service', id, `endpoint ${namespace}/${name}`),
    message: `${there}, ${inMap.exists ? 'an endpoint' : 'no endpoint'} in the map`,
    evidence: [
      entryEvidence('daemon', told.uid, { isHealthy: told.isHealthy, isOfService }),
      inMap,
    ],
  };
}
