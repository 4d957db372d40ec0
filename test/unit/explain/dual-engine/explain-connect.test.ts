// Each way a connect can end, one row each: what is in the maps, what is asked, what comes out. Over 300
// lines, since it is one table.
import { describe, expect, it } from 'vitest';
import {
  type ExplainContext,
  explainConnect,
} from '../../../../src/explain/dual-engine/explain-connect.ts';
import type { ConnectRequest, Outcome } from '../../../../src/explain/explanation.ts';
import { type Generation, generations } from '../../../../src/kmesh/generation.ts';
import {
  backend,
  endpoints,
  type RoutingEntries,
  routingMaps,
  service,
} from '../../../support/routing-maps.ts';

const vip = '10.96.0.1';
const waypointVip = '10.96.0.99';

/** Service 1 at the VIP with one endpoint, 10.244.0.5. */
const simple: RoutingEntries = {
  frontends: { [vip]: 1, '10.244.0.5': 11 },
  services: [service({ id: 1, counts: [1] })],
  endpoints: endpoints(1, [11]),
  backends: [backend(11, '10.244.0.5')],
};

/** The waypoint: service 9 at its VIP, 15008 -> 15019, one endpoint. */
const waypoint = {
  frontends: { [waypointVip]: 9 },
  services: [service({ id: 9, counts: [1], ports: [[15008, 15019]] })],
  endpoints: endpoints(9, [19]),
  backends: [backend(19, '10.244.0.19')],
};

const merge = (...parts: readonly RoutingEntries[]): RoutingEntries => ({
  frontends: Object.assign({}, ...parts.map((part) => part.frontends)),
  services: parts.flatMap((part) => part.services ?? []),
  endpoints: parts.flatMap((part) => part.endpoints ?? []),
  backends: parts.flatMap((part) => part.backends ?? []),
});

function generation(name: 'v1.1' | 'v1.2' | 'main'): Generation {
  const found = generations[name];
  if (found === undefined) throw new Error(`no generation ${name}`);
  return found;
}

interface Question {
  readonly maps?: RoutingEntries;
  readonly request?: Partial<ConnectRequest>;
  readonly managed?: boolean;
  readonly generation?: 'v1.1' | 'v1.2' | 'main';
}

function ask(question: Question) {
  const { maps = simple, request = {}, managed = true, generation: name = 'main' } = question;
  const context: ExplainContext = {
    generation: generation(name),
    maps: routingMaps(maps),
    managed,
  };
  return explainConnect(context, {
    family: 4,
    protocol: 'tcp',
    call: 'connect',
    address: vip,
    port: 80,
    ...request,
  });
}

/** An outcome as `REASON address:port`, with the reason of the second pass and the share if below 1. */
function brief(outcome: Outcome): string {
  const second = outcome.secondPass === null ? '' : ` (${outcome.secondPass})`;
  const share = outcome.share === 1 ? '' : ` ${outcome.share.toFixed(4)}`;
  return `${outcome.reason} ${outcome.address} ${outcome.port}${second}${share}`;
}

/** Storage as the recordings' README writes it: t time, W via waypoint, O original destination. */
function storageOf({ storage }: Outcome): string {
  if (storage === null) return '-';
  const { hasConnectTime, isViaWaypoint, originalDestination } = storage;
  return `${hasConnectTime ? 't' : ''}${isViaWaypoint ? 'W' : ''}${originalDestination ? 'O' : ''}`;
}

const dns = merge(simple, { backends: [backend(0, '10.244.0.53')] });
const withService = (facts: Parameters<typeof service>[0], ...rest: RoutingEntries[]) =>
  merge({ ...simple, services: [service(facts)] }, ...rest);
const udp = { protocol: 'udp' } as const;
const datagram = { protocol: 'udp', call: 'sendmsg' } as const;

interface Row extends Question {
  readonly name: string;
  readonly ends: string;
  readonly storage: string;
}

