// The shares of `services` and `weights` are those that explain computes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainConnect } from '../../../src/explain/dual-engine/explain-connect.ts';
import { generations } from '../../../src/kmesh/generation.ts';
import { toWeightItems } from '../../../src/view/items/weight.ts';
import { choosePriority, endpointShare } from '../../../src/view/share.ts';
import { backend, endpoints, routingMaps, service } from '../../support/routing-maps.ts';

const counts = fc.array(fc.nat(3), { maxLength: 7 });
const labels = { labelOf: () => null, labelOfAddress: () => null };
const generation = generations.main;
if (generation === undefined) throw new Error('main is not followed');

describe('shares', () => {
  it('equal those of explain', () => {
    const targets = fc.array(fc.oneof(fc.constant(null), fc.constantFrom(11, 12, 13)), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(counts, fc.nat(3), targets, (given, policy, uids) => {
        const entry = service({ id: 1, counts: given, policy });
        const maps = routingMaps({
          frontends: { '10.96.0.1': 1 },
          services: [entry],
          endpoints: [0, 1, 2, 3, 4, 5, 6].flatMap((prio) => endpoints(1, uids, prio)),
          backends: [backend(11, '10.0.0.11'), backend(12, '10.0.0.12')],
        });
        const { outcomes } = explainConnect(
          { generation, maps, managed: true },
          { family: 4, protocol: 'tcp', call: 'connect', address: '10.96.0.1', port: 80 },
        );
        const weights = toWeightItems(entry, maps, labels);
        const sum = weights.reduce((total, weight) => total + weight.share, 0);
        expect(sum).toBeCloseTo(1, 9);
        for (const { verdict, address, share } of outcomes) {
          if (verdict !== 'endpoint') continue;
          const same = weights.filter(({ target }) => target.address === address);
          expect(same.reduce((total, weight) => total + weight.share, 0)).toBeCloseTo(share, 9);
        }
      }),
    );
  });

  it('an index beyond the count, or 0, is never drawn', () => {
    const entry = service({ id: 1, counts: [2] });
    expect([0, 1, 2, 3].map((index) => endpointShare(entry, 0, index))).toEqual([0, 0.5, 0.5, 0]);
  });

  it('a waypoint decides instead', () => {
    const entry = service({ id: 1, counts: [2], waypoint: ['10.96.0.2', 15008] });
    expect(endpointShare(entry, 0, 1)).toBeNull();
    expect(toWeightItems(entry, routingMaps({}), labels)).toMatchObject([
      { share: 1, source: 'decided by the waypoint', weight: null, target: { kind: 'waypoint' } },
    ]);
  });

  it('says why nothing is drawn', () => {
    const reasonOf = (policy: number) => choosePriority(service({ id: 1, policy }));
    expect([0, 1, 2, 3].map(reasonOf)).toEqual([
      { prio: null, reason: 'NO_ENDPOINTS' },
      { prio: null, reason: 'NO_LOCAL_ENDPOINT' },
      { prio: null, reason: 'NO_ENDPOINTS' },
      { prio: null, reason: 'LB_POLICY_UNKNOWN' },
    ]);
  });
});
