// References between map entries (reference 2.12 as the recordings correct it). From v1.0 on a reference
// names one of four pools and an index in it; v0.5 has one array of maps, and the reference is its index.
//
//    63            32 31    24 23                    0
//    |   ignored     |  pool  |        index          |    v1.0 and later
//    |   ignored     |             index              |    v0.5

import { asBuffer, type Layout } from '../../layout/layout.ts';
import { cString, u32, u64 } from '../../layout/scalar.ts';

/** Bytes of a string's slot as the programs read it. */
export const stringSize = 192;

/** A value by its key in the map of that pin name (of v1.0 and later), or undefined. */
export type Lookup = (map: string, key: Buffer) => Buffer | undefined;

/** How a generation's references are read. */
export interface ReferenceScheme {
  /** Maps by the reference's pool number, smallest values first. */
  readonly pools: readonly { readonly map: string; readonly valueSize: number }[];
  /** Bits of the index; what stands above it, up to bit 31, is the pool's number. */
  readonly indexBits: 24 | 32;
  /** Whether 64 zero bits mean "nothing"; else they are index 0 of pool 0 and followed if that exists. */
  readonly isZeroNull: boolean;
}

/** v1.0 and later: a thing lies in the smallest pool that holds it, and is looked for only there. */
export const pooledReferences: ReferenceScheme = Object.freeze({
  pools: [
    { map: 'kmesh_map64', valueSize: 64 },
    { map: 'kmesh_map192', valueSize: 192 },
    { map: 'kmesh_map296', valueSize: 296 },
    { map: 'kmesh_map1600', valueSize: 1600 },
  ],
  indexBits: 24,
  isZeroNull: false,
});

/** v0.5: everything is an inner map's only element. */
export const outerMapReferences: ReferenceScheme = Object.freeze({
  pools: [{ map: 'outer_map', valueSize: 1300 }],
  indexBits: 32,
  isZeroNull: true,
});

/** Why the programs find nothing behind a reference. */
export type ReferenceFault = 'NULL' | 'DANGLING' | 'WRONG_POOL';

/** What stands behind a reference: the bytes, or why there are none. */
export type Found =
  | { readonly bytes: Buffer; readonly fault: null }
  | { readonly bytes: undefined; readonly fault: ReferenceFault };

/** The maps of one generation, with what is needed to follow references in them. */
export interface ReferenceMaps {
  readonly lookup: Lookup;
  readonly scheme: ReferenceScheme;
}

/** Where a reference points, whether anything is there or not. */
export interface Place {
  /** Number of the pool. */
  readonly pool: number;
  readonly index: number;
}

/** The place that the lower 32 bits of a reference name. */
export function placeOf({ indexBits }: ReferenceScheme, reference: bigint): Place {
  const low = Number(BigInt.asUintN(32, reference));
  return { pool: Math.floor(low / 2 ** indexBits), index: low % 2 ** indexBits };
}

/** The lower 32 bits of a reference to a place. */
export function toReference({ indexBits }: ReferenceScheme, { pool, index }: Place): number {
  return pool * 2 ** indexBits + index;
}

/** Follows a reference to `size` bytes, as the programs do: one look-up, in the pool for that size. */
export function follow(maps: ReferenceMaps, reference: bigint, size: number): Found {
  const { pools, isZeroNull } = maps.scheme;
  if (isZeroNull && reference === 0n) return { bytes: undefined, fault: 'NULL' };
  const wanted = pools.findIndex(({ valueSize }) => valueSize >= size);
  const { pool, index } = placeOf(maps.scheme, reference);
  const place = pools[pool];
  if (pool !== wanted || place === undefined) {
    return { bytes: undefined, fault: reference === 0n ? 'NULL' : 'WRONG_POOL' };
  }
  const key = Buffer.alloc(4);
  u32.encode(index, key, 0);
  const bytes = maps.lookup(place.map, key);
  if (bytes !== undefined && bytes.length >= size) return { bytes: asBuffer(bytes), fault: null };
  return { bytes: undefined, fault: reference === 0n ? 'NULL' : 'DANGLING' };
}

/** The message behind a reference, or undefined where the programs find none. */
export function findMessage<T>(
  maps: ReferenceMaps,
  reference: bigint,
  layout: Layout<T>,
): T | undefined {
  const { bytes } = follow(maps, reference, layout.size);
  return bytes === undefined ? undefined : layout.decode(bytes, 0);
}

/** The whole 192-byte slot of a string, left-overs after its NUL included. */
export function findStringSlot(maps: ReferenceMaps, reference: bigint): Buffer | undefined {
  return follow(maps, reference, stringSize).bytes?.subarray(0, stringSize);
}

/** The text of a string's slot: up to the NUL, or all 192 bytes. */
export function slotText(slot: Uint8Array): string {
  return cString(slot.length).decode(asBuffer(slot), 0);
}

/** Largest number of references that any generation's arrays hold. */
const widestArray = 200;

/** The first `count` references of an array, fewer where its slot ends; undefined where it is unreadable. */
export function findReferences(
  maps: ReferenceMaps,
  reference: bigint,
  count: number,
): bigint[] | undefined {
  const largest = maps.scheme.pools.at(-1)?.valueSize ?? 0;
  const { bytes } = follow(maps, reference, largest);
  if (bytes === undefined) return undefined;
  const held = Math.min(count, widestArray, Math.floor(bytes.length / u64.size));
  return Array.from({ length: held }, (_, i) => u64.decode(bytes, i * u64.size));
}

/** The reference as a person reads it: `kmesh_map64[12]`, and what is left of bits that nobody reads. */
export function referenceText(scheme: ReferenceScheme, reference: bigint): string {
  if (reference === 0n) return 'null';
  const { pool, index } = placeOf(scheme, reference);
  const map = scheme.pools[pool]?.map ?? `pool ${pool}`;
  const high = reference >> 32n;
  const rest = high === 0n ? '' : ` (with 0x${high.toString(16)} above)`;
  return `${map}[${index}]${rest}`;
}