const reasonRows: Row[] = [
  { name: 'an endpoint', ends: 'LOAD_BALANCED 10.244.0.5 8080', storage: 'tO' },
  {
    name: 'a workload address',
    request: { address: '10.244.0.5', port: 1234 },
    ends: 'WORKLOAD_ADDRESS 10.244.0.5 1234',
    storage: 'tO',
  },
  {
    name: 'an unknown address',
    request: { address: '192.0.2.1' },
    ends: 'NO_FRONTEND 192.0.2.1 80',
    storage: 't',
  },
  {
    name: 'a frontend to nothing',
    maps: { frontends: { [vip]: 5 } },
    ends: `UPSTREAM_MISSING ${vip} 80`,
    storage: 't',
  },
  {
    name: 'a port that the service does not have',
    request: { port: 81 },
    ends: `PORT_NOT_IN_SERVICE ${vip} 81`,
    storage: 't',
  },
  {
    name: 'RANDOM without endpoints, which counts as success',
    maps: withService({ id: 1 }),
    ends: `NO_ENDPOINTS ${vip} 80`,
    storage: 'tO',
  },
  {
    name: 'RANDOM without endpoints at priority 0',
    maps: withService({ id: 1, counts: [0, 1] }),
    ends: `NO_ENDPOINTS ${vip} 80`,
    storage: 'tO',
  },
  {
    name: 'STRICT without endpoints at priority 0',
    maps: withService({ id: 1, counts: [0, 1], policy: 1 }),
    ends: `NO_LOCAL_ENDPOINT ${vip} 80`,
    storage: 't',
  },
  {
    name: 'STRICT with an endpoint',
    maps: withService({ id: 1, counts: [1], policy: 1 }),
    ends: 'LOAD_BALANCED 10.244.0.5 8080',
    storage: 'tO',
  },
  {
    name: 'FAILOVER without endpoints',
    maps: withService({ id: 1, policy: 2 }),
    ends: `NO_ENDPOINTS ${vip} 80`,
    storage: 't',
  },
  {
    name: 'FAILOVER to the lowest priority',
    maps: {
      ...simple,
      services: [service({ id: 1, counts: [0, 0, 0, 0, 0, 0, 1], policy: 2 })],
      endpoints: endpoints(1, [11], 6),
    },
    ends: 'LOAD_BALANCED 10.244.0.5 8080',
    storage: 'tO',
  },
  {
    name: 'FAILOVER that stays at a priority whose endpoint is missing',
    maps: {
      ...simple,
      services: [service({ id: 1, counts: [1, 1], policy: 2 })],
      endpoints: endpoints(1, [11], 1),
    },
    ends: `ENDPOINT_MISSING ${vip} 80`,
    storage: 't',
  },
  {
    name: 'an unknown policy, even without endpoints',
    maps: withService({ id: 1, policy: 3 }),
    ends: `LB_POLICY_UNKNOWN ${vip} 80`,
    storage: 't',
  },
  {
    name: 'an endpoint whose backend is missing',
    maps: { ...simple, backends: [] },
    ends: `BACKEND_MISSING ${vip} 80`,
    storage: 't',
  },
  {
    name: 'a source that is not enabled',
    managed: false,
    ends: `NOT_ENABLED ${vip} 80`,
    storage: '-',
  },
  {
    name: 'a UDP connect to a service',
    request: udp,
    ends: `NOT_TCP ${vip} 80`,
    storage: '-',
  },
  {
    name: 'a datagram to a service',
    request: datagram,
    ends: `NOT_TCP ${vip} 80`,
    storage: '-',
  },
  {
    name: 'an id that is a service and a backend',
    maps: { ...simple, backends: [backend(11, '10.244.0.5'), backend(1, '10.244.0.6')] },
    ends: 'LOAD_BALANCED 10.244.0.5 8080',
    storage: 'tO',
  },
];

