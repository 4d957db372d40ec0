// What every layout is: a fixed-size C object in host memory, with both directions and its parts.
// No Kmesh word, no I/O. Hosts are little-endian; main.ts refuses others at start.

/** A fixed-size C object: how to read it from bytes and write it back. Sizes and offsets are bytes. */
export interface Layout<T> {
  readonly kind: 'scalar' | 'array' | 'struct';
  /** Name of the C type as a person would write it, for hexdumps and messages. */
  readonly typeName: string;
  readonly size: number;
  /** Natural alignment; 1 for everything inside a packed struct. */
  readonly align: number;
  /** The value at `offset`. The caller has made sure that `size` bytes are there. */
  decode(bytes: Buffer, offset: number): T;
  /** Writes `value` at `offset`, all `size` bytes of it. */
  encode(value: T, bytes: Buffer, offset: number): void;
  /** How a person reads the value, for hexdumps. */
  format(value: T): string;
}

/** The TypeScript type that a layout decodes to. */
export type Decoded<L> = L extends Layout<infer T> ? T : never;

/** The value of a whole buffer: throws RangeError when the buffer is not exactly the layout's size. */
export function decodeWhole<T>(layout: Layout<T>, bytes: Uint8Array): T {
  if (bytes.length !== layout.size) {
    throw new RangeError(`${layout.typeName} is ${layout.size} bytes, got ${bytes.length}`);
  }
  return layout.decode(asBuffer(bytes), 0);
}

/** A new buffer of exactly the layout's size that holds `value`. */
export function encodeWhole<T>(layout: Layout<T>, value: T): Buffer {
  const bytes = Buffer.alloc(layout.size);
  layout.encode(value, bytes, 0);
  return bytes;
}

/** The same memory as a Buffer, without a copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
