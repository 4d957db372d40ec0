// Which Kmesh a set of pins is of: each generation, parts of two, sizes that no generation has.
import { describe, expect, it } from 'vitest';
import { knownMaps, knownPins } from '../../../src/kmesh/dual-engine/inventory.ts';
import {
  findGeneration,
  type GenerationEvidence,
  overruleGeneration,
} from '../../../src/kmesh/find-generation.ts';
import { type GenerationName, generationNames } from '../../../src/kmesh/generation.ts';
import { isInSpan } from '../../../src/kmesh/inventory.ts';
import { fnv1a32 } from '../../../src/kmesh/names.ts';

type Sizes = Readonly<Record<string, readonly [keySize: number, valueSize: number]>>;

const evidence = (
  maps: Sizes,
  pins: readonly string[] = [],
  version: string | null = null,
): GenerationEvidence => ({
  maps: new Map(
    Object.entries(maps).map(([name, [keySize, valueSize]]) => [name, { keySize, valueSize }]),
  ),
  pins,
  versionHash: version === null ? null : fnv1a32(version),
});

/** Everything that a generation pins. */
function wholeSet(name: GenerationName): { maps: Sizes; pins: string[] } {
  const rows = knownMaps.filter((row) => isInSpan(name, row));
  return {
    maps: Object.fromEntries(rows.map((row) => [row.name, [row.keySize, row.valueSize] as const])),
    pins: Object.entries(knownPins).flatMap(([pin, span]) => (isInSpan(name, span) ? [pin] : [])),
  };
}

const routing: Sizes = {
  km_frontend: [16, 4],
  km_service: [4, 132],
  km_endpoint: [12, 4],
  km_sockstorage: [4, 64],
};
const oldRouting: Sizes = {
  kmesh_frontend: [16, 4],
  kmesh_service: [4, 108],
  kmesh_endpoint: [8, 4],
  map_of_sock_storage: [4, 16],
};
const tail6: Sizes = { km_cgr_tail6: [4, 4] };
const original: Sizes = { km_orig_dst: [8, 36] };
const dns = 'sockconn/sockconn_dns_prog';

describe('all that a generation pins', () => {
  it.each(generationNames)('is %s', (name) => {
    const { maps, pins } = wholeSet(name);
    expect(findGeneration(evidence(maps, pins)).name).toBe(name);
  });

  it.each(generationNames)('is not %s any more with one map of another size', (name) => {
    const { maps, pins } = wholeSet(name);
    const service = 'km_service' in maps ? 'km_service' : 'kmesh_service';
    const found = findGeneration(evidence({ ...maps, [service]: [4, 140] }, pins));
    expect(found).toMatchObject({ name: null, nearest: name });
    expect(found.evidence[0]).toBe(`nearest: ${name}`);
    expect(found.evidence[1]).toMatch(/_service has 140-byte values, not 1(08|32)$/);
  });
});

describe('part of what a generation pins', () => {
  it.each<[GenerationName, Sizes, string[], string]>([
    ['main', { ...routing, ...tail6 }, [dns], 'km_cgr_tail6 is pinned'],
    ['v1.2', routing, [dns], `${dns} is pinned`],
    ['v1.1', routing, ['sockconn/sockconn_prog'], `${dns} is not pinned`],
    ['v1.1', routing, [], `${dns} is not pinned`],
    ['v1.0', { ...routing, km_sockstorage: [4, 16] }, [], 'km_sockstorage has 16-byte values'],
    ['v1.0', { km_frontend: [16, 4], ...original }, [], 'km_orig_dst is pinned'],
    ['v0.5', { ...oldRouting, map_of_wl_policy: [4, 16] }, [], 'map_of_wl_policy is pinned'],
    ['v0.5', { ...oldRouting, kmesh_version: [4, 4] }, [], 'kmesh_version is pinned'],
    ['v0.4.1', { ...oldRouting, map_of_tcp_info: [0, 0] }, [], 'map_of_tcp_info is pinned'],
    ['v0.4.0', { ...oldRouting, map_of_access_log: [0, 0] }, [], 'map_of_access_log is pinned'],
  ])('that marks it is %s: %j', (name, maps, pins, reason) => {
    const found = findGeneration(evidence(maps, pins));
    expect(found.name).toBe(name);
    expect(found.evidence).toContain(reason);
  });

  it('that marks none is none', () => {
    expect(findGeneration(evidence(oldRouting)).name).toBeNull();
    expect(findGeneration(evidence({ km_nodeinfo: [20, 4] }))).toMatchObject({
      name: null,
      evidence: ['no frontend map'],
    });
  });

  it('is told by the version only where no link can tell', () => {
    const version = { ...routing, kmesh_version: [4, 4] } as const;
    const unseen = findGeneration(evidence(version, [], 'v1.2.0'));
    expect(unseen.name).toBe('v1.2');
    expect(unseen.evidence).toContain('kmesh_version holds the hash of v1.2.0');
    expect(findGeneration(evidence(version, ['sockconn/sockconn_prog'], 'v1.2.0')).name).toBe(
      'v1.1',
    );
    expect(findGeneration(evidence(version, [], '1.1-dev')).name).toBe('v1.1');
  });

  it('may stand among pins of somebody else', () => {
    const foreign = { ...routing, ...tail6, cilium_calls: [4, 4] } as const;
    expect(findGeneration(evidence(foreign, [dns, 'mine/prog'])).name).toBe('main');
  });
});

describe('parts of two generations', () => {
  it.each<[string, Sizes, string[], GenerationName, string]>([
    ['v1.1 and v1.0', { ...routing, ...original }, [], 'v1.1', 'km_orig_dst is of v1.0'],
    [
      'v1.0 and main',
      { ...wholeSet('v1.0').maps, ...tail6 },
      [],
      'v1.0',
      'km_cgr_tail6 is of main',
    ],
    [
      'main and v0.5',
      { ...routing, ...tail6, map_of_wl_policy: [4, 16] },
      [dns],
      'main',
      'map_of_wl_policy is of v0.5',
    ],
    [
      'v0.5 and v0.4.0',
      { ...wholeSet('v0.5').maps, map_of_access_log: [0, 0] },
      [],
      'v0.5',
      'map_of_access_log is of v0.4.0',
    ],
    [
      'v1.0 with a link of v1.2',
      wholeSet('v1.0').maps,
      [dns],
      'v1.0',
      `${dns} is of v1.2 and later`,
    ],
    [
      'v0.5 maps with a program of v0.4',
      wholeSet('v0.5').maps,
      ['sockconn/cgroup_connect4'],
      'v0.5',
      'sockconn/cgroup_connect4 is of v0.4.0 to v0.4.1',
    ],
  ])('are none of both: %s', (_, maps, pins, nearest, reason) => {
    const found = findGeneration(evidence(maps, pins));
    expect(found).toMatchObject({ name: null, nearest });
    expect(found.evidence).toEqual([`nearest: ${nearest}`, reason]);
  });
});

it('what the user says stands, with what the pins say beside it', () => {
  const found = findGeneration(evidence({ ...routing, ...original }));
  expect(overruleGeneration('v1.0', found)).toEqual({
    name: 'v1.0',
    nearest: 'v1.0',
    evidence: [
      'given with --generation',
      'by the pins: none; nearest: v1.1; km_orig_dst is of v1.0',
    ],
  });
});
