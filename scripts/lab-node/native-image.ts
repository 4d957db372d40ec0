// Maps of kernel-native mode put together piece by piece, written with the same layouts that kmscope reads
// with; references are handed out in order.
import type { NativeGeneration } from '../../src/kmesh/kernel-native/generation.ts';
import { stringSize } from '../../src/kmesh/kernel-native/reference.ts';
import { encodeWhole, type Layout } from '../../src/layout/layout.ts';

/** A header of zeros: what stands there is of no use to any reader. */
export const base = { descriptor: 0n, n_unknown_fields: 0, unknown_fields: 0n };

/** The entries of one generation's maps, by the names that the maps have since v1.0. */
export class NativeImage {
  readonly #tables = new Map<string, Map<string, Buffer>>();
  readonly generation: NativeGeneration;
  #next = 1;

  constructor(generation: NativeGeneration) {
    this.generation = generation;
  }

  set(map: string, key: Buffer, value: Buffer): this {
    const table = this.#tables.get(map) ?? new Map<string, Buffer>();
    this.#tables.set(map, table.set(key.toString('latin1'), value));
    return this;
  }

  /** Stores a message, its header zero, and returns the reference to it. */
  message<T extends { base: unknown }>(layout: Layout<T>, value: Omit<T, 'base'>): bigint {
    return this.#store(encodeWhole(layout, { base, ...value } as unknown as T));
  }

  text(text: string): bigint {
    const bytes = Buffer.alloc(stringSize);
    bytes.write(text);
    return this.#store(bytes);
  }

  list(references: readonly bigint[]): bigint {
    const { pools } = this.generation.references;
    const bytes = Buffer.alloc(pools.at(-1)?.valueSize ?? 0);
    for (const [i, reference] of references.entries()) bytes.writeBigUInt64LE(reference, i * 8);
    return this.#store(bytes);
  }

  find(map: string, key: Buffer): Buffer | undefined {
    return this.#tables.get(map)?.get(key.toString('latin1'));
  }

  /** Names of the maps that have an entry. */
  get maps(): string[] {
    return [...this.#tables.keys()];
  }

  rows(map: string): [Buffer, Buffer][] {
    const rows = [...(this.#tables.get(map) ?? [])];
    return rows.map(([key, value]) => [Buffer.from(key, 'latin1'), value]);
  }

  #store(bytes: Buffer): bigint {
    const { pools, indexBits } = this.generation.references;
    const pool = pools.findIndex(({ valueSize }) => valueSize >= bytes.length);
    const place = pools[pool];
    if (place === undefined) throw new Error(`no pool holds ${bytes.length} bytes`);
    const index = this.#next++;
    const key = Buffer.alloc(4);
    key.writeUInt32LE(index);
    const value = Buffer.alloc(place.valueSize);
    bytes.copy(value);
    this.set(place.map, key, value);
    return BigInt(pool * 2 ** (indexBits % 32) + index);
  }
}
