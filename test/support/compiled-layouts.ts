// Sizes and offsets as a C compiler gives them, beside those of our layouts.
import type { StructLayout } from '../../src/layout/struct.ts';

export interface Offsets {
  readonly size: number;
  /** Bytes. */
  readonly fields: Readonly<Record<string, { readonly offset: number; readonly size: number }>>;
}

type Field = readonly [name: string, at: { readonly offset: number; readonly size: number }];

/** Padding has no name in C; where a layout or a struct names it, the name means nothing. */
const isField = ([name]: Field) => !name.startsWith('pad');

/** What a layout says of itself. */
export function layoutOffsets(layout: StructLayout<unknown>): Offsets {
  const fields = layout.fields.map(
    ({ name, offset, layout: { size } }): Field => [name, { offset, size }],
  );
  return { size: layout.size, fields: Object.fromEntries(fields.filter(isField)) };
}

/** What one of native/'s printers wrote. */
export function compiledLayouts(json: string): Record<string, Offsets> {
  const structs = Object.entries(JSON.parse(json) as Record<string, Offsets>);
  return Object.fromEntries(
    structs.map(([name, { size, fields }]) => {
      const named = Object.fromEntries(Object.entries(fields).filter(isField));
      return [name, { size, fields: named }];
    }),
  );
}
