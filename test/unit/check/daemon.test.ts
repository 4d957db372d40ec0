// The daemon against the maps, field by field: what Kmesh writes of what it was told is no difference.
import { describe, expect, it } from 'vitest';
import type { CheckReport } from '../../../src/check/finding.ts';
import { rules } from '../../../src/check/rules.ts';
import type { RawAdmin } from '../../../src/raw/raw-admin.ts';
import { fakeAdmin, silentAdmin, type ToldDaemon } from '../../support/fake-daemon.ts';
import { type FakeParts, idOf } from '../../support/fake-node.ts';
import { endpoints, service } from '../../support/routing-maps.ts';
import { checkParts, codesOf, stateOf, tenPorts, withBackend, withService } from './check-parts.ts';
import {
  healthyAdmin,
  toldServices,
  toldWorkloads,
  withTold,
  withToldPod,
} from './healthy-daemon.ts';
import {
  healthyParts,
  healthyServices,
  ids,
  listing,
  podName,
  serviceName,
} from './healthy-node.ts';

const aboutDaemon = Object.values(rules).filter(({ needs }) => needs.includes('daemon'));

/** Subjects' parts and messages of what is found about the daemon. */
function differences({ findings }: CheckReport): string[] {
  return findings
    .filter(({ code }) => code.startsWith('DAEMON_'))
    .map(({ code, subject, message }) => `${code} ${subject.part}: ${message}`);
}

function compare(told: ToldDaemon, parts: FakeParts = {}): string[] {
  return differences(checkParts({ ...parts, admin: healthyAdmin(told) }));
}

describe('no difference', () => {
  const eleven = [...tenPorts, [99, 9999] as const];
  const own = withTold('waypoint', { waypoint: 'net1/10.96.0.2' });
  it.each<[string, ToldDaemon, FakeParts?]>([
    ['a waypoint by its host name', withTold('fortio', { waypoint: serviceName('waypoint') })],
    ['a waypoint by a name that nobody has', withTold('fortio', { waypoint: 'default/gone' })],
    ["a waypoint's own waypoint, which the daemon leaves out", own],
    [
      'the waypoint of a service with a status port',
      withTold('dual', { waypoint: 'net1/10.96.0.2', ports: [[15021, 15021]] }),
      withService({ id: ids.dual, counts: [1], ports: [[15021, 15021]] }),
    ],
    [
      'more ports than fit',
      withTold('plain', { ports: eleven }),
      withService({ id: ids.plain, counts: [2], ports: tenPorts }),
    ],
    [
      'ports in another order',
      withTold('plain', { ports: [...tenPorts].reverse() }),
      withService({ id: ids.plain, counts: [2], ports: tenPorts }),
    ],
    [
      'a missing target port, which is the service port',
      withTold('plain', { ports: [[80, 0]] }),
      withService({ id: ids.plain, counts: [2], ports: [[80, 80]] }),
    ],
    ['a policy of no known name', withTold('strict', { mode: 'PASSTHROUGH' })],
    [
      'an address that another service has too',
      withTold('strict', { vips: ['10.96.0.3'] }),
      {
        frontends: Object.fromEntries(
          Object.entries(healthyParts.frontends).filter(([, id]) => id !== ids.strict),
        ),
      },
    ],
    [
      'an unhealthy workload that is not there',
      {
        workloads: [
          ...toldWorkloads,
          { uid: podName('sick'), addresses: ['10.1.1.1'], status: 'UNHEALTHY' },
        ],
      },
    ],
    [
      'a workload that waits for its address',
      {
        workloads: [
          ...toldWorkloads,
          { uid: podName('dns'), addresses: [], services: [serviceName('plain')] },
        ],
      },
    ],
    [
      'another address of the workload',
      withToldPod('client', { addresses: ['fd00::10', '10.244.0.10'] }),
    ],
  ])('%s', (_what, told, parts = {}) => {
    expect(compare(told, parts)).toEqual([]);
  });
});

