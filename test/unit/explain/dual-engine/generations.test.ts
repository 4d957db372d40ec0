// What the connect programs of older releases do otherwise than those of main. Recordings hold v0.5 and v1.0
// to it; of v0.4 there are none, so each of its rules has a row here.
import { describe, expect, it } from 'vitest';
import { explainConnect } from '../../../../src/explain/dual-engine/explain-connect.ts';
import type { ConnectRequest } from '../../../../src/explain/explanation.ts';
import type { ServiceEntry } from '../../../../src/kmesh/dual-engine/service.ts';
import { type GenerationName, generations } from '../../../../src/kmesh/generation.ts';
import { backend, endpoints, routingMaps, service } from '../../../support/routing-maps.ts';

/** A service as the maps up to v0.5 have it. */
const flat = (entry: ServiceEntry): ServiceEntry => ({
  ...entry,
  endpointCounts: entry.endpointCounts.slice(0, 1),
  lbPolicy: entry.lbPolicy.raw === 0 ? entry.lbPolicy : { name: null, raw: entry.lbPolicy.raw },
});
const listing = (uid: number, address: string, ids: readonly number[]) => ({
  ...backend(uid, address),
  serviceCount: ids.length,
  serviceIds: Array.from({ length: 10 }, (_, slot) => ids[slot] ?? 0),
});

const [vip, empty, strict, viaWaypoint] = ['10.96.0.1', '10.96.0.2', '10.96.0.3', '10.96.0.4'];
const maps = routingMaps({
  frontends: { [vip]: 1, [empty]: 2, [strict]: 3, [viaWaypoint]: 4, '10.96.0.5': 5 },
  services: [
    service({ id: 1, counts: [1] }),
    service({ id: 2 }),
    service({ id: 3, counts: [1], policy: 1 }),
    service({ id: 4, waypoint: ['10.96.0.5', 15008] }),
    service({ id: 5, waypoint: ['10.96.0.6', 15008] }),
  ].map(flat),
  endpoints: [...endpoints(1, [11]), ...endpoints(3, [11])],
  backends: [listing(11, '10.244.0.5', [1, 3])],
});

interface Question {
  readonly to?: string;
  readonly request?: Partial<ConnectRequest>;
  readonly bypassed?: boolean;
}

function ask(name: GenerationName, { to = vip, request = {}, bypassed = false }: Question) {
  return explainConnect(
    { generation: generations[name], maps, managed: true, bypassed },
    { family: 4, protocol: 'tcp', call: 'connect', address: to, port: 80, ...request },
  );
}

function brief(name: GenerationName, question: Question): string {
  const outcomes = ask(name, question).outcomes.map(({ reason, address, port, storage }) => {
    const time = storage?.hasConnectTime === true ? 't' : '-';
    const original = storage?.originalDestination;
    return `${reason} ${address}:${port} ${time}${original ? ` ${original.address}` : ''}`;
  });
  return outcomes.join(', ');
}

