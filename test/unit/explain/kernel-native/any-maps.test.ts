// Whatever the maps hold: the connect procedure ends, throws nothing, and its shares sum to 1.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConnectRequest, reasons } from '../../../../src/explain/explanation.ts';
import { explainNativeConnect } from '../../../../src/explain/kernel-native/explain-connect.ts';
import { followConnect } from '../../../../src/explain/kernel-native/follow-connect.ts';
import { withWrites } from '../../../../src/explain/kernel-native/native-maps.ts';
import { listWeights } from '../../../../src/explain/kernel-native/weights.ts';
import { damagedNativeMaps } from '../../../support/damaged-native-maps.ts';
import { anyNativeMaps } from '../../../support/native-maps.ts';

/** Bytes without sense, and states that are almost right. */
const anyMaps = fc.oneof(anyNativeMaps(), { weight: 3, arbitrary: damagedNativeMaps() });
const source = fc.record({
  cookie: fc.constantFrom(null, 0n, 4138n, (1n << 64n) - 1n),
  managed: fc.constantFrom(true, true, false),
});
const destination = fc.record({
  address: fc.constantFrom('10.96.0.1', '10.96.0.1', '0.0.0.0', '0.0.0.2', '127.0.0.1'),
  port: fc.constantFrom(80, 80, 257, 929, 930, 65535),
});
const nowNs = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });

const listenerKey = Buffer.from(`${'00'.repeat(28)}005000000a60000100000000`, 'hex');

/** At most 32 clusters, each with a list of at most 64 endpoints to build and look at. */
const lookupLimit = 32 * 64 * 8;

describe('the connect procedure, over any maps', () => {
  it('accounts for every connection, in a bounded number of look-ups', () => {
    const family = fc.constantFrom(4, 4, 4, 6);
    const protocol = fc.constantFrom('tcp', 'tcp', 'udp');
    fc.assert(
      fc.property(
        anyMaps,
        source,
        destination,
        fc.record({ family, protocol, call: fc.constantFrom('connect', 'sendmsg') }),
        nowNs,
        (maps, from, to, kind, now) => {
          const address = kind.family === 6 ? `::ffff:${to.address}` : to.address;
          const request = { ...kind, ...to, address } as ConnectRequest;
          const { outcomes, steps } = explainNativeConnect(
            { maps, source: from, nowNs: now },
            request,
          );
          expect(outcomes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
          for (const { verdict, reason, step } of outcomes) {
            expect(reasons[reason].verdict).toBe(verdict);
            expect(steps[step]).toBeDefined();
          }
          expect(maps.asked()).toBeLessThan(lookupLimit);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('can be followed call after call', () => {
    fc.assert(
      fc.property(anyMaps, source, destination, nowNs, (maps, from, to, now) => {
        const connect = { source: from, protocol: 'tcp', ...to, nowNs: now } as const;
        let state: Parameters<typeof followConnect>[0] = maps;
        for (let call = 0; call < 3; call++) {
          const endings = followConnect(state, connect);
          expect(endings.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
          state = withWrites(state, endings[0]?.writes ?? []);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives weights whose enforced shares sum to 1', () => {
    fc.assert(
      fc.property(anyMaps, fc.constant(listenerKey), (maps, key) => {
        const value = maps.lookup('km_listener', key) ?? Buffer.alloc(64);
        const { rows } = listWeights(maps, { key: key, value });
        expect(rows.reduce((sum, { enforced }) => sum + enforced, 0)).toBeCloseTo(1, 9);
      }),
      { numRuns: 300 },
    );
  });
});
