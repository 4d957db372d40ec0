// Two sets of maps on one node, as an upgrade or a change of mode leaves them: which is which, which is used.
import { describe, expect, it } from 'vitest';
import { knownMaps } from '../../../src/kmesh/dual-engine/inventory.ts';
import type { GenerationName } from '../../../src/kmesh/generation.ts';
import type { NodeSource, RawMapSet, RawPin } from '../../../src/raw/node-source.ts';
import { chooseMapSet, findMapSetUses, listMapSets } from '../../../src/snapshot/map-sets.ts';

let nextId = 100;
const map = (name: string) => {
  const row = knownMaps.find((known) => known.name === name);
  const { keySize, valueSize } = row ?? { keySize: 4, valueSize: 4 };
  const id = nextId++;
  const pin = `/sys/fs/bpf/${name}`;
  return { name, pin, id, type: 'hash', keySize, valueSize, maxEntries: 1, flags: 0 };
};
const set = (folder: string, names: readonly string[]): RawMapSet => ({
  folder,
  pins: `/sys/fs/bpf/${folder}/map`,
  maps: names.map(map),
});
const pin = (
  path: string,
  mapIds: readonly number[] | null,
  attached: boolean | null = true,
): RawPin => ({
  path,
  kind: 'link',
  id: 1,
  attachType: null,
  programId: 2,
  programName: null,
  attached,
  mapIds,
});

const current = ['km_frontend', 'km_service', 'kmesh_version'];
const old = ['kmesh_frontend', 'kmesh_service', 'kmesh_version'];
const workload = 'bpf_kmesh_workload';
const idsOf = ({ maps }: RawMapSet) => maps.map(({ id }) => id);

/** The sets as they are told apart, with the links of each folder. */
function usesOf(sets: readonly RawMapSet[], pins: (sets: RawMapSet[]) => RawPin[]) {
  const listed = listMapSets({ mapSets: sets });
  const all = pins(listed);
  const uses = findMapSetUses(
    { readPins: ({ pins: at }) => (at.includes(workload) ? all : []) },
    listed,
  );
  return uses.map((use) => [use.set.maps[0]?.name, use.isInUse]);
}

describe('a folder with the maps of two families', () => {
  it('is two sets in kernel-native mode too, of which the generation that is asked for chooses', () => {
    const both = set('bpf_kmesh', ['km_listener', 'km_cluster', 'kmesh_listener', 'outer_map']);
    const names = listMapSets({ mapSets: [both] }).map(({ maps }) => maps.map(({ name }) => name));
    expect(names).toEqual([
      ['km_listener', 'km_cluster'],
      ['kmesh_listener', 'outer_map'],
    ]);
    const source = { mapSets: [both], readPins: () => [] } as unknown as NodeSource;
    const chosen = (generation: GenerationName | null) =>
      chooseMapSet(source, { mode: 'auto', generation }).maps[0]?.name;
    expect([chosen('v0.5'), chosen('v1.0'), chosen(null)]).toEqual([
      'kmesh_listener',
      'km_listener',
      'km_listener',
    ]);
  });

  it('is two sets; unknown maps are in each, the version is of the newer one', () => {
    const [both] = [set(workload, [...current, ...old.slice(0, 2), 'km_orig_dst', 'mine'])];
    const names = listMapSets({ mapSets: [both] }).map(({ maps }) => maps.map(({ name }) => name));
    expect(names).toEqual([
      ['km_frontend', 'km_service', 'kmesh_version', 'km_orig_dst', 'mine'],
      ['kmesh_frontend', 'kmesh_service', 'mine'],
    ]);
  });

  it('is one set where only one family has a frontend map', () => {
    const mixed = set(workload, [...current, 'kmesh_service']);
    expect(listMapSets({ mapSets: [mixed] })).toEqual([mixed]);
  });
});

describe('the set in use', () => {
  const both = set(workload, ['km_frontend', 'kmesh_frontend', 'kmesh_version']);
  const [ids, version] = [idsOf(both), both.maps[2]?.id ?? 0];

  it.each<[string, RawPin[], (boolean | null)[]]>([
    ['is the one that a program uses', [pin('sockconn/a', [ids[0] ?? 0])], [true, false]],
    ['may be the older one', [pin('sockconn/a', [ids[1] ?? 0, version])], [false, true]],
    ['may be both', [pin('sockconn/a', ids)], [true, true]],
    [
      'is not the one that only a program left over uses',
      [pin('a/b', [ids[0] ?? 0], null), pin('sockconn/a', [ids[1] ?? 0])],
      [false, true],
    ],
    [
      'is told by a program where there are no links',
      [pin('a/b', [ids[1] ?? 0], null)],
      [false, true],
    ],
    ['cannot be told by the map that both have', [pin('sockconn/a', [version])], [null, null]],
    ['cannot be told by a link that is detached', [pin('a/b', [ids[0] ?? 0], false)], [null, null]],
    ['cannot be told where programs may not be asked', [pin('a/b', null)], [null, null]],
    ['cannot be told without any pin', [], [null, null]],
  ])('%s', (_, pins, expected) => {
    expect(usesOf([both], () => pins).map(([, isInUse]) => isInUse)).toEqual(expected);
  });

  it('is told across the folders of both modes', () => {
    const sets = [set(workload, current), set('bpf_kmesh', ['km_listener'])];
    expect(usesOf(sets, ([first]) => [pin('a/b', first ? idsOf(first) : [])])).toEqual([
      ['km_frontend', true],
      ['km_listener', false],
    ]);
  });
});
