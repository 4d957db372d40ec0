// Shares: the random choice as a distribution, through draws, holes and passes.
import { describe, expect, it } from 'vitest';
import { explainConnect } from '../../../../src/explain/dual-engine/explain-connect.ts';
import type { Explanation } from '../../../../src/explain/explanation.ts';
import type { ServiceEntry } from '../../../../src/kmesh/dual-engine/service.ts';
import { generations } from '../../../../src/kmesh/generation.ts';
import {
  backend,
  endpoints,
  type RoutingEntries,
  routingMaps,
  service,
} from '../../../support/routing-maps.ts';

const vip = '10.96.0.1';

function explain(maps: RoutingEntries, port = 80): Explanation {
  const { main } = generations;
  if (main === undefined) throw new Error('no generation main');
  return explainConnect(
    { generation: main, maps: routingMaps(maps), managed: true },
    { family: 4, protocol: 'tcp', call: 'connect', address: vip, port },
  );
}

const brief = ({ outcomes }: Explanation) =>
  outcomes.map(({ reason, address, port, secondPass, share }) => {
    const second = secondPass === null ? '' : ` (${secondPass})`;
    return `${share.toFixed(4)} ${reason} ${address} ${port}${second}`;
  });

const total = ({ outcomes }: Explanation) => outcomes.reduce((sum, { share }) => sum + share, 0);

const three: RoutingEntries = {
  frontends: { [vip]: 1 },
  services: [service({ id: 1, counts: [3] })],
  endpoints: endpoints(1, [11, 12, 13]),
  backends: [backend(11, '10.244.0.11'), backend(12, '10.244.0.12'), backend(13, '10.244.0.13')],
};

const rows: { name: string; maps: RoutingEntries; port?: number; shares: string[] }[] = [
  {
    name: 'three endpoints share equally',
    maps: three,
    shares: [
      '0.3333 LOAD_BALANCED 10.244.0.11 8080',
      '0.3333 LOAD_BALANCED 10.244.0.12 8080',
      '0.3333 LOAD_BALANCED 10.244.0.13 8080',
    ],
  },
  {
    name: 'a hole among three keeps its third',
    maps: { ...three, endpoints: endpoints(1, [11, null, 13]) },
    shares: [
      `0.3333 ENDPOINT_MISSING ${vip} 80`,
      '0.3333 LOAD_BALANCED 10.244.0.11 8080',
      '0.3333 LOAD_BALANCED 10.244.0.13 8080',
    ],
  },
  {
    name: 'a missing backend keeps its third',
    maps: { ...three, backends: three.backends?.slice(0, 2) ?? [] },
    shares: [
      `0.3333 BACKEND_MISSING ${vip} 80`,
      '0.3333 LOAD_BALANCED 10.244.0.11 8080',
      '0.3333 LOAD_BALANCED 10.244.0.12 8080',
    ],
  },
  {
    name: 'two indexes with one backend add up',
    maps: { ...three, endpoints: endpoints(1, [11, 12, 11]) },
    shares: ['0.6667 LOAD_BALANCED 10.244.0.11 8080', '0.3333 LOAD_BALANCED 10.244.0.12 8080'],
  },
  {
    name: 'endpoints numbered from 0 lose the first, and miss the last',
    maps: {
      ...three,
      endpoints: [11, 12, 13].map((backendUid, backendIndex) => {
        return { serviceId: 1, prio: 0, backendIndex, backendUid };
      }),
    },
    shares: [
      `0.3333 ENDPOINT_MISSING ${vip} 80`,
      '0.3333 LOAD_BALANCED 10.244.0.12 8080',
      '0.3333 LOAD_BALANCED 10.244.0.13 8080',
    ],
  },
  {
    name: 'endpoints beyond the count are never drawn',
    maps: { ...three, services: [service({ id: 1, counts: [1] })] },
    shares: ['1.0000 LOAD_BALANCED 10.244.0.11 8080'],
  },
  {
    name: 'a count of 0xffffffff nearly always draws nothing',
    maps: { ...three, services: [service({ id: 1, counts: [0xffffffff] })] },
    shares: [
      `1.0000 ENDPOINT_MISSING ${vip} 80`,
      '0.0000 LOAD_BALANCED 10.244.0.11 8080',
      '0.0000 LOAD_BALANCED 10.244.0.12 8080',
      '0.0000 LOAD_BALANCED 10.244.0.13 8080',
    ],
  },
  {
    name: 'a waypoint of some backends takes their share, also where the port is not mapped',
    maps: {
      ...three,
      backends: [
        backend(11, '10.244.0.11', ['10.96.0.99', 15008]),
        ...(three.backends ?? []).slice(1),
      ],
    },
    port: 81,
    shares: [
      `0.6667 PORT_NOT_IN_SERVICE ${vip} 81`,
      '0.3333 BACKEND_WAYPOINT 10.96.0.99 15008 (NO_FRONTEND)',
    ],
  },
  {
    name: 'draws of both passes multiply',
    maps: {
      frontends: { [vip]: 1, '10.96.0.99': 9 },
      services: [
        service({ id: 1, waypoint: ['10.96.0.99', 15008] }),
        service({ id: 9, counts: [4], ports: [[15008, 15019]] }),
      ],
      endpoints: endpoints(9, [11, 12, null, 11]),
      backends: three.backends ?? [],
    },
    shares: [
      '0.5000 SERVICE_WAYPOINT 10.244.0.11 15019',
      '0.2500 SERVICE_WAYPOINT 10.96.0.99 15008 (ENDPOINT_MISSING)',
      '0.2500 SERVICE_WAYPOINT 10.244.0.12 15019',
    ],
  },
];

