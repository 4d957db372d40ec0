// Maps of kernel-native mode for tests: put together piece by piece, or of any bytes whatever.
import fc from 'fast-check';
import { NativeImage } from '../../scripts/lab-node/native-image.ts';
import {
  type NativeGeneration,
  nativeGenerations,
} from '../../src/kmesh/kernel-native/generation.ts';
import type { NativeMaps } from '../../src/snapshot/native-maps.ts';

/** A generation that must be there. */
export function nativeGeneration(
  name: 'v0.5' | 'v1.0' | 'v1.1' | 'v1.2' | 'main',
): NativeGeneration {
  const generation = nativeGenerations[name];
  if (generation === undefined) throw new Error(`no generation ${name}`);
  return generation;
}

/** Maps that are filled by hand, as the decision procedure takes them. */
export class NativeMapsBuilder extends NativeImage {
  constructor(generation: NativeGeneration = nativeGeneration('main')) {
    super(generation);
  }

  build(): NativeMaps {
    return {
      generation: this.generation,
      lookup: (map, key) => this.find(map, key),
      tailCalls: new Set([2, 3, 5]),
      incompleteMaps: [],
    };
  }

  /** Every value so far, in the order in which they were set: to be damaged. */
  values(): Buffer[] {
    return this.maps.flatMap((map) => this.rows(map).map(([, value]) => value));
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
