// Scalars, named by width and order. There is no default order: u16/u32/u64 are host order
// (little-endian), `be16` is network order. 64-bit values are bigint inside and decimal strings in JSON.
import type { Layout } from './layout.ts';

function scalar<T>(
  typeName: string,
  size: number,
  decode: (bytes: Buffer, offset: number) => T,
  encode: (value: T, bytes: Buffer, offset: number) => void,
): Layout<T> {
  return Object.freeze({
    kind: 'scalar',
    typeName,
    size,
    align: size,
    decode,
    encode,
    format: String,
  });
}

export const u8 = scalar<number>(
  'u8',
  1,
  (bytes, offset) => bytes.readUInt8(offset),
  (value, bytes, offset) => bytes.writeUInt8(value, offset),
);

export const u16 = scalar<number>(
  'u16',
  2,
  (bytes, offset) => bytes.readUInt16LE(offset),
  (value, bytes, offset) => bytes.writeUInt16LE(value, offset),
);

/** Network-order 16 bits, as a port in a socket tuple; decodes to a host-order number. */
export const be16 = scalar<number>(
  'be16',
  2,
  (bytes, offset) => bytes.readUInt16BE(offset),
  (value, bytes, offset) => bytes.writeUInt16BE(value, offset),
);

export const u32 = scalar<number>(
  'u32',
  4,
  (bytes, offset) => bytes.readUInt32LE(offset),
  (value, bytes, offset) => bytes.writeUInt32LE(value, offset),
);

export const u64 = scalar<bigint>(
  'u64',
  8,
  (bytes, offset) => bytes.readBigUInt64LE(offset),
  (value, bytes, offset) => bytes.writeBigUInt64LE(value, offset),
);

/** `size` bytes as they are; decodes to a copy. */
export function rawBytes(size: number, typeName = `u8[${size}]`): Layout<Buffer> {
  return Object.freeze({
    kind: 'scalar',
    typeName,
    size,
    align: 1,
    decode: (bytes: Buffer, offset: number) => Buffer.from(bytes.subarray(offset, offset + size)),
    encode: (value: Buffer, bytes: Buffer, offset: number) => {
      if (value.length !== size) throw new RangeError(`${typeName} needs ${size} bytes`);
      value.copy(bytes, offset);
    },
    format: (value: Buffer) => value.toString('hex'),
  });
}

/** A NUL-terminated string in `size` bytes; what stands behind the NUL is left-over and dropped. */
export function cString(size: number): Layout<string> {
  return Object.freeze({
    kind: 'scalar',
    typeName: `char[${size}]`,
    size,
    align: 1,
    decode: (bytes: Buffer, offset: number) => {
      const end = bytes.subarray(offset, offset + size).indexOf(0);
      return bytes.toString('utf8', offset, offset + (end < 0 ? size : end));
    },
    encode: (value: string, bytes: Buffer, offset: number) => {
      bytes.fill(0, offset, offset + size);
      bytes.write(value, offset, size, 'utf8');
    },
    format: (value: string) => JSON.stringify(value),
  });
}
