// A labelled hexdump: every byte of a value, with the field that claims it. Bytes that no field claims
// are shown as such, so that nothing of an entry stays unseen.
import { asBuffer, type Layout } from './layout.ts';
import type { StructLayout } from './struct.ts';

export interface HexLine {
  /** Byte offset in the whole value. */
  readonly offset: number;
  readonly hex: string;
  /** C field path such as `sk_tuple.daddr`, or null for bytes that no field claims. */
  readonly field: string | null;
  /** The value as text, or null where there is none to give. */
  readonly text: string | null;
}

/** One line for each field of `bytes`, in the order of the bytes; all of it when no layout fits. */
export function labelledHex(layout: Layout<unknown> | null, bytes: Uint8Array): HexLine[] {
  const buffer = asBuffer(bytes);
  if (layout === null || layout.size !== bytes.length) {
    return [{ offset: 0, hex: buffer.toString('hex'), field: null, text: null }];
  }
  return fieldLines(layout as Layout<unknown>, buffer, 0, '');
}

function fieldLines(
  layout: Layout<unknown>,
  bytes: Buffer,
  offset: number,
  path: string,
): HexLine[] {
  if (layout.kind !== 'struct') {
    const hex = bytes.toString('hex', offset, offset + layout.size);
    return [{ offset, hex, field: path, text: layout.format(layout.decode(bytes, offset)) }];
  }
  const lines: HexLine[] = [];
  let end = offset;
  const fields = (layout as StructLayout<unknown>).fields;
  for (const field of fields) {
    const start = offset + field.offset;
    if (start > end) lines.push(gap(bytes, end, start));
    const name = path === '' ? field.name : `${path}.${field.name}`;
    lines.push(...fieldLines(field.layout, bytes, start, name));
    end = Math.max(end, start + field.layout.size);
  }
  if (end < offset + layout.size) lines.push(gap(bytes, end, offset + layout.size));
  return lines;
}

function gap(bytes: Buffer, start: number, end: number): HexLine {
  return { offset: start, hex: bytes.toString('hex', start, end), field: null, text: null };
}