const waypointRows: Row[] = [
  {
    name: "a service's waypoint, whatever the port and the endpoints",
    maps: withService({ id: 1, policy: 7, waypoint: [waypointVip, 15008] }, waypoint),
    request: { port: 81 },
    ends: 'SERVICE_WAYPOINT 10.244.0.19 15019',
    storage: 'tWO',
  },
  {
    name: "a workload's waypoint",
    maps: merge(waypoint, {
      frontends: { [vip]: 5 },
      backends: [backend(5, vip, [waypointVip, 15008])],
    }),
    ends: 'BACKEND_WAYPOINT 10.244.0.19 15019',
    storage: 'tWO',
  },
  {
    name: "a drawn backend's waypoint, whatever the port",
    maps: merge(waypoint, {
      ...simple,
      backends: [backend(11, '10.244.0.5', [waypointVip, 15008])],
    }),
    request: { port: 81 },
    ends: 'BACKEND_WAYPOINT 10.244.0.19 15019',
    storage: 'tWO',
  },
  {
    name: 'a waypoint with an unknown address',
    maps: withService({ id: 1, waypoint: [waypointVip, 15008] }),
    ends: `SERVICE_WAYPOINT ${waypointVip} 15008 (NO_FRONTEND)`,
    storage: 'tWO',
  },
  {
    name: 'a waypoint whose service lacks the port',
    maps: withService({ id: 1, waypoint: [waypointVip, 15009] }, waypoint),
    ends: `SERVICE_WAYPOINT ${waypointVip} 15009 (PORT_NOT_IN_SERVICE)`,
    storage: 'tWO',
  },
  {
    name: 'a waypoint without endpoints',
    maps: withService(
      { id: 1, waypoint: [waypointVip, 15008] },
      {
        frontends: { [waypointVip]: 9 },
        services: [service({ id: 9 })],
      },
    ),
    ends: `SERVICE_WAYPOINT ${waypointVip} 15008 (NO_ENDPOINTS)`,
    storage: 'tWO',
  },
  {
    name: 'a waypoint that is a workload address',
    maps: withService({ id: 1, waypoint: ['10.244.0.5', 15008] }),
    ends: 'SERVICE_WAYPOINT 10.244.0.5 15008',
    storage: 'tWO',
  },
  {
    name: 'a waypoint that has itself as waypoint',
    maps: withService({ id: 1, waypoint: [vip, 15008] }),
    ends: `SERVICE_WAYPOINT ${vip} 15008 (PASS_LIMIT)`,
    storage: 'tWO',
  },
  {
    name: 'a waypoint at the control address',
    maps: withService({ id: 1, waypoint: ['0.0.0.2', 929] }),
    ends: 'SERVICE_WAYPOINT 0.0.0.2 929 (CONTROL_CONNECT)',
    storage: 'tWO',
  },
  {
    name: 'a waypoint on port 53 with a DNS proxy',
    maps: merge(dns, withService({ id: 1, waypoint: [waypointVip, 53] })),
    ends: 'SERVICE_WAYPOINT 10.244.0.53 53 (DNS_REDIRECT)',
    storage: 'tWO',
  },
  {
    name: 'a waypoint on port 53 without a DNS proxy',
    maps: withService({ id: 1, waypoint: [waypointVip, 53] }),
    ends: `SERVICE_WAYPOINT ${waypointVip} 53 (DNS_PROXY_OFF)`,
    storage: 'tWO',
  },
  {
    name: "a service's waypoint without a port",
    maps: withService({ id: 1, counts: [1], waypoint: [waypointVip, 0] }),
    ends: 'LOAD_BALANCED 10.244.0.5 8080',
    storage: 'tO',
  },
  {
    name: "a service's waypoint whose first four bytes are 0",
    maps: withService({ id: 1, counts: [1], waypoint: ['::a:b', 15008] }),
    ends: 'LOAD_BALANCED 10.244.0.5 8080',
    storage: 'tO',
  },
  {
    name: "a workload's waypoint whose first four bytes are 0",
    maps: { frontends: { [vip]: 5 }, backends: [backend(5, vip, ['::a:b', 15008])] },
    ends: 'BACKEND_WAYPOINT 0.0.0.0 15008 (NO_FRONTEND)',
    storage: 'tWO',
  },
  {
    name: 'a waypoint port of which only the unused bytes are set',
    maps: withService({ id: 1, waypoint: [waypointVip, 0x10000] }, waypoint),
    ends: 'SERVICE_WAYPOINT 10.244.0.19 0',
    storage: 'tWO',
  },
];

const portRows: Row[] = [
  {
    name: 'port 0 where a slot is unused',
    request: { port: 0 },
    ends: 'LOAD_BALANCED 10.244.0.5 0',
    storage: 'tO',
  },
  {
    name: 'port 0 where no slot is unused',
    maps: withService({
      id: 1,
      counts: [1],
      ports: Array.from({ length: 10 }, (_, slot) => [80 + slot, 8080] as const),
    }),
    request: { port: 0 },
    ends: `PORT_NOT_IN_SERVICE ${vip} 0`,
    storage: 't',
  },
  {
    name: 'a service port whose unused bytes are set',
    maps: withService({ id: 1, counts: [1], ports: [[0x10050, 8080]] }),
    ends: `PORT_NOT_IN_SERVICE ${vip} 80`,
    storage: 't',
  },
  {
    name: 'a target port whose unused bytes are set',
    maps: withService({ id: 1, counts: [1], ports: [[80, 0x10000 + 8080]] }),
    ends: 'LOAD_BALANCED 10.244.0.5 8080',
    storage: 'tO',
  },
  {
    name: 'the first of two equal service ports',
    maps: withService({
      id: 1,
      counts: [1],
      ports: [
        [80, 8080],
        [80, 9090],
      ],
    }),
    ends: 'LOAD_BALANCED 10.244.0.5 8080',
    storage: 'tO',
  },
];

