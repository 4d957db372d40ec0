// Which Kmesh a kernel-native set of pins is of: each generation, parts of two, sizes of none.
import { describe, expect, it } from 'vitest';
import type { GenerationName } from '../../../../src/kmesh/generation.ts';
import { mapsOfGeneration, pinsOfGeneration } from '../../../../src/kmesh/inventory.ts';
import { findNativeGeneration } from '../../../../src/kmesh/kernel-native/find-generation.ts';
import { nativeInventory } from '../../../../src/kmesh/kernel-native/inventory.ts';
import { fnv1a32 } from '../../../../src/kmesh/names.ts';

type Sizes = Readonly<Record<string, readonly [keySize: number, valueSize: number]>>;

function find(maps: Sizes, pins: readonly string[], version: string | null = null) {
  const sized = Object.entries(maps).map(
    ([name, [keySize, valueSize]]) => [name, { keySize, valueSize }] as const,
  );
  const versionHash = version === null ? null : fnv1a32(version);
  return findNativeGeneration({ maps: new Map(sized), pins, versionHash });
}

const mapsOf = (name: GenerationName): Sizes =>
  Object.fromEntries(
    mapsOfGeneration(nativeInventory, name).map((row) => [
      row.name,
      [row.keySize, row.valueSize] as const,
    ]),
  );
const pinsOf = (name: GenerationName) => pinsOfGeneration(nativeInventory, name);

describe('all that a generation pins', () => {
  it.each<[GenerationName, string, GenerationName | null]>([
    ['v0.4.1', '', null],
    ['v0.5', 'v0.5.0', 'v0.5'],
    ['v1.0', 'v1.0.0', 'v1.0'],
    ['v1.0', 'anything', 'v1.0'],
    ['v1.1', 'v1.1.0', 'v1.1'],
    ['v1.2', 'v1.2.0', 'v1.2'],
    ['v1.2', '1.1-dev', null],
    ['main', 'v0.0.0-master', null],
  ])('of %s with version %j is named %s', (name, version, expected) => {
    const found = find(mapsOf(name), pinsOf(name), version);
    expect(found.name).toBe(expected);
    expect(found.evidence.length).toBeGreaterThan(0);
    // Links that cannot be seen change nothing.
    expect(find(mapsOf(name), [], version).name).toBe(expected);
  });
});

describe('parts of two generations', () => {
  it.each<[string, Sizes, readonly string[], GenerationName, string]>([
    [
      'v1.1 and v1.0',
      { ...mapsOf('v1.1'), km_configmap: [4, 44] },
      pinsOf('v1.1'),
      'v1.1',
      'km_configmap is of v1.0',
    ],
    [
      'v1.0 with a link of v1.1',
      mapsOf('v1.0'),
      pinsOf('v1.1'),
      'v1.0',
      'sockops/prog_link is of v1.1 and later',
    ],
    [
      'v1.1 and v0.5',
      { ...mapsOf('v1.1'), kmesh_cluster: [192, 64] },
      pinsOf('v1.1'),
      'v1.1',
      'kmesh_cluster is of v0.4.0 to v0.5',
    ],
    [
      'v1.1 with clusters of v0.5’s size',
      { ...mapsOf('v1.1'), km_cluster: [192, 64] },
      pinsOf('v1.1'),
      'v1.1',
      'km_cluster has 64-byte values, not 72',
    ],
  ])('are none of both: %s', (_, maps, pins, nearest, reason) => {
    const found = find(maps, pins, 'v1.1.0');
    expect(found).toMatchObject({ name: null, nearest });
    expect(found.evidence).toEqual([`nearest: ${nearest}`, reason]);
  });
});

it('without a listener map is none', () => {
  expect(find({ km_nodeinfo: [20, 4] }, [])).toMatchObject({
    name: null,
    evidence: ['no listener map'],
  });
});
