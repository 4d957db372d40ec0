// Composite layouts: arrays, structs with natural alignment, packed structs, and views (unions).
import type { Decoded, Layout } from './layout.ts';

/** A struct member: its C name, where it lies, and what it is. */
export interface Field {
  readonly name: string;
  readonly offset: number;
  readonly layout: Layout<unknown>;
}

export interface StructLayout<T> extends Layout<T> {
  readonly kind: 'struct';
  readonly fields: readonly Field[];
}

type Members = Readonly<Record<string, Layout<unknown>>>;
type StructValue<M> = { -readonly [K in keyof M]: Decoded<M[K]> };

/** `count` elements in a row. */
export function array<T>(element: Layout<T>, count: number): Layout<T[]> {
  return Object.freeze({
    kind: 'array',
    typeName: `${element.typeName}[${count}]`,
    size: element.size * count,
    align: element.align,
    decode: (bytes: Buffer, offset: number) => {
      const out = new Array<T>(count);
      for (let i = 0; i < count; i++) out[i] = element.decode(bytes, offset + i * element.size);
      return out;
    },
    encode: (value: T[], bytes: Buffer, offset: number) => {
      if (value.length !== count) throw new RangeError(`needs ${count} elements`);
      for (const [i, item] of value.entries()) {
        element.encode(item, bytes, offset + i * element.size);
      }
    },
    format: (value: T[]) => `[${value.map((item) => element.format(item)).join(' ')}]`,
  });
}

/** A C struct with natural alignment and tail padding, as a compiler lays it out. */
export function struct<M extends Members>(typeName: string, members: M) {
  return place<M>(typeName, members, false);
}

/** A C struct under `#pragma pack(1)`: no padding anywhere. */
export function packedStruct<M extends Members>(typeName: string, members: M) {
  return place<M>(typeName, members, true);
}

/**
 * A union: several ways to read the same bytes, all of them decoded. Encoding writes the members that
 * are given, the widest last, and leaves the rest of the union zero.
 */
export function union<M extends Members>(typeName: string, members: M) {
  const fields = Object.entries(members).map(([name, layout]) => ({
    name,
    offset: 0,
    layout: layout as Layout<unknown>,
  }));
  const align = Math.max(...fields.map((field) => field.layout.align));
  const size = roundUp(Math.max(...fields.map((field) => field.layout.size)), align);
  const decode = structDecoder<StructValue<M>>(fields);
  return Object.freeze({
    kind: 'struct',
    typeName,
    size,
    align,
    fields,
    decode,
    encode: (value: Partial<StructValue<M>>, bytes: Buffer, offset: number) => {
      bytes.fill(0, offset, offset + size);
      const given = fields.filter((field) => field.name in value);
      for (const { name, layout } of given.sort((a, b) => a.layout.size - b.layout.size)) {
        layout.encode(value[name], bytes, offset);
      }
    },
    format: (value: StructValue<M>) => formatFields(fields, value),
  }) as unknown as StructLayout<StructValue<M>>;
}

function place<M extends Members>(typeName: string, members: M, packed: boolean) {
  const fields: Field[] = [];
  let end = 0;
  let align = 1;
  for (const [name, member] of Object.entries(members)) {
    const layout = member as Layout<unknown>;
    const offset = packed ? end : roundUp(end, layout.align);
    fields.push(Object.freeze({ name, offset, layout }));
    end = offset + layout.size;
    if (!packed) align = Math.max(align, layout.align);
  }
  const size = roundUp(end, align);
  const layout: StructLayout<StructValue<M>> = {
    kind: 'struct',
    typeName,
    size,
    align,
    fields: Object.freeze(fields),
    decode: structDecoder<StructValue<M>>(fields),
    encode: (value, bytes, offset) => {
      bytes.fill(0, offset, offset + size);
      for (const field of fields) {
        field.layout.encode(value[field.name as keyof M], bytes, offset + field.offset);
      }
    },
    format: (value) => formatFields(fields, value),
  };
  return Object.freeze(layout);
}

function structDecoder<T>(fields: readonly Field[]) {
  return (bytes: Buffer, offset: number): T => {
    const out: Record<string, unknown> = {};
    for (const field of fields) out[field.name] = field.layout.decode(bytes, offset + field.offset);
    return out as T;
  };
}

function formatFields(fields: readonly Field[], value: object): string {
  const values = value as Readonly<Record<string, unknown>>;
  const parts = fields.map((field) => `${field.name}=${field.layout.format(values[field.name])}`);
  return `{${parts.join(' ')}}`;
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
