import { describe, expect, it } from 'vitest';
import { checkSnapshot } from '../../../src/check/check-snapshot.ts';
import type { CheckReport, FindingCode } from '../../../src/check/finding.ts';
import { compareFindings, subjectKey } from '../../../src/check/finding.ts';
import { rules } from '../../../src/check/rules.ts';
import type { NodeSource } from '../../../src/raw/node-source.ts';
import type { RawMapInfo } from '../../../src/raw/raw-map.ts';
import { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { type FakeParts, fakeNode, socket } from '../../support/fake-node.ts';
import { endpoints, service } from '../../support/routing-maps.ts';
import {
  healthyBackends,
  healthyEndpoints,
  healthyNames,
  healthyParts,
  healthyPins,
  healthyServices,
  ids,
  link,
  listing,
  podName,
} from './healthy-node.ts';

function check(node: NodeSource): CheckReport {
  const [set] = node.mapSets;
  if (set === undefined) throw new Error('the node has no maps');
  return checkSnapshot(new Snapshot(node, set));
}

function checkParts(parts: FakeParts): CheckReport {
  return check(fakeNode({ ...healthyParts, ...parts }));
}

const codesOf = ({ findings }: CheckReport) => [...new Set(findings.map(({ code }) => code))];
const stateOf = ({ looks }: CheckReport, code: FindingCode) =>
  looks.find((look) => look.code === code)?.state;

/** The healthy node with this service in place of its own. */
function withService(facts: Parameters<typeof service>[0]): FakeParts {
  const changed = service(facts);
  return { services: healthyServices.map((entry) => (entry.id === changed.id ? changed : entry)) };
}

function withBackend(changed: ReturnType<typeof listing>): FakeParts {
  const others = healthyBackends.filter(({ uid }) => uid !== changed.uid);
  return { backends: [...others, changed] };
}

const withoutEndpoint = (serviceId: number, backendUid: number) => ({
  endpoints: healthyEndpoints.filter(
    (entry) => entry.serviceId !== serviceId || entry.backendUid !== backendUid,
  ),
});

function withMaps(change: (info: RawMapInfo) => RawMapInfo): NodeSource {
  const node = fakeNode(healthyParts);
  return {
    ...node,
    mapSets: node.mapSets.map((set) => ({ ...set, maps: set.maps.map(change) })),
  };
}

const tenPorts = Array.from({ length: 10 }, (_, slot) => [80 + slot, 8080 + slot] as const);
const gone = 77;

interface Mutation {
  readonly node: NodeSource | FakeParts;
  /** Subject and message, as patterns. */
  readonly subject: string;
  readonly message: RegExp;
  /** Codes that the same fault brings with it. */
  readonly also?: readonly FindingCode[];
}

// One for each code: TypeScript holds the table complete.
const mutations: Readonly<Record<FindingCode, Mutation>> = {
  ENDPOINT_HOLE: {
    node: withService({ id: ids.dual, counts: [3] }),
    subject: `service ${ids.dual} priority 0`,
    message: /^2 of 3 indexes have no endpoint$/,
  },
  ENDPOINT_BEYOND_COUNT: {
    node: withService({ id: ids.plain, counts: [1] }),
    subject: `service ${ids.plain} priority 0`,
    message: /^rows that no draw reaches: 1; the count is 1$/,
  },
  ENDPOINT_WITHOUT_SERVICE: {
    node: {
      endpoints: [...healthyEndpoints, ...endpoints(gone, [ids.a, ids.b])],
    },
    subject: `service ${gone} null`,
    message: /does not exist: 2$/,
  },
  ENDPOINT_DUPLICATE: {
    node: {
      ...withService({ id: ids.dual, counts: [2] }),
      endpoints: [
        ...withoutEndpoint(ids.dual, ids.b).endpoints,
        ...endpoints(ids.dual, [ids.b, ids.b]),
      ],
    },
    subject: `service ${ids.dual} null`,
    message: /more than once: 1$/,
  },
  ENDPOINT_WITHOUT_BACKEND: {
    node: {
      ...withService({ id: ids.dual, counts: [2] }),
      endpoints: [
        ...withoutEndpoint(ids.dual, ids.b).endpoints,
        ...endpoints(ids.dual, [ids.b, gone]),
      ],
    },
    subject: `service ${ids.dual} endpoint 0/2`,
    message: /^it names backend 77, which does not exist$/,
  },
  ENDPOINT_NOT_IN_BACKEND: {
    node: withBackend(listing(ids.gateway, '10.244.0.13', [])),
    subject: `service ${ids.waypoint} endpoint 0/1`,
    message: /does not list the service$/,
  },
  BACKEND_NOT_IN_SERVICE: {
    node: withBackend(listing(ids.gateway, '10.244.0.13', [ids.waypoint, ids.plain, gone])),
    subject: `workload ${ids.gateway} service ${ids.plain}`,
    message: /has no endpoint for it$/,
  },
  BACKEND_UNUSED: {
    node: {
      backends: [...healthyBackends, listing(gone, '10.244.0.77', [])],
      nameFile: null,
    },
    subject: `workload ${gone} null`,
    message: /^nothing leads to 10\.244\.0\.77$/,
  },
  BACKEND_SERVICES_CUT: {
    node: withBackend(
      listing(ids.gateway, '10.244.0.13', [ids.waypoint, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    ),
    subject: `workload ${ids.gateway} null`,
    message: /^all 10 service slots/,
  },
  FRONTEND_TO_NOTHING: {
    node: { frontends: { ...healthyParts.frontends, '10.96.0.77': gone } },
    subject: 'frontend 10.96.0.77 null',
    message: /^it leads to 77,/,
  },
  ID_OF_TWO_KINDS: {
    node: { backends: [...healthyBackends, listing(ids.plain, '10.244.0.77', [])] },
    subject: `service ${ids.plain} null`,
    message: /is a backend too$/,
  },
  SERVICE_WITHOUT_ENDPOINTS: {
    node: {
      ...withService({ id: ids.dual }),
      ...withoutEndpoint(ids.dual, ids.b),
      ...withBackend(listing(ids.b, '10.244.0.12', [ids.fortio, ids.plain, ids.failover])),
    },
    subject: `service ${ids.dual} null`,
    message: /no endpoint at any priority/,
  },
  NOTHING_IN_REACH: {
    node: {
      ...withService({ id: ids.strict, counts: [0, 1], policy: 1 }),
      endpoints: [
        ...withoutEndpoint(ids.strict, ids.a).endpoints,
        ...endpoints(ids.strict, [ids.a], 1),
      ],
    },
    subject: `service ${ids.strict} null`,
    message: /^policy STRICT draws at priority 0 only/,
  },
  FAILOVER_STUCK: {
    node: {
      endpoints: [
        ...withoutEndpoint(ids.failover, ids.a).endpoints,
        ...endpoints(ids.failover, [gone], 1),
      ],
      ...withBackend(listing(ids.a, '10.244.0.11', [ids.fortio, ids.plain, ids.strict])),
    },
    subject: `service ${ids.failover} null`,
    message: /^priority 1 leads to no backend, and priority 2 is not tried$/,
    also: ['ENDPOINT_WITHOUT_BACKEND'],
  },
  PORT_WITHOUT_TARGET: {
    node: withService({
      id: ids.plain,
      counts: [2],
      ports: [
        [80, 8080],
        [81, 0],
      ],
    }),
    subject: `service ${ids.plain} null`,
    message: /^no target for port 81$/,
  },
  PORTS_CUT: {
    node: withService({ id: ids.plain, counts: [2], ports: tenPorts }),
    subject: `service ${ids.plain} null`,
    message: /^all 10 port slots/,
  },
  POLICIES_CUT: {
    node: { policies: { [ids.a]: [1, 2, 3, 4] } },
    subject: `workload ${ids.a} null`,
    message: /^all 4 policy slots/,
  },
  WAYPOINT_IGNORED: {
    node: withService({ id: ids.fortio, counts: [2], waypoint: ['::a:b', 15008] }),
    subject: `service ${ids.fortio} null`,
    message: /first 32 bits of its waypoint ::a:b are zero$/,
  },
  WAYPOINT_WITHOUT_FRONTEND: {
    node: withBackend(listing(ids.gateway, '10.244.0.13', [ids.waypoint], ['10.96.0.77', 15008])),
    subject: `workload ${ids.gateway} null`,
    message: /10\.96\.0\.77$/,
  },
  WAYPOINT_OF_OTHER_FAMILY: {
    node: withService({ id: ids.dual, counts: [1], waypoint: ['10.96.0.2', 15008] }),
    subject: `service ${ids.dual} null`,
    message: /not of the family of fd00:10:96::6$/,
  },
  POD_HALF_ENABLED: {
    node: { manage: [101n, '10.244.0.10', 102n] },
    subject: 'pod default/a null',
    message: /lacks its address$/,
  },
  HOOKS_NOT_ATTACHED: {
    node: {
      pins: [
        ...healthyPins.slice(1),
        link('sockconn/sockconn_prog', 'cgroup_inet4_connect', false),
      ],
    },
    subject: 'hook cgroup_inet4_connect null',
    message: /^its link is detached/,
  },
  CONNECTION_STALE: {
    node: {
      sockets: [40001, 40002].map((port) =>
        socket({
          cookie: 101n,
          local: ['10.244.0.10', port],
          remote: ['10.244.0.99', 8080],
          storage: { original: ['10.96.0.3', 80] },
        }),
      ),
    },
    subject: 'connection default/client -> 10.96.0.3:80 -> 10.244.0.99:8080 null',
    message: /^connections that would go elsewhere now: 2$/,
  },
  DNS_PROXY_UNUSABLE: {
    node: withBackend(listing(0, '0.0.0.0', [])),
    subject: 'workload 0 null',
    message: /is 0\.0\.0\.0$/,
  },
  DNS_PROXY_GONE: {
    node: withBackend(listing(0, '10.244.0.3', [])),
    subject: 'workload 0 null',
    message: /^no pod of this node has 10\.244\.0\.3$/,
  },
  NAME_MISSING: {
    node: { names: healthyNames.filter((name) => name !== podName('gateway')) },
    subject: 'map km_backend null',
    message: /^1 of 4 ids have no name$/,
  },
  NAME_AGAINST_HASH: {
    node: {
      nameFile: [
        ...healthyNames.slice(0, -1).map((name) => `${name}: ${idByName(name)}\n`),
        `${podName('other')}: ${ids.gateway}\n`,
      ].join(''),
    },
    subject: 'map km_backend null',
    message: /^1 of 4 ids do not fit their name$/,
  },
  MAP_NEARLY_FULL: {
    node: withMaps((info) => (info.name === 'km_service' ? { ...info, maxEntries: 7 } : info)),
    subject: 'map km_service null',
    message: /^6 of 7 entries are in use$/,
  },
  TWO_MAP_SETS: {
    node: (() => {
      const node = fakeNode(healthyParts);
      const second = { folder: 'bpf_kmesh', pins: '/sys/fs/bpf/bpf_kmesh/map', maps: [] };
      return { ...node, mapSets: [...node.mapSets, second] };
    })(),
    subject: 'node null null',
    message: /^sets of maps: 2$/,
  },
};

function idByName(name: string): number {
  const key = name.split('/').at(-1)?.split('.')[0] ?? '';
  return ids[key as keyof typeof ids];
}

const isNode = (given: NodeSource | FakeParts): given is NodeSource => 'readMap' in given;

describe('checkSnapshot', () => {
  it('finds nothing on a healthy node, having looked everywhere', () => {
    const { findings, looks } = checkParts({});
    expect(findings).toEqual([]);
    expect(looks.map(({ code }) => code)).toEqual(Object.keys(rules));
    expect(looks.filter(({ state }) => state !== 'looked')).toEqual([]);
  });

  it.each(Object.entries(mutations))('%s: exactly that is found', (code, mutation) => {
    const { node, subject, message, also = [] } = mutation;
    const report = isNode(node) ? check(node) : checkParts(node);
    expect(codesOf(report).sort()).toEqual([code, ...also].sort());
    const found = report.findings.filter((finding) => finding.code === code);
    expect(found.map((finding) => subjectKey(finding.subject))).toEqual([subject]);
    expect(found[0]?.message).toMatch(message);
    expect(found[0]?.evidence.length).toBeGreaterThan(0);
    expect(found[0]?.evidence.length).toBeLessThanOrEqual(10);
  });

  it('has for each rule its own code', () => {
    for (const [code, rule] of Object.entries(rules)) expect(rule.code).toBe(code);
  });

  it('sorts by severity, code and subject', () => {
    const { findings } = checkParts({
      ...withService({ id: ids.plain, counts: [5, 1], ports: tenPorts }),
      frontends: { ...healthyParts.frontends, '10.96.0.78': gone, '10.96.0.77': gone },
      names: [],
    });
    const orders = findings.map((finding) => ({
      ...finding,
      subject: subjectKey(finding.subject),
    }));
    expect(orders.length).toBeGreaterThan(4);
    expect(orders).toEqual([...orders].sort(compareFindings));
  });

  it('reads the same whatever the order of the rows', () => {
    const parts = {
      ...withService({ id: ids.plain, counts: [0, 1], ports: tenPorts, waypoint: ['fd00::9', 1] }),
      endpoints: [...healthyEndpoints, ...endpoints(gone, [ids.a, ids.b, ids.a])],
      frontends: { ...healthyParts.frontends, '10.96.0.78': ids.plain, '10.96.0.77': gone },
      pins: [],
      names: [],
    };
    const reversed = {
      ...parts,
      services: parts.services?.toReversed() ?? [],
      endpoints: parts.endpoints.toReversed(),
      backends: healthyBackends.toReversed(),
      frontends: Object.fromEntries(Object.entries(parts.frontends).reverse()),
      manage: healthyParts.manage.toReversed(),
    };
    expect(checkParts(reversed)).toEqual(checkParts(parts));
  });

  it('does not explain connections that it is given', () => {
    const node = fakeNode({ ...healthyParts, ...mutations.CONNECTION_STALE.node });
    const [set] = node.mapSets;
    if (set === undefined) throw new Error('the node has no maps');
    expect(checkSnapshot(new Snapshot(node, set), { connections: [] }).findings).toEqual([]);
  });
});

describe('edges', () => {
  it('a count of 2^32-1 names the first missing indexes only', () => {
    const [finding] = checkParts(withService({ id: ids.dual, counts: [0xffffffff] })).findings;
    expect(finding).toMatchObject({ code: 'ENDPOINT_HOLE' });
    expect(finding?.evidence.map(({ key }) => key)).toEqual([
      String(ids.dual),
      ...[2, 3, 4, 5, 6, 7, 8, 9, 10].map((index) => `${ids.dual}/0/${index}`),
    ]);
  });

  it.each([
    { prio: 0, backendIndex: 0 },
    { prio: 7, backendIndex: 1 },
  ])('no draw reaches %o', (place) => {
    const extra = { serviceId: ids.waypoint, backendUid: ids.gateway, ...place };
    const report = checkParts({ endpoints: [...healthyEndpoints, extra] });
    expect(codesOf(report)).toEqual(['ENDPOINT_BEYOND_COUNT', 'ENDPOINT_DUPLICATE']);
  });

  it('a service behind a waypoint needs no endpoints', () => {
    const report = checkParts({
      ...withService({ id: ids.fortio, counts: [], waypoint: ['10.96.0.2', 15008] }),
      endpoints: healthyEndpoints.filter(({ serviceId }) => serviceId !== ids.fortio),
      backends: healthyBackends.map((entry) => ({ ...entry, serviceCount: 0 })),
    });
    expect(codesOf(report)).toEqual(['ENDPOINT_NOT_IN_BACKEND']);
  });

  it('a policy that the programs do not know reaches nothing', () => {
    const report = checkParts({
      ...withService({ id: ids.plain, counts: [2], policy: 7 }),
      sockets: [],
    });
    expect(report.findings.map(({ message }) => message)).toEqual([
      'the programs do not know policy 7',
    ]);
  });

  it('without an entry in the manager map nobody misses the hooks', () => {
    expect(checkParts({ manage: [], sockets: [], pins: [] }).findings).toEqual([]);
  });

  it('a link that was never pinned is a hook that is not attached', () => {
    const report = checkParts({ pins: healthyPins.slice(1) });
    expect(report.findings.map(({ message }) => message)).toEqual([
      'no link is pinned for it, and the manager map has entries',
    ]);
  });
});

describe('what could not be seen', () => {
  const routing = ['km_frontend', 'km_service', 'km_endpoint', 'km_backend'];

  it.each(routing)('nothing is found in, or for lack of, %s that was not read whole', (name) => {
    // Half the entries are gone, and the reading says that some may be missing.
    const parts: FakeParts = { incomplete: { [name]: 'rewritten while it was read' } };
    const emptied = {
      km_frontend: { frontends: {} },
      km_service: { services: healthyServices.slice(0, 3) },
      km_endpoint: { endpoints: healthyEndpoints.slice(0, 3) },
      km_backend: { backends: healthyBackends.slice(0, 3) },
    }[name];
    const report = checkParts({ ...parts, ...emptied });
    expect(report.findings).toEqual([]);
    const blind = report.looks.filter(({ state }) => state === 'could-not-look');
    const needing = Object.values(rules).filter(({ needs }) => needs.some((need) => need === name));
    expect(blind.map(({ code }) => code)).toEqual(
      expect.arrayContaining(needing.map(({ code }) => code)),
    );
    for (const { why } of blind) expect(why).toBe('rewritten while it was read');
  });

  it.each(routing)('a map that is not pinned, %s', (name) => {
    const report = checkParts({ missing: [name] });
    expect(report.findings).toEqual([]);
    const why = `map ${name} is not pinned in /sys/fs/bpf/bpf_kmesh_workload/map`;
    for (const { code, needs } of Object.values(rules)) {
      if (!needs.some((need) => need === name)) continue;
      expect(stateOf(report, code)).toBe('could-not-look');
    }
    expect(report.looks.map((look) => look.why)).toContain(why);
  });

  it('a map of another layout', () => {
    const report = checkParts({ valueSizes: { km_service: 108 } });
    expect(stateOf(report, 'ENDPOINT_HOLE')).toBe('could-not-look');
    expect(stateOf(report, 'POD_HALF_ENABLED')).toBe('looked');
  });

  it('namespaces and sockets, as in tier 0', () => {
    const report = checkParts({ unreadable: 'needs CAP_BPF' });
    expect(report.findings).toEqual([]);
    const blind = report.looks.filter(({ state }) => state === 'could-not-look');
    expect(blind.map(({ code, why }) => [code, why])).toEqual([
      ['POD_HALF_ENABLED', 'needs CAP_BPF'],
      ['CONNECTION_STALE', 'needs CAP_BPF'],
      ['DNS_PROXY_GONE', 'needs CAP_BPF'],
    ]);
  });

  it('a name file that is missing or being written', () => {
    const missing = checkParts({ nameFile: null });
    const torn = checkParts({ nameFile: 'default/fortio.defau' });
    for (const report of [missing, torn]) {
      expect(report.findings).toEqual([]);
      expect(stateOf(report, 'NAME_MISSING')).toBe('could-not-look');
      expect(stateOf(report, 'NAME_AGAINST_HASH')).toBe('could-not-look');
    }
  });

  it('pins that cannot be opened', () => {
    const [first, ...rest] = healthyPins.map((pin) => ({ ...pin, attachType: null }));
    if (first === undefined) throw new Error('no pins');
    const report = checkParts({ pins: [{ ...first, kind: 'unknown' }, ...rest] });
    expect(stateOf(report, 'HOOKS_NOT_ATTACHED')).toBe('could-not-look');
  });

  it('addresses of a namespace, where the DNS proxy may be', () => {
    const namespaces = healthyParts.namespaces.map((one) => ({ ...one, addresses: null }));
    const report = checkParts({ namespaces });
    expect(stateOf(report, 'DNS_PROXY_GONE')).toBe('could-not-look');
  });

  it('a dump holds one set of maps: the rule about two does not apply', () => {
    const report = checkParts({ origin: 'recorded' });
    expect(stateOf(report, 'TWO_MAP_SETS')).toBe('does-not-apply');
  });
});