describe('shares', () => {
  it.each(rows)('$name', ({ maps, port, shares }) => {
    const explanation = explain(maps, port);
    expect(brief(explanation)).toEqual(shares);
    expect(total(explanation)).toBeCloseTo(1, 12);
  });
});

/** Services 1 … n, each with two endpoints, whose backends have the next service as their waypoint. */
function chain(length: number): RoutingEntries {
  const ids = Array.from({ length }, (_, i) => i + 1);
  const address = (id: number) => `10.96.0.${id}`;
  const next = (id: number) => [address((id % length) + 1), 80] as const;
  return {
    frontends: Object.fromEntries(ids.map((id) => [address(id), id])),
    services: ids.map((id) => service({ id, counts: [3] })),
    endpoints: ids.flatMap((id) => endpoints(id, [100 + id, 200 + id, 300 + id])),
    backends: ids.flatMap((id) => [
      backend(100 + id, `10.1.0.${id}`, next(id)),
      backend(200 + id, `10.2.0.${id}`, next((id % length) + 1)),
      backend(300 + id, `10.3.0.${id}`),
    ]),
  };
}

describe('waypoint chains that branch', () => {
  it('stay small: each address is explained once, and only shares go from pass to pass', () => {
    const explanation = explain(chain(40));
    expect(total(explanation)).toBeCloseTo(1, 9);
    expect(explanation.steps.length).toBeLessThan(40 * 34);
    expect(Math.max(...explanation.steps.map((step) => step.pass))).toBe(34);
  });

  it('end with the reason PASS_LIMIT for those that are still on their way', () => {
    const { outcomes } = explain(chain(40));
    const limited = outcomes.filter((outcome) => outcome.secondPass === 'PASS_LIMIT');
    const share = limited.reduce((sum, outcome) => sum + outcome.share, 0);
    expect(share).toBeCloseTo((2 / 3) ** 34, 12);
  });

  it.each([
    { links: 33, ends: '10.244.0.9 15019', second: null },
    { links: 34, ends: '10.96.0.35 80', second: 'PASS_LIMIT' },
    { links: 36, ends: '10.96.0.35 80', second: 'PASS_LIMIT' },
  ])('are followed for 33 further passes: $links links', ({ links, ends, second }) => {
    // Service i has service i + 1 as its waypoint; the one behind the last link has the endpoint.
    const ids = Array.from({ length: links + 1 }, (_, i) => i);
    const address = (id: number) => `10.96.0.${id + 1}`;
    const entry = (id: number): ServiceEntry =>
      id < links
        ? service({ id, waypoint: [address(id + 1), 80] })
        : service({ id, counts: [1], ports: [[80, 15019]] });
    const maps: RoutingEntries = {
      frontends: Object.fromEntries(ids.map((id) => [address(id), id])),
      services: ids.map(entry),
      endpoints: endpoints(links, [77]),
      backends: [backend(77, '10.244.0.9')],
    };
    const outcome = explain(maps).outcomes[0];
    expect(`${outcome?.address} ${outcome?.port}`).toBe(ends);
    expect(outcome?.secondPass).toBe(second);
  });
});

describe('large services', () => {
  const size = 100_000;
  const uids = Array.from({ length: size }, (_, i) => i + 1);
  const address = (uid: number) => `10.${uid >> 16}.${(uid >> 8) & 255}.${uid & 255}`;
  const large: RoutingEntries = {
    frontends: { '10.96.0.1': 1 },
    services: [service({ id: 1, counts: [size] })],
    endpoints: endpoints(1, uids),
    backends: uids.map((uid) => backend(uid, address(uid))),
  };

  it('have one outcome and a few steps for each backend', () => {
    const explanation = explain(large);
    expect(explanation.outcomes).toHaveLength(size);
    expect(total(explanation)).toBeCloseTo(1, 9);
    expect(explanation.steps.length).toBeLessThan(size * 4);
  }, 30_000);

  it('have one outcome where all their backends are the same', () => {
    const explanation = explain({
      ...large,
      endpoints: endpoints(
        1,
        uids.map(() => 7),
      ),
    });
    expect(brief(explanation)).toEqual(['1.0000 LOAD_BALANCED 10.0.0.7 8080']);
    expect(explanation.steps.length).toBeLessThan(20);
  });

  it('end also where every backend leads back to the service, half of them at another port', () => {
    const few = 5000;
    const explanation = explain({
      ...large,
      services: [service({ id: 1, counts: [few] })],
      backends: uids
        .slice(0, few)
        .map((uid) => backend(uid, address(uid), [vip, uid % 2 === 0 ? 80 : 81])),
    });
    expect(brief(explanation)).toEqual([
      `0.5000 BACKEND_WAYPOINT ${vip} 80 (PASS_LIMIT)`,
      `0.5000 BACKEND_WAYPOINT ${vip} 81 (PASS_LIMIT)`,
    ]);
    expect(explanation.steps.length).toBeLessThan(few * 10);
  });
});
