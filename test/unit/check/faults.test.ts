// One fault for each code, on a node that is healthy otherwise: it is found, and nothing else is.
import { describe, expect, it } from 'vitest';
import { type FindingCode, subjectKey } from '../../../src/check/finding.ts';
import type { NodeSource } from '../../../src/raw/node-source.ts';
import type { RawMapInfo } from '../../../src/raw/raw-map.ts';
import { type FakeParts, fakeNode, idOf, podInterface, socket } from '../../support/fake-node.ts';
import { endpoints } from '../../support/routing-maps.ts';
import {
  check,
  checkParts,
  codesOf,
  gone,
  tenPorts,
  withBackend,
  withoutEndpoint,
  withService,
} from './check-parts.ts';
import {
  healthyAdmin,
  toldServices,
  toldWorkloads,
  withTold,
  withToldPod,
} from './healthy-daemon.ts';
import {
  healthyBackends,
  healthyEndpoints,
  healthyNames,
  healthyParts,
  healthyPins,
  ids,
  link,
  listing,
  podName,
  serviceName,
} from './healthy-node.ts';

function withMaps(change: (info: RawMapInfo) => RawMapInfo): NodeSource {
  const node = fakeNode(healthyParts);
  return {
    ...node,
    mapSets: node.mapSets.map((set) => ({ ...set, maps: set.maps.map(change) })),
  };
}

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
  XDP_MISSING: {
    node: { interfaces: [{ ...podInterface(101n, 71), xdp: [] }] },
    subject: 'pod default/client eth0',
    message: /^eth0 has no XDP program xdp_authz$/,
  },
  XDP_DOUBLE: {
    node: {
      interfaces: [podInterface(101n, 71), { ...podInterface(101n, 64), index: 3, name: 'net1' }],
    },
    subject: 'node null null',
    message: /^2 different programs xdp_authz are on interfaces of pods: 1, 1$/,
  },
  MONITORING_OFF: {
    node: { variables: { bpf_log_level: 2, enable_monitoring: 0 } },
    subject: 'node null null',
    message: /^enable_monitoring is 0$/,
  },
  CONNECTION_BYPASSES_WAYPOINT: {
    node: {
      sockets: [
        socket({
          cookie: 101n,
          local: ['10.244.0.10', 40001],
          remote: ['10.244.0.11', 8080],
          storage: { original: ['10.244.0.11', 8080] },
        }),
      ],
    },
    subject: 'connection default/client -> 10.244.0.11:8080 null',
    message: /^connections past the waypoint: 1$/,
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
  DAEMON_ROW_MISSING: {
    node: {
      admin: healthyAdmin({ services: [...toldServices, { name: serviceName('new'), vips: [] }] }),
    },
    subject: `service ${idOf(serviceName('new'))} null`,
    message: /^the daemon knows default\/new\.\S+, km_service does not$/,
  },
  DAEMON_ROW_UNKNOWN: {
    node: { admin: healthyAdmin({ workloads: toldWorkloads.slice(1) }) },
    subject: `workload ${ids.client} null`,
    message: /^in km_backend, and not among the workloads of the daemon$/,
  },
  DAEMON_SERVICE_DIFFERS: {
    node: { admin: healthyAdmin(withTold('plain', { ports: [[80, 8081]] })) },
    subject: `service ${ids.plain} ports`,
    message: /^80->8081 in the daemon, 80->8080 in the map$/,
  },
  DAEMON_ENDPOINT_DIFFERS: {
    node: { admin: healthyAdmin(withToldPod('gateway', { status: 'UNHEALTHY' })) },
    subject: `service ${ids.waypoint} endpoint default/gateway`,
    message: /^unhealthy in the daemon, an endpoint in the map$/,
  },
  DAEMON_WORKLOAD_DIFFERS: {
    node: { admin: healthyAdmin(withToldPod('client', { addresses: ['10.244.0.99'] })) },
    subject: `workload ${ids.client} address`,
    message: /^10\.244\.0\.99 in the daemon, 10\.244\.0\.10 in the map$/,
  },
  DAEMON_VERSION_DIFFERS: {
    node: { admin: healthyAdmin({ version: 'v1.2.0' }), version: 'v1.1.0' },
    subject: 'node null null',
    message: /^the daemon is v1\.2\.0, and kmesh_version has the hash of another version$/,
  },
};

function idByName(name: string): number {
  const key = name.split('/').at(-1)?.split('.')[0] ?? '';
  return ids[key as keyof typeof ids];
}

const isNode = (given: NodeSource | FakeParts): given is NodeSource => 'readMap' in given;

describe('each fault on a healthy node', () => {
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
});