const familyRows: Row[] = [
  {
    name: 'IPv4-mapped: looked up as IPv4, written back mapped',
    request: { family: 6, address: `::ffff:${vip}` },
    ends: 'LOAD_BALANCED ::ffff:10.244.0.5 8080',
    storage: 'tO',
  },
  {
    name: 'IPv4-mapped and left as it is',
    request: { family: 6, address: '::ffff:10.244.0.5' },
    ends: 'WORKLOAD_ADDRESS ::ffff:10.244.0.5 80',
    storage: 'tO',
  },
  {
    name: 'an IPv4 VIP with an IPv6 backend',
    maps: { ...simple, backends: [backend(11, 'fd00:244::5')] },
    ends: 'LOAD_BALANCED 253.0.2.68 8080',
    storage: 'tO',
  },
  {
    name: 'an IPv4-mapped VIP with an IPv6 backend',
    maps: { ...simple, backends: [backend(11, 'fd00:244::5')] },
    request: { family: 6, address: `::ffff:${vip}` },
    ends: 'LOAD_BALANCED ::ffff:253.0.2.68 8080',
    storage: 'tO',
  },
  {
    name: 'an IPv6 VIP with an IPv4 backend',
    maps: { ...simple, frontends: { 'fd00:96::1': 1 } },
    request: { family: 6, address: 'fd00:96::1' },
    ends: 'LOAD_BALANCED af4:5:: 8080',
    storage: 'tO',
  },
  {
    name: 'an IPv6 address of the same sixteen bytes as an IPv4 key',
    request: { family: 6, address: 'a60:1::' },
    ends: 'LOAD_BALANCED af4:5:: 8080',
    storage: 'tO',
  },
  {
    name: 'an IPv4-compatible address, which is not folded',
    request: { family: 6, address: `::${vip}` },
    ends: 'NO_FRONTEND ::a60:1 80',
    storage: 't',
  },
  {
    name: 'a frontend key that is stored IPv4-mapped',
    maps: { ...simple, frontends: { [`::ffff:${vip}`]: 1 } },
    request: { family: 6, address: `::ffff:${vip}` },
    ends: `NO_FRONTEND ::ffff:${vip} 80`,
    storage: 't',
  },
  {
    name: 'a backend stored IPv4-mapped, IPv4 socket',
    maps: { ...simple, backends: [backend(11, '::ffff:10.244.0.5')] },
    ends: 'LOAD_BALANCED 0.0.0.0 8080',
    storage: 'tO',
  },
  {
    name: 'a backend stored IPv4-mapped, IPv4-mapped destination',
    maps: { ...simple, backends: [backend(11, '::ffff:10.244.0.5')] },
    request: { family: 6, address: `::ffff:${vip}` },
    ends: 'LOAD_BALANCED ::ffff:10.244.0.5 8080',
    storage: 'tO',
  },
  {
    name: "the IPv4 waypoint of an IPv6 service, whose frontend is found by the map's bytes",
    maps: merge(waypoint, {
      frontends: { 'fd00:96::1': 1 },
      services: [service({ id: 1, waypoint: [waypointVip, 15008] })],
    }),
    request: { family: 6, address: 'fd00:96::1' },
    ends: 'SERVICE_WAYPOINT af4:13:: 15019',
    storage: 'tWO',
  },
  {
    name: 'the IPv6 unspecified address',
    request: { family: 6, address: '::' },
    ends: 'NO_FRONTEND :: 80',
    storage: 't',
  },
];

