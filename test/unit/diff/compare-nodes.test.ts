// What counts as a difference, what does not, and what cannot be told.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, Difference, Scope } from '../../../src/diff/change.ts';
import { compareNodes } from '../../../src/diff/compare-nodes.ts';
import { readComparedNode } from '../../../src/diff/compared-node.ts';
import type { EndpointEntry } from '../../../src/kmesh/dual-engine/endpoint.ts';
import type { NodeSource } from '../../../src/raw/node-source.ts';
import { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { laterParts } from '../../golden/fortio-later.ts';
import { fortioParts } from '../../golden/fortio-node.ts';
import { type FakeParts, fakeNode } from '../../support/fake-node.ts';
import { backend, endpoints, service } from '../../support/routing-maps.ts';

function snapshotOf(source: NodeSource): Snapshot {
  const [set] = source.mapSets;
  if (set === undefined) throw new Error('a node without maps');
  return new Snapshot(source, set);
}

function compare(from: FakeParts, to: FakeParts, scope: Scope = 'moments'): Difference {
  const sides = [from, to].map((parts) => readComparedNode(snapshotOf(fakeNode(parts)), scope));
  const [before, after] = sides;
  if (before === undefined || after === undefined) throw new Error('two sides');
  return compareNodes(before, after, scope);
}

const textOf = ({ change, kind, serviceId, backendUid, address, pod, fields }: Change) => {
  const what = [serviceId, backendUid, address, pod].filter((part) => part !== null).join(' ');
  const facts = fields.map(({ field, from, to }) => `${field} ${from}>${to}`).join(', ');
  return `${change} ${kind} ${what}: ${facts}`;
};
const textsOf = ({ changes }: Difference) => changes.map(textOf).sort();

const base: FakeParts = {
  frontends: { '10.0.0.1': 1, '10.1.0.1': 11 },
  services: [service({ id: 1, counts: [3] })],
  endpoints: endpoints(1, [11, 12, 13]),
  backends: [backend(11, '10.1.0.1'), backend(12, '10.1.0.2'), backend(13, '10.1.0.3')],
};
const [entry] = base.services ?? [];
if (entry === undefined) throw new Error('no service');

describe('what is no difference', () => {
  it.each<[string, FakeParts]>([
    ['the same', base],
    ['endpoints at other indexes', { ...base, endpoints: endpoints(1, [13, 11, 12]) }],
    ['rows in another order', { ...base, backends: base.backends?.toReversed() ?? [] }],
    ['other processes and cookies', { ...base, namespaces: [], sockets: [] }],
    ['a release without priorities', { ...base, generation: 'v0.5' }],
  ])('%s', (_, other) => {
    expect(compare(base, other)).toEqual({ scope: 'moments', changes: [], doubts: [] });
  });

  it('services of a backend in another order, and ports in other slots', () => {
    const listed = (ids: readonly number[]) => ({
      ...backend(11, '10.1.0.1'),
      serviceCount: ids.length,
      serviceIds: [...ids, ...new Array<number>(10 - ids.length).fill(0)],
    });
    const ports = [
      [80, 1],
      [81, 2],
    ] as const;
    const from = { backends: [listed([1, 2])], services: [service({ id: 1, ports })] };
    const to = {
      backends: [listed([2, 1])],
      services: [service({ id: 1, ports: ports.toReversed() })],
    };
    expect(compare(from, to).changes).toEqual([]);
    const more = { ...to, backends: [listed([2, 1, 3])] };
    expect(textsOf(compare(from, more))).toEqual(['changed backend 11: serviceIds 1,2>1,2,3']);
  });

  it('a pod that Kmesh leaves alone', () => {
    const pod = {
      cookie: 5n,
      inode: 5,
      pids: [1],
      hostName: 'x',
      podUid: 'u',
      addresses: ['10.9.9.9'],
    };
    expect(compare(base, { ...base, namespaces: [pod] }).changes).toEqual([]);
    expect(textsOf(compare(base, { ...base, namespaces: [pod], manage: [5n] }))).toEqual([
      'added pod x: enabled null>half: cookie only',
    ]);
  });
});

describe('what is a difference', () => {
  it.each<[string, FakeParts, string[]]>([
    [
      'a policy',
      { ...base, services: [service({ id: 1, counts: [3], policy: 2 })] },
      ['changed service 1: lbPolicy RANDOM>FAILOVER'],
    ],
    [
      'an unknown policy, by its number',
      { ...base, services: [service({ id: 1, counts: [3], policy: 9 })] },
      ['changed service 1: lbPolicy RANDOM>9'],
    ],
    [
      'a waypoint, half of one too',
      { ...base, services: [{ ...entry, waypointPort: 15008 }] },
      ['changed service 1: waypoint null>0.0.0.0:15008'],
    ],
    [
      'a port slot that matches no port',
      { ...base, services: [service({ id: 1, counts: [3], ports: [[0x10050, 8080]] })] },
      ['changed service 1: ports 80:8080>80(slot 65616):8080'],
    ],
    [
      'an endpoint behind the count',
      { ...base, services: [service({ id: 1, counts: [2] })] },
      ['changed endpoint 1 13: inReach yes>no', 'changed service 1: endpointCounts 3>2'],
    ],
    [
      'an endpoint at another priority',
      { ...base, endpoints: [...endpoints(1, [11, 12]), ...endpoints(1, [13], 4)] },
      ['changed endpoint 1 13: prio 0>4, inReach yes>no'],
    ],
    [
      'an endpoint that is there twice',
      { ...base, endpoints: endpoints(1, [11, 12, 13, 13]) },
      ['added endpoint 1 13: prio null>0, inReach null>no'],
    ],
    [
      'a frontend that leads elsewhere',
      { ...base, frontends: { '10.0.0.1': 11, '10.1.0.1': 11 } },
      ['changed frontend 11 10.0.0.1: upstreamId 1>11'],
    ],
    [
      'policies of a workload',
      { ...base, policies: { 11: [5, 6] } },
      ['added policies 11: policyIds null>5,6'],
    ],
  ])('%s', (_, other, expected) => {
    expect(textsOf(compare(base, other))).toEqual(expected);
  });
});

describe('a map that was not read whole', () => {
  const incomplete = { km_endpoint: 'lost in flight' };

  it('is never said to lack anything', () => {
    const torn = { ...base, endpoints: endpoints(1, [11]), incomplete };
    expect(compare(base, torn)).toEqual({
      scope: 'moments',
      changes: [],
      doubts: [{ kind: 'endpoint', side: 'to', count: 2, why: 'lost in flight' }],
    });
    expect(compare(torn, base).doubts).toEqual([
      { kind: 'endpoint', side: 'from', count: 2, why: 'lost in flight' },
    ]);
  });

  it('says for certain what it has', () => {
    const more = { ...base, endpoints: endpoints(1, [11, 12, 13, 14]), incomplete };
    expect(textsOf(compare(base, more))).toEqual([
      'added endpoint 1 14: prio null>0, inReach null>no',
    ]);
  });

  it('does not let an endpoint move: it may be at both priorities', () => {
    const moved = {
      ...base,
      endpoints: [...endpoints(1, [11, 12]), ...endpoints(1, [13], 4)],
      incomplete,
    };
    expect(textsOf(compare(base, moved))).toEqual([
      'added endpoint 1 13: prio null>4, inReach null>no',
    ]);
  });

  it.each(['km_service', 'km_frontend', 'km_backend'])('%s missing is one', (missing) => {
    const { changes, doubts } = compare(base, { ...base, missing: [missing] });
    expect(changes.filter(({ change }) => change === 'removed')).toEqual([]);
    expect(doubts).toHaveLength(1);
    expect(doubts[0]?.count).toBeGreaterThan(0);
  });

  it('leaves a half of a pod that was not seen out of account', () => {
    const pod = { cookie: 5n, inode: 5, pids: [1], hostName: 'x', podUid: 'u' };
    const seen = { ...base, namespaces: [{ ...pod, addresses: ['10.9.9.9'] }], manage: [5n] };
    const half = { ...base, namespaces: [{ ...pod, addresses: null }], manage: [5n] };
    expect(compare(seen, half).changes).toEqual([]);
    expect(textsOf(compare(seen, { ...half, manage: [] }))).toEqual([
      'changed pod x: enabled cookie yes, the rest unknown>cookie no, the rest unknown',
    ]);
  });
});

describe('two nodes', () => {
  it('have pods, policies, priorities and a DNS proxy each for themselves', () => {
    const other = {
      ...base,
      services: [service({ id: 1, counts: [1, 0, 2] })],
      endpoints: [...endpoints(1, [12]), ...endpoints(1, [13, 11], 2)],
      backends: [...(base.backends ?? []), backend(0, '10.1.9.9')],
      manage: [7n, '10.1.0.1'],
      policies: { 11: [1] },
    };
    expect(compare(base, other, 'nodes')).toEqual({ scope: 'nodes', changes: [], doubts: [] });
    expect(compare(base, other).changes.length).toBeGreaterThan(3);
  });

  it('differ in endpoints, their number, services and frontends', () => {
    const other = {
      ...base,
      frontends: {},
      endpoints: endpoints(1, [11, 12]),
      services: [service({ id: 1, counts: [2], policy: 1 })],
    };
    expect(textsOf(compare(base, other, 'nodes'))).toEqual([
      'changed service 1: lbPolicy RANDOM>STRICT, endpointCounts 3>2',
      'removed endpoint 1 13: inReach yes>null',
      'removed frontend 1 10.0.0.1: upstreamId 1>null',
      'removed frontend 11 10.1.0.1: upstreamId 11>null',
    ]);
  });
});

const anyEndpoints: fc.Arbitrary<EndpointEntry[]> = fc.uniqueArray(
  fc.record({
    serviceId: fc.integer({ min: 1, max: 3 }),
    prio: fc.integer({ min: 0, max: 2 }),
    backendIndex: fc.integer({ min: 0, max: 4 }),
    backendUid: fc.integer({ min: 10, max: 13 }),
  }),
  { selector: (e) => `${e.serviceId}/${e.prio}/${e.backendIndex}`, maxLength: 25 },
);
const services = [1, 2, 3].map((id) => service({ id, counts: [4, 4, 4] }));

/** How often each text is there. */
function tally(texts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const text of texts.toSorted()) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}

