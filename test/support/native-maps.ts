// Maps of kernel-native mode for tests: put together piece by piece, or of any bytes whatever.
import fc from 'fast-check';
import {
  type NativeGeneration,
  nativeGenerations,
} from '../../src/kmesh/kernel-native/generation.ts';
import type { Layout } from '../../src/layout/layout.ts';
import { encodeWhole } from '../../src/layout/layout.ts';
import type { NativeMaps } from '../../src/snapshot/native-maps.ts';

const noHeader = { descriptor: 0n, n_unknown_fields: 0, unknown_fields: 0n };

/** A generation that must be there. */
export function nativeGeneration(
  name: 'v0.5' | 'v1.0' | 'v1.1' | 'v1.2' | 'main',
): NativeGeneration {
  const generation = nativeGenerations[name];
  if (generation === undefined) throw new Error(`no generation ${name}`);
  return generation;
}

/** Maps that are filled by hand, with references handed out in order. */
export class NativeMapsBuilder {
  readonly #tables = new Map<string, Map<string, Buffer>>();
  readonly generation: NativeGeneration;
  #next = 1;

  constructor(generation: NativeGeneration = nativeGeneration('main')) {
    this.generation = generation;
  }

  set(map: string, key: Buffer, value: Buffer): this {
    const table = this.#tables.get(map) ?? new Map<string, Buffer>();
    this.#tables.set(map, table.set(key.toString('latin1'), value));
    return this;
  }

  /** Stores a message, its header zero, and returns the reference to it. */
  message<T extends { base: unknown }>(layout: Layout<T>, value: Omit<T, 'base'>): bigint {
    return this.#store(encodeWhole(layout, { base: noHeader, ...value } as unknown as T));
  }

  text(text: string): bigint {
    return this.#store(Buffer.from(text.padEnd(192, '\0')));
  }

  list(references: readonly bigint[]): bigint {
    const { pools } = this.generation.references;
    const bytes = Buffer.alloc(pools.at(-1)?.valueSize ?? 0);
    for (const [i, reference] of references.entries()) bytes.writeBigUInt64LE(reference, i * 8);
    return this.#store(bytes);
  }

  build(): NativeMaps {
    return {
      generation: this.generation,
      lookup: (map, key) => this.#tables.get(map)?.get(key.toString('latin1')),
      tailCalls: new Set([2, 3, 5]),
      incompleteMaps: [],
    };
  }

  /** The rows of a map, by the name that it has since v1.0. */
  rows(map: string): [Buffer, Buffer][] {
    const rows = [...(this.#tables.get(map) ?? [])];
    return rows.map(([key, value]) => [Buffer.from(key, 'latin1'), value]);
  }

  /** Every value so far, in the order in which they were set: to be damaged. */
  values(): Buffer[] {
    return [...this.#tables.values()].flatMap((table) => [...table.values()]);
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

/**
 * Maps in which every key has a value, made of few words so that references meet: most of them lead to
 * further values, which refer on without end. `asked` counts the look-ups.
 */
export function anyNativeMaps(): fc.Arbitrary<NativeMaps & { readonly asked: () => number }> {
  const references = [0n, 1n, 2n, 0x01000001n, 0x03000001n, 0x03000002n, 0x05000001n, 1n << 32n];
  const words = [...references, 4n, 10n, 64n, (1n << 63n) + 3n, 0x2_0000_0002n, 0xa_0000_0003n];
  return fc
    .record({
      generation: fc.constantFrom(...Object.values(nativeGenerations)),
      pattern: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 40 }),
      holes: fc.integer({ min: 2, max: 9 }),
      tailCalls: fc.constantFrom([2, 3, 5], [2, 3, 5], [2, 3], []),
    })
    .map(({ generation, pattern, holes, tailCalls }) => {
      let asked = 0;
      const lookup = (map: string, key: Buffer) => {
        asked++;
        const layout = generation.layouts[map];
        const seed = key.reduce((a, b) => (a * 31 + b) >>> 0, map.length);
        if (layout === undefined || seed % holes === 1) return undefined;
        const bytes = Buffer.alloc(Math.ceil(layout.value.size / 8) * 8);
        for (let i = 0; i * 8 < bytes.length; i++) {
          bytes.writeBigUInt64LE(pattern[(seed + i) % pattern.length] ?? 0n, i * 8);
        }
        return bytes.subarray(0, layout.value.size);
      };
      const incompleteMaps: string[] = [];
      return {
        generation,
        lookup,
        tailCalls: new Set(tailCalls),
        incompleteMaps,
        asked: () => asked,
      };
    });
}