const port53 = { port: 53 };
const dnsRows: Row[] = [
  {
    name: 'a UDP connect',
    request: { ...udp, ...port53 },
    ends: 'DNS_REDIRECT 10.244.0.53 53',
    storage: 'O',
  },
  {
    name: 'a datagram',
    request: { ...datagram, ...port53 },
    ends: 'DNS_REDIRECT 10.244.0.53 53',
    storage: 'O',
  },
  {
    name: 'a TCP connect',
    request: port53,
    ends: 'DNS_REDIRECT 10.244.0.53 53',
    storage: 'O',
  },
  {
    name: 'a datagram of an IPv6 socket to an IPv4-mapped target',
    request: { ...datagram, ...port53, family: 6, address: `::ffff:${vip}` },
    ends: 'DNS_REDIRECT ::ffff:10.244.0.53 53',
    storage: 'O',
  },
  {
    name: 'a datagram to IPv6',
    request: { ...datagram, ...port53, family: 6, address: 'fd00::1' },
    ends: 'NOT_TCP fd00::1 53',
    storage: '-',
  },
  {
    name: 'an IPv4-mapped TCP connect, to which connect6 has no DNS branch',
    request: { ...port53, family: 6, address: `::ffff:${vip}` },
    ends: `PORT_NOT_IN_SERVICE ::ffff:${vip} 53`,
    storage: 't',
  },
  {
    name: 'without a proxy',
    maps: simple,
    request: port53,
    ends: `DNS_PROXY_OFF ${vip} 53`,
    storage: '-',
  },
  {
    name: 'a source that is not enabled',
    managed: false,
    request: { ...udp, ...port53 },
    ends: `NOT_ENABLED ${vip} 53`,
    storage: '-',
  },
  {
    name: 'v1.1, UDP',
    generation: 'v1.1',
    request: { ...udp, ...port53 },
    ends: `NOT_TCP ${vip} 53`,
    storage: '-',
  },
  {
    name: 'v1.1, TCP',
    generation: 'v1.1',
    request: port53,
    ends: `PORT_NOT_IN_SERVICE ${vip} 53`,
    storage: 't',
  },
];

const toControl = (address: string, port: number) => ({ address, port });
const controlRows: Row[] = [
  {
    name: 'IPv4, before the manager map is asked',
    managed: false,
    request: toControl('0.0.0.2', 929),
    ends: 'CONTROL_CONNECT 0.0.0.2 929',
    storage: '-',
  },
  {
    name: 'IPv6',
    request: { family: 6, ...toControl('::2', 930) },
    ends: 'CONTROL_CONNECT ::2 930',
    storage: '-',
  },
  {
    name: 'UDP connect',
    request: { ...udp, ...toControl('0.0.0.2', 930) },
    ends: 'CONTROL_CONNECT 0.0.0.2 930',
    storage: '-',
  },
  {
    name: 'a datagram, v1.2 on',
    request: { ...datagram, ...toControl('0.0.0.2', 929) },
    ends: 'CONTROL_CONNECT 0.0.0.2 929',
    storage: '-',
  },
  {
    name: 'not: a datagram on v1.1',
    generation: 'v1.1',
    request: { ...datagram, ...toControl('0.0.0.2', 929) },
    ends: 'NOT_TCP 0.0.0.2 929',
    storage: '-',
  },
  {
    name: 'not: another port',
    request: toControl('0.0.0.2', 931),
    ends: 'NO_FRONTEND 0.0.0.2 931',
    storage: 't',
  },
  {
    name: 'not: IPv4-mapped',
    request: { family: 6, ...toControl('::ffff:0.0.0.2', 929) },
    ends: 'NO_FRONTEND ::ffff:0.0.0.2 929',
    storage: 't',
  },
];

describe.each([
  { title: 'reasons', rows: reasonRows, maps: simple },
  { title: 'waypoints', rows: waypointRows, maps: simple },
  { title: 'port slots', rows: portRows, maps: simple },
  { title: 'address families', rows: familyRows, maps: simple },
  { title: 'port 53', rows: dnsRows, maps: dns },
  { title: 'control connects', rows: controlRows, maps: simple },
])('explainConnect: $title', ({ rows, maps }) => {
  it.each(rows)('$name', (row) => {
    const { outcomes } = ask({ maps, ...row });
    expect(outcomes.map(brief)).toEqual([row.ends]);
    expect(outcomes.map(storageOf)).toEqual([row.storage]);
  });
});

