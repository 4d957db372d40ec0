import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdIndex } from '../../../src/raw/id-index.ts';
import type { RawMap } from '../../../src/raw/raw-map.ts';
import { sortedRows } from '../../../src/view/sorted-entries.ts';

function rawMap(keys: readonly Buffer[], keySize: number): RawMap {
  return {
    info: {
      name: 'm',
      pin: '',
      id: 1,
      type: 'hash',
      keySize,
      valueSize: 0,
      maxEntries: 0,
      flags: 0,
    },
    keys: Buffer.concat([...keys]),
    values: Buffer.alloc(0),
    count: keys.length,
    complete: true,
    reason: null,
  };
}

// Few distinct bytes, so that keys share their first words.
const key = (size: number) =>
  fc
    .array(fc.constantFrom(0, 1, 127, 255), { minLength: size, maxLength: size })
    .map((bytes) => Buffer.from(bytes));

describe('sortedRows', () => {
  it('orders addresses byte by byte', () => {
    fc.assert(
      fc.property(fc.array(key(16), { maxLength: 80 }), (keys) => {
        const rows = sortedRows(rawMap(keys, 16), 'addresses');
        const sorted = Array.from(rows, (row) => keys[row]?.toString('hex'));
        expect(sorted).toEqual(keys.toSorted(Buffer.compare).map((bytes) => bytes.toString('hex')));
      }),
    );
  });

  it('orders numbers word by word', () => {
    fc.assert(
      fc.property(fc.array(key(12), { maxLength: 80 }), (keys) => {
        const words = (bytes: Buffer | undefined) =>
          [0, 4, 8].map((at) => String(bytes?.readUInt32LE(at)).padStart(10, '0')).join(' ');
        const rows = sortedRows(rawMap(keys, 12), 'numbers');
        expect(Array.from(rows, (row) => words(keys[row]))).toEqual(keys.map(words).toSorted());
      }),
    );
  });
});

describe('IdIndex', () => {
  it('finds what a Map finds', () => {
    const ids = fc.array(fc.oneof(fc.nat(40), fc.nat(0xffffffff)), { maxLength: 200 });
    fc.assert(
      fc.property(ids, fc.array(fc.nat(60)), (given, asked) => {
        const index = new IdIndex(given.length, (row) => given[row] ?? 0);
        const map = new Map(given.map((id, row) => [id, row]));
        for (const id of [...given, ...asked, 0, 0xffffffff]) {
          expect(index.find(id)).toBe(map.get(id));
          expect(index.has(id)).toBe(map.has(id));
        }
      }),
    );
  });
});
