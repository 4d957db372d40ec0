// A what-if answers as the maps would, had they been written so.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainConnect } from '../../../src/explain/dual-engine/explain-connect.ts';
import type { EndpointEntry } from '../../../src/kmesh/dual-engine/endpoint.ts';
import { lbPolicyOf, type ServiceEntry } from '../../../src/kmesh/dual-engine/service.ts';
import { type GenerationName, generations } from '../../../src/kmesh/generation.ts';
import { type Alterations, alterRoutingMaps } from '../../../src/snapshot/altered-routing-maps.ts';
import type { RoutingMaps } from '../../../src/snapshot/routing-maps.ts';
import { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { type FakeParts, fakeNode } from '../../support/fake-node.ts';
import { backend, endpoints, service } from '../../support/routing-maps.ts';

const addresses = ['10.0.0.1', '10.0.0.2', '10.0.0.3', 'fd00::1', '2001:db8::', '::ffff:10.0.0.1'];
const mapAddress = fc.constantFrom(...addresses);
const id = fc.integer({ min: 1, max: 4 });
const place = fc.record({ address: mapAddress, port: fc.constantFrom(80, 15008, 65535) });

const uid = fc.integer({ min: 11, max: 15 });

/** Endpoints by priority and index, mostly without holes, and a count that is mostly theirs. */
const anyService = fc.record({
  groups: fc.array(
    fc.record({
      uids: fc.array(fc.option(uid, { freq: 12 }), { maxLength: 5 }),
      excess: fc.constantFrom(0, 0, 0, 0, 1, -1),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  policy: fc.constantFrom(0, 0, 1, 2, 2, 7),
  waypoint: fc.option(place, { freq: 4 }),
});

/** Maps as a daemon writes them, and as nobody should: with holes, rows beyond the count, equal rows. */
const anyParts: fc.Arbitrary<FakeParts> = fc
  .record({
    frontends: fc.dictionary(mapAddress, fc.oneof(id, id, id, uid), { minKeys: 3 }),
    services: fc.array(anyService, { minLength: 2, maxLength: 4 }),
  })
  .map(({ frontends, services }) => ({
    frontends,
    services: services.map(({ groups, policy, waypoint }, at) =>
      service({
        id: at + 1,
        counts: groups.map(({ uids, excess }) => Math.max(0, uids.length + excess)),
        policy,
        ...(waypoint === null ? {} : { waypoint: [waypoint.address, waypoint.port] }),
      }),
    ),
    endpoints: services.flatMap(({ groups }, at) =>
      groups.flatMap(({ uids }, prio) => endpoints(at + 1, uids, prio)),
    ),
    backends: [11, 12, 13, 14].map((own) => backend(own, `10.1.0.${own}`)),
  }));
const anyAlterations: fc.Arbitrary<Alterations> = fc
  .record({
    without: fc.uniqueArray(fc.integer({ min: 11, max: 16 }), { maxLength: 3 }),
    waypoints: fc.array(fc.tuple(id, place), { maxLength: 2 }),
    policies: fc.array(fc.tuple(id, fc.constantFrom(0, 1, 2)), { maxLength: 2 }),
  })
  .map(({ without, waypoints, policies }) => ({
    without: new Set(without),
    waypoints: new Map(waypoints),
    policies: new Map(policies),
  }));

/** The parts as the daemon would leave them: one row at a time, by its own procedure. */
function write(parts: FakeParts, { without, waypoints, policies }: Alterations): FakeParts {
  const rows = new Map<string, EndpointEntry>();
  const keyOf = (serviceId: number, prio: number, index: number) => `${serviceId}/${prio}/${index}`;
  for (const row of parts.endpoints ?? []) {
    rows.set(keyOf(row.serviceId, row.prio, row.backendIndex), row);
  }
  const services = (parts.services ?? []).map((entry): ServiceEntry => {
    const endpointCounts = entry.endpointCounts.map((count, prio) => {
      let left = count;
      for (let index = count; index >= 1; index--) {
        const key = keyOf(entry.id, prio, index);
        if (!without.has(rows.get(key)?.backendUid ?? -1)) continue;
        const last = rows.get(keyOf(entry.id, prio, left));
        rows.delete(key);
        if (last !== undefined) rows.set(key, { ...last, backendIndex: index });
        rows.delete(keyOf(entry.id, prio, left));
        left--;
      }
      return left;
    });
    const waypoint = waypoints.get(entry.id);
    const policy = policies.get(entry.id);
    return {
      ...entry,
      endpointCounts,
      ...(policy === undefined ? {} : { lbPolicy: lbPolicyOf(entry, policy) }),
      ...(waypoint === undefined
        ? {}
        : { waypointAddr: waypoint.address, waypointPort: waypoint.port }),
    };
  });
  return { ...parts, services, endpoints: [...rows.values()] };
}

type Kind = 'routing' | 'keyedRouting';

function mapsOf(parts: FakeParts, kind: Kind): RoutingMaps {
  const source = fakeNode(parts);
  const [set] = source.mapSets;
  if (set === undefined) throw new Error('a node without maps');
  return new Snapshot(source, set)[kind];
}

function answers(maps: RoutingMaps, name: GenerationName) {
  return addresses.map((address) =>
    explainConnect(
      { generation: generations[name], maps, managed: true },
      {
        family: address.includes(':') ? 6 : 4,
        protocol: 'tcp',
        call: 'connect',
        address,
        port: 80,
      },
    ),
  );
}

/** Without priorities the rows of the others are not written at all. */
function ofGeneration(parts: FakeParts, generation: GenerationName): FakeParts {
  const isFlat = generation === 'v0.5';
  const written = (parts.endpoints ?? []).filter(({ prio }) => !isFlat || prio === 0);
  return { ...parts, generation, endpoints: written };
}

describe('altered maps', () => {
  it.each<[GenerationName, Kind]>([
    ['main', 'routing'],
    ['main', 'keyedRouting'],
    ['v0.5', 'routing'],
  ])('of %s (%s) answer as maps that were written so', (generation, kind) => {
    fc.assert(
      fc.property(anyParts, anyAlterations, (parts, alterations) => {
        const own = ofGeneration(parts, generation);
        const altered = alterRoutingMaps(mapsOf(own, kind), alterations);
        const written = mapsOf(write(own, alterations), kind);
        expect(answers(altered, generation)).toEqual(answers(written, generation));
      }),
      { numRuns: 150 },
    );
  });

  it('without alterations are the maps themselves', () => {
    const nothing = { without: new Set<number>(), waypoints: new Map(), policies: new Map() };
    fc.assert(
      fc.property(anyParts, (parts) => {
        const maps = mapsOf(parts, 'routing');
        expect(answers(alterRoutingMaps(maps, nothing), 'main')).toEqual(answers(maps, 'main'));
      }),
      { numRuns: 50 },
    );
  });

  it('move the last endpoint into the hole and leave the maps as they were', () => {
    const parts = {
      services: [service({ id: 1, counts: [3] })],
      endpoints: endpoints(1, [11, 12, 13]),
    };
    const maps = mapsOf(parts, 'routing');
    const alterations = { without: new Set([11]), waypoints: new Map(), policies: new Map() };
    const altered = alterRoutingMaps(maps, alterations);
    expect(altered.findService(1)?.endpointCounts[0]).toBe(2);
    const uids = (of: RoutingMaps) => of.listEndpoints(1, 0, 9).map((row) => row.backendUid);
    expect(uids(altered)).toEqual([13, 12]);
    expect(uids(maps)).toEqual([11, 12, 13]);
  });
});
