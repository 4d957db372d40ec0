import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelledHex } from '../../../src/layout/hexdump.ts';
import { decodeWhole, encodeWhole } from '../../../src/layout/layout.ts';
import { be16, cString, rawBytes, u8, u16, u32, u64 } from '../../../src/layout/scalar.ts';
import { array, packedStruct, struct, union } from '../../../src/layout/struct.ts';

const members = { tag: u8, wide: u64, port: be16, list: array(u16, 2), tail: u8 };
const natural = struct('natural', members);
const packed = packedStruct('packed', members);

describe('a struct', () => {
  it('has the offsets and the tail padding that a compiler gives it', () => {
    const at = (layout: typeof natural) =>
      Object.fromEntries(layout.fields.map((f) => [f.name, f.offset]));
    expect(at(natural)).toEqual({ tag: 0, wide: 8, port: 16, list: 18, tail: 22 });
    expect([natural.size, natural.align]).toEqual([24, 8]);
    expect(at(packed)).toEqual({ tag: 0, wide: 1, port: 9, list: 11, tail: 15 });
    expect([packed.size, packed.align]).toEqual([16, 1]);
  });

  it.each([natural, packed])('$typeName: decode and encode are each other’s inverse', (layout) => {
    const value = fc.record({
      tag: fc.integer({ min: 0, max: 255 }),
      wide: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
      port: fc.integer({ min: 0, max: 65535 }),
      list: fc.tuple(fc.integer({ min: 0, max: 65535 }), fc.integer({ min: 0, max: 65535 })),
      tail: fc.integer({ min: 0, max: 255 }),
    });
    fc.assert(
      fc.property(value, (given) => {
        expect(decodeWhole(layout, encodeWhole(layout, given))).toEqual(given);
      }),
    );
  });

  it('decodes any bytes of its size, and no others', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        expect(encodeWhole(packed, decodeWhole(packed, bytes)).equals(bytes)).toBe(true);
      }),
    );
    for (const size of [0, 15, 17]) {
      expect(() => decodeWhole(packed, new Uint8Array(size))).toThrow(`16 bytes, got ${size}`);
    }
  });
});

it('a union decodes every reading of the same bytes and writes the one that is given', () => {
  const either = union('either', { number: u32, text: cString(4) });
  expect(decodeWhole(either, Buffer.from('ab\0c'))).toEqual({ number: 0x63006261, text: 'ab' });
  const written = encodeWhole(either, { text: 'xy' } as { number: number; text: string });
  expect(written.toString('latin1')).toBe('xy\0\0');
});

it('bytes of the wrong size are not written', () => {
  expect(() => encodeWhole(rawBytes(4), Buffer.alloc(3))).toThrow(RangeError);
});

describe('a labelled hexdump', () => {
  it('names every byte, nested fields by their path and padding as nobody’s', () => {
    const outer = struct('outer', { head: u8, inner: struct('inner', { a: u16, b: u16 }) });
    const lines = labelledHex(outer, Buffer.from('01ff02000300', 'hex'));
    expect(lines).toEqual([
      { offset: 0, hex: '01', field: 'head', text: '1' },
      { offset: 1, hex: 'ff', field: null, text: null },
      { offset: 2, hex: '0200', field: 'inner.a', text: '2' },
      { offset: 4, hex: '0300', field: 'inner.b', text: '3' },
    ]);
  });

  it('shows bytes of an unknown layout, or of another size, whole and unlabelled', () => {
    const whole = [{ offset: 0, hex: '0102', field: null, text: null }];
    expect(labelledHex(null, Buffer.from([1, 2]))).toEqual(whole);
    expect(labelledHex(u32, Buffer.from([1, 2]))).toEqual(whole);
  });
});
