// Who reaches a workload: explain, turned round.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainConnect } from '../../../../src/explain/dual-engine/explain-connect.ts';
import { generations } from '../../../../src/kmesh/generation.ts';
import { noNames } from '../../../../src/snapshot/name-table.ts';
import { Snapshot } from '../../../../src/snapshot/snapshot.ts';
import { createDirectory } from '../../../../src/view/directory.ts';
import type { WhoItem } from '../../../../src/view/items/who.ts';
import { askWho } from '../../../../src/view/request/ask-who.ts';
import { type FakeParts, fakeNode } from '../../../support/fake-node.ts';
import { backend, endpoints, service } from '../../../support/routing-maps.ts';

function snapshotOf(parts: FakeParts): Snapshot {
  const source = fakeNode(parts);
  const [set] = source.mapSets;
  if (set === undefined) throw new Error('a node without maps');
  return new Snapshot(source, set);
}

function who(parts: FakeParts, uid: number) {
  const snapshot = snapshotOf(parts);
  return askWho(snapshot, createDirectory(snapshot, noNames), uid);
}

const textOf = ({ serviceId, address, port, targetPort, share, reason, waypoint }: WhoItem) =>
  [serviceId, address, port, targetPort, share, reason, waypoint].join(' ');

const addresses = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', 'fd00::1'];
const uid = fc.integer({ min: 11, max: 13 });
const waypoint = fc.option(
  fc.tuple(fc.constantFrom(...addresses, '10.1.0.11', '10.1.0.12'), fc.constantFrom(80, 15008)),
);
const anyParts: fc.Arbitrary<FakeParts> = fc
  .record({
    frontends: fc.dictionary(
      fc.constantFrom(...addresses, '10.1.0.11', '10.1.0.12'),
      fc.oneof(fc.integer({ min: 1, max: 4 }), uid),
    ),
    services: fc.array(
      fc.record({
        uids: fc.array(fc.option(uid, { freq: 9 }), { maxLength: 4 }),
        further: fc.array(uid, { maxLength: 2 }),
        policy: fc.constantFrom(0, 1, 2, 7),
        port: fc.constantFrom(53, 80, 15008),
        waypoint,
      }),
      { minLength: 1, maxLength: 4 },
    ),
    waypoints: fc.array(waypoint, { minLength: 3, maxLength: 3 }),
  })
  .map(({ frontends, services, waypoints }) => ({
    frontends,
    services: services.map(({ uids, further, policy, port, waypoint: to }, at) =>
      service({
        id: at + 1,
        counts: [uids.length, further.length],
        policy,
        ports: [
          [port, 8080],
          [81, 81],
        ],
        ...(to === null ? {} : { waypoint: to }),
      }),
    ),
    endpoints: services.flatMap(({ uids, further }, at) => [
      ...endpoints(at + 1, uids),
      ...endpoints(at + 1, further, 1),
    ]),
    backends: waypoints.map((to, at) => backend(11 + at, `10.1.0.${11 + at}`, to ?? undefined)),
  }));