describe('the programs', () => {
  it.each<[string, Question, Partial<Record<GenerationName, string>>]>([
    [
      'note success at the end up to v0.5, and record no plain destination',
      {},
      {
        'v0.4.0': 'LOAD_BALANCED 10.244.0.5:8080 t',
        'v0.5': 'LOAD_BALANCED 10.244.0.5:8080 t',
        'v1.0': 'LOAD_BALANCED 10.244.0.5:8080 t 10.96.0.1',
      },
    ],
    [
      'leave nothing of an address that is not known, up to v0.5',
      { to: '10.9.9.9' },
      { 'v0.4.1': 'NO_FRONTEND 10.9.9.9:80 -', 'v1.0': 'NO_FRONTEND 10.9.9.9:80 t' },
    ],
    [
      'notice a count of 0 before the policy, save v0.4.0',
      { to: empty },
      {
        'v0.4.0': 'ENDPOINT_MISSING 10.96.0.2:80 -',
        'v0.4.1': 'NO_ENDPOINTS 10.96.0.2:80 t',
        'v0.5': 'NO_ENDPOINTS 10.96.0.2:80 t',
      },
    ],
    [
      'take an unknown policy for success in v0.4',
      { to: strict },
      {
        'v0.4.0': 'LB_POLICY_UNKNOWN 10.96.0.3:80 t',
        'v0.4.1': 'LB_POLICY_UNKNOWN 10.96.0.3:80 t',
        'v0.5': 'LB_POLICY_UNKNOWN 10.96.0.3:80 -',
      },
    ],
    [
      'stop at the first waypoint up to v0.5',
      { to: viaWaypoint },
      {
        'v0.5': 'SERVICE_WAYPOINT 10.96.0.5:15008 - 10.96.0.4',
        'v1.0': 'SERVICE_WAYPOINT 10.96.0.6:15008 t 10.96.0.4',
      },
    ],
    [
      'record a mapped destination short in v0.4.0',
      { to: `::ffff:${viaWaypoint}`, request: { family: 6 } },
      {
        'v0.4.0': 'SERVICE_WAYPOINT ::ffff:10.96.0.5:15008 - a60:4::',
        'v0.4.1': 'SERVICE_WAYPOINT ::ffff:10.96.0.5:15008 - ::ffff:10.96.0.4',
      },
    ],
    [
      'note the time of a UDP connect up to v0.5',
      { request: { protocol: 'udp' } },
      { 'v0.5': 'NOT_TCP 10.96.0.1:80 t', 'v1.0': 'NOT_TCP 10.96.0.1:80 -' },
    ],
    [
      'look at nothing for a bypassed pod in v0.4',
      { bypassed: true },
      {
        'v0.4.0': 'BYPASSED 10.96.0.1:80 -',
        'v0.4.1': 'BYPASSED 10.96.0.1:80 -',
        'v0.5': 'LOAD_BALANCED 10.244.0.5:8080 t',
      },
    ],
    [
      'take port 931 of 0.0.0.2 for a command in v0.4',
      { to: '0.0.0.2', request: { port: 931 } },
      { 'v0.4.1': 'CONTROL_CONNECT 0.0.0.2:931 -', 'v0.5': 'NO_FRONTEND 0.0.0.2:931 -' },
    ],
  ])('%s', (_, question, expected) => {
    const names = Object.keys(expected) as GenerationName[];
    expect(Object.fromEntries(names.map((name) => [name, brief(name, question)]))).toEqual(
      expected,
    );
  });

  it('want the service in the list of its backend up to v0.5, within its count', () => {
    const reasonWith = (name: GenerationName, entry: ReturnType<typeof listing>) => {
      const given = routingMaps({
        frontends: { [vip]: 1 },
        services: [flat(service({ id: 1, counts: [1] }))],
        endpoints: endpoints(1, [11]),
        backends: [entry],
      });
      const context = { generation: generations[name], maps: given, managed: true };
      const request = {
        family: 4,
        protocol: 'tcp',
        call: 'connect',
        address: vip,
        port: 80,
      } as const;
      return explainConnect(context, request).outcomes[0]?.reason;
    };
    const unlisted = listing(11, '10.244.0.5', [7]);
    const uncounted = { ...listing(11, '10.244.0.5', [7, 1]), serviceCount: 1 };
    expect(reasonWith('v0.5', unlisted)).toBe('SERVICE_NOT_IN_BACKEND');
    expect(reasonWith('v0.4.0', uncounted)).toBe('SERVICE_NOT_IN_BACKEND');
    expect(reasonWith('v0.5', listing(11, '10.244.0.5', [7, 1]))).toBe('LOAD_BALANCED');
    expect(reasonWith('v1.0', unlisted)).toBe('LOAD_BALANCED');
  });

  it('are told by the names that their maps and functions have', () => {
    const { steps } = ask('v0.5', {});
    expect(steps.flatMap(({ map }) => map ?? [])).toEqual([
      'kmesh_manage',
      'kmesh_frontend',
      'kmesh_service',
      'kmesh_endpoint',
      'kmesh_backend',
    ]);
    expect(steps.slice(-2).map((step) => step.function)).toEqual([
      'backend_manager',
      'observe_on_pre_connect',
    ]);
  });
});