describe('a difference', () => {
  it.each<[ToldDaemon, FakeParts, string]>([
    [
      withTold('strict', { mode: 'FAILOVER' }),
      {},
      'lbPolicy: FAILOVER in the daemon, STRICT in the map',
    ],
    [
      withTold('plain', { waypoint: 'net1/10.96.0.2' }),
      {},
      'waypoint: 10.96.0.2 in the daemon, 0.0.0.0 in the map',
    ],
    [
      withTold('plain', { vips: ['10.96.0.3', '10.96.0.33'] }),
      {},
      'addresses: 10.96.0.3, 10.96.0.33 in the daemon, 10.96.0.3 in the map',
    ],
    [
      withTold('dual', { vips: [] }),
      {},
      'addresses: none in the daemon, 10.96.0.6, fd00:10:96::6 in the map',
    ],
    [
      withTold('plain', {}),
      withService({ id: ids.plain, counts: [2], ports: [[65536 + 80, 8080]] }),
      'ports: 80->8080 in the daemon, 65616->8080 in the map',
    ],
  ])('of a service: %#', (told, parts, expected) => {
    expect(compare(told, parts)).toEqual([`DAEMON_SERVICE_DIFFERS ${expected}`]);
  });

  it('of a workload: its waypoint and its services', () => {
    const parts = withBackend(listing(ids.client, '10.244.0.10', [ids.dual], ['10.96.0.2', 15008]));
    expect(compare({}, parts)).toEqual([
      `DAEMON_WORKLOAD_DIFFERS services: none in the daemon, ${ids.dual} in the map`,
      'DAEMON_WORKLOAD_DIFFERS waypoint: 0.0.0.0 in the daemon, 10.96.0.2 in the map',
    ]);
  });

  it('of endpoints: one that is missing, and one of no such service', () => {
    const told = withToldPod('client', { services: [serviceName('dual')] });
    const parts = withBackend(listing(ids.client, '10.244.0.10', [ids.dual]));
    expect(compare(told, parts)).toEqual([
      'DAEMON_ENDPOINT_DIFFERS endpoint default/client: healthy in the daemon, no endpoint in the map',
    ]);
    expect(compare(withToldPod('gateway', { services: [] }))).toContain(
      'DAEMON_ENDPOINT_DIFFERS endpoint default/gateway: healthy and not of the service in the daemon, an endpoint in the map',
    );
  });

  it('of a row: a healthy workload that is missing, and a service that nobody knows', () => {
    const workloads = [...toldWorkloads, { uid: podName('new'), addresses: ['10.1.1.1'] }];
    const services = toldServices.filter(({ name }) => name !== serviceName('dual'));
    const { findings } = checkParts({ admin: healthyAdmin({ workloads, services }) });
    expect(findings.map(({ code, subject }) => [code, subject.kind, subject.id])).toEqual([
      ['DAEMON_ROW_MISSING', 'workload', idOf(podName('new'))],
      ['DAEMON_ROW_UNKNOWN', 'service', ids.dual],
    ]);
  });

  it('is not made of names that share a hash, where no name file tells them apart', () => {
    const twins = ['ns/p18319', 'ns/p156046'];
    const id = idOf('ns/p18319');
    const told = { services: [...toldServices, ...twins.map((name) => ({ name, ports: [] }))] };
    const services = [id, id + 1].map((one) => service({ id: one, ports: [] }));
    const parts = { services: [...healthyServices, ...services], nameFile: null };
    expect(compare(told, parts)).toEqual([]);
  });
});

describe('a daemon of v0.5', () => {
  it('leaves a missing target port 0, and has no policy', () => {
    const ports = [[80, 0] as const];
    const [told] = toldServices.filter(({ name }) => name === serviceName('plain'));
    if (told === undefined) throw new Error('no plain service');
    const parts: FakeParts = {
      generation: 'v0.5',
      ...{
        services: [service({ id: ids.plain, counts: [2], ports })],
        backends: [],
        frontends: {},
      },
      endpoints: endpoints(ids.plain, [ids.a, ids.b]),
    };
    const services = [{ ...told, vips: [], ports, mode: 'STRICT' }];
    expect(compare({ services, workloads: [], version: null }, parts)).toEqual([]);
    const others = [{ ...told, vips: [], mode: 'STRICT' }];
    expect(compare({ services: others, workloads: [], version: null }, parts)).toEqual([
      'DAEMON_SERVICE_DIFFERS ports: 80->8080 in the daemon, 80->0 in the map',
    ]);
  });
});

describe('what the daemon does not tell', () => {
  const states = (admin?: RawAdmin) => {
    const report = checkParts(admin === undefined ? {} : { admin });
    expect(codesOf(report)).toEqual([]);
    return [...new Set(aboutDaemon.map(({ code }) => stateOf(report, code)))];
  };
  const [versionAnswer] = fakeAdmin().answers;
  const inMode = (path: string): RawAdmin => ({
    place: 'here',
    answers: [{ path, status: 200, body: '{"dynamicResources":{}}' }],
    failure: null,
  });

  it('was not asked for, or for an earlier reading, and is not missing', () => {
    expect(states()).toEqual(['not-asked']);
    const told = { ...withTold('plain', { ports: [[80, 9090]] }) };
    expect(states({ ...healthyAdmin(told), isOfEarlier: true })).toEqual(['not-asked']);
  });

  it('where it does not answer, is of another mode, or was told nothing yet', () => {
    const blind = ['could-not-look', 'does-not-apply'];
    expect(states(silentAdmin('refused'))).toEqual(blind);
    expect(states(inMode('/debug/config_dump/kernel-native'))).toEqual(blind);
    expect(states(inMode('/debug/config_dump/dual-engine'))).toEqual(blind);
    expect(versionAnswer?.status).toBe(200);
  });

  it('in v0.4, which services a workload belongs to: endpoints are not compared', () => {
    const workloads = toldWorkloads.map(({ uid, addresses }) => ({ uid, addresses }));
    const report = checkParts({ admin: healthyAdmin({ workloads, version: null }) });
    expect(report.findings).toEqual([]);
    expect(stateOf(report, 'DAEMON_ENDPOINT_DIFFERS')).toBe('could-not-look');
    expect(stateOf(report, 'DAEMON_WORKLOAD_DIFFERS')).toBe('looked');
  });

  it('names of the daemon are no name file', () => {
    const report = checkParts({ admin: healthyAdmin(), nameFile: null });
    expect(report.findings).toEqual([]);
    expect(stateOf(report, 'NAME_MISSING')).toBe('could-not-look');
  });
});