describe('the ways to a workload', () => {
  it('are those, and all of those, by which explain comes to it', () => {
    fc.assert(
      fc.property(anyParts, uid, (parts, wanted) => {
        const snapshot = snapshotOf(parts);
        const { routing } = snapshot;
        const items = askWho(snapshot, createDirectory(snapshot, noNames), wanted).items;
        const told = items.filter(({ serviceId, share }) => serviceId !== null && share !== 0);
        const expected = snapshot.frontends.flatMap(({ address, upstreamId }) => {
          const entry = routing.findService(upstreamId);
          const ports = (entry?.servicePorts ?? []).filter((port) => port !== 0);
          return [...new Set(ports)].flatMap((port) => {
            const family = address.includes(':') ? 6 : 4;
            const { outcomes } = explainConnect(
              { generation: generations.main, maps: routing, managed: true },
              { family, protocol: 'tcp', call: 'connect', address, port },
            );
            const own = [
              routing.findBackend(wanted)?.address,
              ...snapshot.frontends.filter((f) => f.upstreamId === wanted).map((f) => f.address),
            ];
            const share = outcomes
              .filter((o) => (o.backendUid ?? wanted) === wanted && own.includes(o.address))
              .reduce((sum, o) => sum + o.share, 0);
            return share === 0 ? [] : [`${address} ${port} ${share}`];
          });
        });
        const known = told
          .filter(({ share }) => share !== null)
          .map(({ address, port, share }) => `${address} ${port} ${share}`);
        expect(known.toSorted()).toEqual(expected.toSorted());
      }),
      { numRuns: 400 },
    );
  });

  it('of a service have its share, port by port and address by address', () => {
    const parts = {
      frontends: { '10.0.0.1': 1, 'fd00::1': 1, '10.1.0.11': 11 },
      services: [
        service({
          id: 1,
          counts: [4],
          ports: [
            [80, 8080],
            [443, 443],
          ],
        }),
      ],
      endpoints: endpoints(1, [11, 12, 11, 13]),
      backends: [backend(11, '10.1.0.11'), backend(12, '10.1.0.12'), backend(13, '10.1.0.13')],
    };
    const { items } = who(parts, 11);
    expect(items.map(textOf)).toEqual([
      '1 10.0.0.1 80 8080 0.5 LOAD_BALANCED ',
      '1 fd00::1 80  0 LOAD_BALANCED ',
      '1 10.0.0.1 443 443 0.5 LOAD_BALANCED ',
      '1 fd00::1 443  0 LOAD_BALANCED ',
      ' 10.1.0.11   1 WORKLOAD_ADDRESS ',
    ]);
    expect(items[1]?.note).toMatch(
      /^drawn, but connected to .*: the service's address is of another/,
    );
  });

  it('say where a waypoint decides, and lead back through it', () => {
    const parts = {
      frontends: { '10.0.0.1': 1, '10.0.0.2': 2, '10.1.0.11': 11, '10.1.0.12': 12 },
      services: [
        service({ id: 1, counts: [1], waypoint: ['10.0.0.2', 15008] }),
        service({ id: 2, counts: [1], ports: [[15008, 15019]] }),
      ],
      endpoints: [...endpoints(1, [11]), ...endpoints(2, [12])],
      backends: [backend(11, '10.1.0.11'), backend(12, '10.1.0.12')],
    };
    expect(who(parts, 11).items.map(textOf)).toEqual([
      '1 10.0.0.1 80   SERVICE_WAYPOINT 10.0.0.2',
      ' 10.1.0.11   1 WORKLOAD_ADDRESS ',
    ]);
    expect(who(parts, 12).items.map(textOf)).toEqual([
      '1 10.0.0.1 80 15019 1 SERVICE_WAYPOINT 10.0.0.2',
      '2 10.0.0.2 15008 15019 1 LOAD_BALANCED ',
      ' 10.1.0.12   1 WORKLOAD_ADDRESS ',
    ]);
  });

  it('of a workload without a frontend are its own address, left as it is', () => {
    const { items } = who({ backends: [backend(11, '10.1.0.11')] }, 11);
    expect(items.map(textOf)).toEqual([' 10.1.0.11   1 NO_FRONTEND ']);
  });

  it('say that a priority is not drawn, and that a service is headless', () => {
    const parts = {
      frontends: { '10.0.0.1': 1, '10.1.0.11': 11, '10.1.0.12': 12 },
      services: [service({ id: 1, counts: [1, 1], policy: 2 }), service({ id: 2, counts: [1] })],
      endpoints: [...endpoints(1, [12]), ...endpoints(1, [11], 1), ...endpoints(2, [11])],
      backends: [backend(11, '10.1.0.11'), backend(12, '10.1.0.12')],
    };
    const { items, notes } = who(parts, 11);
    expect(items.map(textOf)[0]).toBe('1 10.0.0.1 80  0 LOAD_BALANCED ');
    expect(items[0]?.note).toContain('its priority or index is out of reach');
    expect(notes).toEqual([
      'service id 2 has it as an endpoint but no address: its pods are reached by their own',
    ]);
  });
});