describe('explainConnect: what is recorded', () => {
  const originalOf = (question: Question) =>
    ask(question).outcomes[0]?.storage?.originalDestination;

  it('keeps the first destination through a waypoint', () => {
    const maps = withService({ id: 1, waypoint: [waypointVip, 15008] }, waypoint);
    expect(originalOf({ maps })).toEqual({ address: vip, port: 80 });
  });

  it('keeps an IPv4-mapped destination as the application gave it', () => {
    const address = `::ffff:${vip}`;
    expect(originalOf({ request: { family: 6, address } })).toEqual({ address, port: 80 });
  });

  it('has the IPv4 address of an IPv4-mapped datagram as the head of an IPv6 address', () => {
    const request = { ...datagram, family: 6, address: `::ffff:${vip}`, port: 53 } as const;
    expect(originalOf({ maps: dns, request })).toEqual({ address: 'a60:1::', port: 53 });
  });
});

describe('explainConnect: requests', () => {
  it('refuses an IPv6 destination for an IPv4 socket, and what is no address', () => {
    expect(() => ask({ request: { address: 'fd00::1' } })).toThrow(RangeError);
    expect(() => ask({ request: { address: 'example' } })).toThrow(RangeError);
  });

  it('takes a TCP sendto as the connect that it is', () => {
    const { outcomes } = ask({ request: { call: 'sendmsg' } });
    expect(outcomes.map(brief)).toEqual(['LOAD_BALANCED 10.244.0.5 8080']);
  });

  it('passes on which maps are incomplete', () => {
    const maps = { ...simple, incompleteMaps: ['km_backend'] };
    expect(ask({ maps }).incompleteMaps).toEqual(['km_backend']);
  });
});

describe('explainConnect: steps', () => {
  it('names the functions of the data plane in their order', () => {
    const maps = withService({ id: 1, waypoint: [waypointVip, 15008] }, waypoint);
    const { steps } = ask({ maps });
    expect(steps.map((step) => `${step.pass} ${step.function} ${step.map ?? ''}`.trim())).toEqual([
      '1 cgroup_connect4_prog',
      '1 is_kmesh_enabled km_manage',
      '1 sock_traffic_control km_frontend',
      '1 frontend_manager km_service',
      '1 service_manager',
      '1 waypoint_manager',
      '1 set_original_dst_info',
      '2 kmesh_workload_tail_call',
      '2 cgroup_connect4_prog',
      '2 is_kmesh_enabled km_manage',
      '2 sock_traffic_control km_frontend',
      '2 frontend_manager km_service',
      '2 service_manager',
      '2 lb_random_handle km_endpoint',
      '2 endpoint_manager km_backend',
      '2 svc_dnat',
    ]);
  });

  it('asks for no key that the programs do not ask for', () => {
    const asked: string[] = [];
    const maps = routingMaps(simple);
    const spy = {
      ...maps,
      findFrontend: (address: string) => {
        asked.push(`frontend ${address}`);
        return maps.findFrontend(address);
      },
      findBackend: (uid: number) => {
        asked.push(`backend ${uid}`);
        return maps.findBackend(uid);
      },
    };
    const request = {
      family: 4,
      protocol: 'tcp',
      call: 'connect',
      address: vip,
      port: 80,
    } as const;
    explainConnect({ generation: generation('main'), maps: spy, managed: true }, request);
    expect(asked).toEqual([`frontend ${vip}`, 'backend 11']);
  });
});

describe('an address of another family', () => {
  it.each([
    ['fd00:10:244::18', '10.96.0.12', 4, '253.0.0.16', 'taken as IPv4'],
    ['10.244.0.9', 'fd00::12', 6, 'af4:9::', 'taken as IPv6'],
    ['10.244.0.9', '::ffff:10.96.0.12', 6, '::ffff:10.244.0.9', null],
    ['10.244.0.9', '10.96.0.12', 4, '10.244.0.9', null],
  ] as const)('backend %s, connect to %s', (address, to, family, reached, warning) => {
    const maps = routingMaps({
      frontends: { '10.96.0.12': 1, 'fd00::12': 1 },
      services: [service({ id: 1, counts: [1] })],
      endpoints: endpoints(1, [9]),
      backends: [backend(9, address)],
    });
    const generation = generations['main'];
    if (generation === undefined) throw new Error('main is followed');
    const request = { family, protocol: 'tcp', call: 'connect', address: to, port: 80 } as const;
    const { outcomes, steps } = explainConnect({ generation, maps, managed: true }, request);
    expect(outcomes.map((outcome) => outcome.address)).toEqual([reached]);
    const note = steps.find((step) => step.function === 'svc_dnat')?.note ?? '';
    if (warning === null) expect(note).not.toContain('taken as');
    else expect(note).toContain(`the bytes of ${address} ${warning}`);
  });
});