const placeOf = ({ serviceId, prio, backendUid, backendIndex }: EndpointEntry) =>
  `${serviceId}/${prio}/${backendUid}/${backendIndex > 0}`;

describe('whatever the endpoints are', () => {
  it('what is added and removed leads from one state to the other', () => {
    fc.assert(
      fc.property(anyEndpoints, anyEndpoints, (from, to) => {
        const { changes } = compare({ services, endpoints: from }, { services, endpoints: to });
        const drawn = (entry: { serviceId: number | null; backendUid: number | null }) =>
          `${entry.serviceId}/${entry.backendUid}`;
        const of = (wanted: Change['change']) =>
          changes.filter(({ change }) => change === wanted).map(drawn);
        const before = tally([...from.map(drawn), ...of('added')]);
        const after = tally([...to.map(drawn), ...of('removed')]);
        expect(before).toEqual(after);
        // Moves are of what is on both sides; nothing is said where nothing differs, and only there.
        const isSame =
          JSON.stringify(tally(from.map(placeOf))) === JSON.stringify(tally(to.map(placeOf)));
        expect(changes.length === 0).toBe(isSame);
      }),
    );
  });

  it('nothing differs from itself, in whichever order its rows are', () => {
    fc.assert(
      fc.property(anyEndpoints, (list) => {
        const from = { services, endpoints: list };
        expect(compare(from, { services, endpoints: list.toReversed() }).changes).toEqual([]);
      }),
    );
  });
});

describe('the fortio scenario later', () => {
  it('differs back as it differs forth', () => {
    const forth = compare(fortioParts, laterParts).changes;
    const back = compare(laterParts, fortioParts).changes;
    const turned = { added: 'removed', removed: 'added', changed: 'changed' } as const;
    const mirrored = back.map((change) => ({
      ...change,
      change: turned[change.change],
      fields: change.fields.map(({ field, from, to }) => ({ field, from: to, to: from })),
    }));
    const own = ({ address, kind, ...rest }: Change) =>
      // A frontend is listed under what it leads to later.
      kind === 'frontend' ? `${rest.change} ${address}` : textOf({ address, kind, ...rest });
    expect(mirrored.map(own).sort()).toEqual(forth.map(own).sort());
  });
});
