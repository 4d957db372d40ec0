// A section made by hand, byte by byte as linux/btf.h has it, and bytes that are none.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sectionVariables } from '../../../src/kernel/btf.ts';

const strings = Buffer.from('\0u32\0level\0enabled\0.data\0');
const nameAt = (name: string) => strings.indexOf(`\0${name}\0`) + 1;
const words = (...values: readonly number[]) => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes;
};
const info = (kind: number, count = 0) => (kind << 24) | count;

function btfOf(types: Buffer): Buffer {
  const header = Buffer.concat([
    Buffer.from([0x9f, 0xeb, 1, 0]),
    words(24, 0, types.length, types.length, strings.length),
  ]);
  return Buffer.concat([header, types, strings]);
}

const types = Buffer.concat([
  words(nameAt('u32'), info(1), 4, 32),
  // An array, whose tail is longer than that of the integer.
  words(0, info(3), 0, 1, 1, 8),
  words(nameAt('level'), info(14), 1, 1),
  words(nameAt('enabled'), info(14), 1, 1),
  words(nameAt('.data'), info(15, 2), 8, 3, 0, 4, 4, 4, 4),
]);

describe('the variables of a section', () => {
  it('are its names, offsets and sizes', () => {
    expect(sectionVariables(btfOf(types), 5)).toEqual([
      { name: 'level', offset: 0, size: 4 },
      { name: 'enabled', offset: 4, size: 4 },
    ]);
  });

  it.each([
    ['a type that is no section', () => sectionVariables(btfOf(types), 1)],
    ['a type that is not there', () => sectionVariables(btfOf(types), 6)],
    ['bytes that are no BTF', () => sectionVariables(Buffer.alloc(64), 1)],
    ['a kind of a later kernel', () => sectionVariables(btfOf(words(0, info(30), 0)), 1)],
  ])('of %s are refused', (_, read) => expect(read).toThrow(RangeError));

  it('are found or refused in any bytes, in bounded time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(8), (bytes, id) => {
        const btf = btfOf(Buffer.from(bytes));
        try {
          expect(sectionVariables(btf, id).length).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
