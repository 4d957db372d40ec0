import { describe, expect, it } from 'vitest';
import { checkSnapshot } from '../../../src/check/check-snapshot.ts';
import { compareFindings, subjectKey } from '../../../src/check/finding.ts';
import { rules } from '../../../src/check/rules.ts';
import { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { type FakeParts, fakeNode, socket } from '../../support/fake-node.ts';
import { endpoints, service } from '../../support/routing-maps.ts';
import { check, checkParts, codesOf, gone, stateOf, tenPorts, withService } from './check-parts.ts';
import { healthyAdmin } from './healthy-daemon.ts';
import {
  healthyBackends,
  healthyEndpoints,
  healthyParts,
  healthyPins,
  healthyServices,
  ids,
} from './healthy-node.ts';

describe('checkSnapshot', () => {
  it('finds nothing on a healthy node, having looked everywhere', () => {
    const { findings, looks } = checkParts({ admin: healthyAdmin(), version: 'v1.2.0' });
    expect(findings).toEqual([]);
    expect(looks.map(({ code }) => code)).toEqual(Object.keys(rules));
    expect(looks.filter(({ state }) => state !== 'looked')).toEqual([]);
  });

  it.each(['v0.4.0', 'v0.5', 'v1.0', 'v1.1'] as const)(
    'reads the endpoints of %s',
    (generation) => {
      const { looks, findings } = checkParts({
        generation,
        services: [service({ id: ids.plain, counts: [3] })],
        endpoints: endpoints(ids.plain, [ids.a, ids.b]),
      });
      expect(looks.find(({ code }) => code === 'ENDPOINT_HOLE')?.state).toBe('looked');
      expect(findings.map(({ code, message }) => `${code} ${message}`)).toContain(
        'ENDPOINT_HOLE 1 of 3 indexes have no endpoint',
      );
    },
  );

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
    const remote = ['10.244.0.99', 8080] as const;
    const storage = { original: ['10.96.0.3', 80] as const };
    const local = ['10.244.0.10', 40001] as const;
    const sockets = [socket({ cookie: 101n, local, remote, storage })];
    expect(codesOf(checkParts({ sockets }))).toEqual(['CONNECTION_STALE']);
    const node = fakeNode({ ...healthyParts, sockets });
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

  it('a release without DNS hooks misses none of them', () => {
    const pins = healthyPins.filter(({ attachType }) => !attachType?.startsWith('cgroup_udp4'));
    const report = checkParts({ pins, missing: ['km_cgr_tail6'] });
    expect(report.findings).toEqual([]);
    expect(stateOf(report, 'DNS_PROXY_GONE')).toBe('does-not-apply');
    expect(stateOf(report, 'HOOKS_NOT_ATTACHED')).toBe('looked');
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
    const report = checkParts({ ...parts, ...emptied, admin: healthyAdmin() });
    expect(report.findings).toEqual([]);
    const blind = report.looks.filter(({ state }) => state === 'could-not-look');
    const needing = Object.values(rules).filter(({ needs }) => needs.some((need) => need === name));
    expect(blind.map(({ code }) => code)).toEqual(
      expect.arrayContaining(needing.map(({ code }) => code)),
    );
    for (const { why } of blind) expect(why).toBe('rewritten while it was read');
  });

  it.each(routing)('a map that is not pinned, %s', (name) => {
    const report = checkParts({ missing: [name], admin: healthyAdmin() });
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
      ['XDP_MISSING', 'needs CAP_BPF'],
      ['XDP_DOUBLE', 'needs CAP_BPF'],
      ['CONNECTION_STALE', 'needs CAP_BPF'],
      ['CONNECTION_BYPASSES_WAYPOINT', 'needs CAP_BPF'],
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

  it('a recording that does not say which sets there were: the rule about two does not apply', () => {
    const source = fakeNode({ ...healthyParts, origin: 'recorded' });
    const silent = check({ ...source, setsOfNode: undefined });
    expect(stateOf(silent, 'TWO_MAP_SETS')).toBe('does-not-apply');
    const both = ['/a', '/b'].map((pins) => ({ pins, count: 26 }));
    expect(codesOf(check({ ...source, setsOfNode: both }))).toEqual(['TWO_MAP_SETS']);
  });
});
