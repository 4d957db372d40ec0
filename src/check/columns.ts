// Single 32-bit fields of a whole map, without an object for each row: maps hold up to 105,000 of them.
import { u32 } from '../layout/scalar.ts';
import type { StructLayout } from '../layout/struct.ts';
import type { RawMap } from '../raw/raw-map.ts';

/** Stands for "no row" among row numbers; no map has so many rows. */
export const noRow = 0xffffffff;

/** Where a field lies: in which half of the rows, and at which element of an array. */
export interface ColumnPlace<T> {
  readonly half: 'keys' | 'values';
  readonly layout: StructLayout<T>;
  readonly field: keyof T;
}

/** Reads one 32-bit field, or the element `index` of an array of them, row by row. */
export function columnReader<T>(
  map: RawMap | undefined,
  place: ColumnPlace<T>,
): (row: number, index?: number) => number {
  if (map === undefined) return () => 0;
  const { bytes, offset, step } = locate(map, place);
  return (row, index = 0) => u32.decode(bytes, row * step + offset + index * u32.size);
}

/** The field of every row. */
export function readColumn<T>(map: RawMap | undefined, place: ColumnPlace<T>): Uint32Array {
  if (map === undefined) return new Uint32Array(0);
  const { bytes, offset, step } = locate(map, place);
  const column = new Uint32Array(map.count);
  for (let row = 0, at = offset; row < column.length; row++, at += step) {
    column[row] = u32.decode(bytes, at);
  }
  return column;
}

function locate<T>(map: RawMap, { half, layout, field }: ColumnPlace<T>) {
  const found = layout.fields.find(({ name }) => name === field);
  if (found === undefined) throw new RangeError(`no field ${String(field)} in ${layout.typeName}`);
  const step = half === 'keys' ? map.info.keySize : map.info.valueSize;
  return { bytes: map[half], offset: found.offset, step };
}
