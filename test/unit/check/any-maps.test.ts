// Whatever bytes the maps hold: a check ends, throws nothing, and reads no more than a few times what
// there is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rules } from '../../../src/check/rules.ts';
import type { NodeSource } from '../../../src/raw/node-source.ts';
import type { RawMap } from '../../../src/raw/raw-map.ts';
import { fakeNode } from '../../support/fake-node.ts';
import { backend, endpoints, service } from '../../support/routing-maps.ts';
import { check } from './check-parts.ts';
import { healthyParts } from './healthy-node.ts';

/** The healthy node, with the maps changed on their way. */
function withMaps(change: (map: RawMap) => RawMap, parts = {}): NodeSource {
  const node = fakeNode({ ...healthyParts, ...parts, origin: 'recorded' });
  return { ...node, readMap: (set, name) => change(node.readMap(set, name)) };
}

// Mostly small bytes, so that ids, indexes and addresses meet.
const byte = fc.oneof(fc.constant(0), fc.nat(3), fc.nat(255));
const rows = fc.array(byte, { minLength: 0, maxLength: 600 });

describe('checkSnapshot, over any bytes', () => {
  it('throws nothing, and says of every rule whether it looked', () => {
    const anyNode = fc.record({
      bytes: fc.array(rows, { minLength: 7, maxLength: 7 }),
      isWhole: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
      nameFile: fc.option(fc.string()),
      address: fc.constantFrom('10.244.0.10', '::ffff:10.244.0.10', 'fd00::1'),
    });
    fc.assert(
      fc.property(anyNode, ({ bytes, isWhole, nameFile, address }) => {
        const node = withMaps(
          (map) => {
            const at = map.info.id % 7;
            return toMap(map, Buffer.from(bytes[at] ?? []), isWhole[at] ?? true);
          },
          { nameFile, manage: [101n, address] },
        );
        const { findings, looks } = check(node);
        expect(looks.map(({ code }) => code)).toEqual(Object.keys(rules));
        const looked = new Set(looks.filter(({ why }) => why === null).map(({ code }) => code));
        for (const { code, evidence } of findings) {
          expect(looked).toContain(code);
          expect(evidence.length).toBeLessThanOrEqual(10);
        }
        JSON.stringify(findings);
      }),
      { numRuns: 300 },
    );
  });
});

/** As many rows as the bytes make, keys and values from the same bytes. */
function toMap(map: RawMap, bytes: Buffer, isWhole: boolean): RawMap {
  const { keySize, valueSize } = map.info;
  const count = Math.floor(bytes.length / Math.max(keySize, valueSize, 1));
  const reason = isWhole ? null : 'rewritten while it was read';
  return { ...map, keys: bytes, values: bytes, count, complete: isWhole, reason };
}

describe('the work of a check', () => {
  it('grows as the rows do', () => {
    const [few, many] = [countReads(50), countReads(400)];
    expect(few).toBeGreaterThan(50 * 4);
    expect(many / few).toBeLessThan(8.5);
  });
});

/** How many words are read of the maps of a node with `count` services of three endpoints. */
function countReads(count: number): number {
  const ids = Array.from({ length: count }, (_, index) => index + 1);
  const uidsOf = (id: number) => [0, 1, 2].map((k) => 100_000 + id * 3 + k);
  const parts = {
    frontends: Object.fromEntries(ids.map((id) => [`10.96.${id >> 8}.${id & 255}`, id] as const)),
    services: ids.map((id) => service({ id, counts: [3], waypoint: ['10.96.0.1', 15008] })),
    endpoints: ids.flatMap((id) => endpoints(id, uidsOf(id))),
    backends: ids.flatMap((id) => uidsOf(id).map((uid) => backend(uid, '10.244.0.1'))),
  };
  let reads = 0;
  const counted = (bytes: Buffer): Buffer =>
    Object.assign(Buffer.from(bytes), {
      readUInt32LE(this: Buffer, offset: number) {
        reads++;
        return Buffer.prototype.readUInt32LE.call(this, offset);
      },
    });
  check(
    withMaps((map) => ({ ...map, keys: counted(map.keys), values: counted(map.values) }), parts),
  );
  return reads;
}
