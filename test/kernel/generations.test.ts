// status on real pins of every generation, of parts of two, and of two sets at once.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findBpftool } from '../../scripts/find-bpftool.ts';
import { loadPlan } from '../../scripts/lab-node/load-plan.ts';
import { cgroupRoot } from '../../scripts/lab-node/state.ts';
import { knownMaps } from '../../src/kmesh/dual-engine/inventory.ts';
import type { GenerationName } from '../../src/kmesh/generation.ts';
import { isInSpan } from '../../src/kmesh/inventory.ts';
import { describeOnKernel, nativeProgram } from '../support/kernel.ts';
import { runKmscope } from '../support/run-kmscope.ts';

const root = `/sys/fs/bpf/kmscope-test-generations-${process.pid}`;
const workload = 'bpf_kmesh_workload';

/** Maps that bpftool can make: storage needs BTF, and prog arrays and arrays of maps more than sizes. */
const unmakeable = [
  'km_sockstorage',
  'map_of_sock_storage',
  'outer_map',
  'km_socket',
  'map_of_kmesh_socket',
];

interface Sizes {
  readonly name: string;
  readonly keySize: number;
  readonly valueSize: number;
}

/** Everything of a generation that can be made without its programs. */
function mapsOf(name: GenerationName): Sizes[] {
  return knownMaps.filter((row) => isInSpan(name, row) && !unmakeable.includes(row.name));
}

function makeMap(folder: string, { name, keySize, valueSize }: Sizes): void {
  const bpftool = findBpftool();
  if (bpftool === undefined) throw new Error('bpftool is missing: scripts/setup.sh installs it');
  const type = valueSize === 0 ? 'ringbuf' : 'hash';
  const entries = valueSize === 0 ? '4096' : '16';
  const sizes = ['key', String(keySize), 'value', String(valueSize), 'entries', entries];
  const args = ['map', 'create', `${folder}/${name}`, 'type', type, ...sizes];
  execFileSync(bpftool, [...args, 'name', name.slice(0, 15)]);
}

/** A bpffs folder as Kmesh has it, with these maps; the path for --bpffs. */
function makeNode(name: string, maps: readonly Sizes[], folder = workload): string {
  // A bpffs takes no dot in a name.
  const path = `${root}/${name.replaceAll('.', '-')}`;
  mkdirSync(`${path}/${folder}/map`, { recursive: true });
  for (const map of maps) makeMap(`${path}/${folder}/map`, map);
  return path;
}

function statusOf(bpffs: string, ...more: readonly string[]) {
  const { stdout, stderr } = runKmscope(['status', '-o', 'json', '--bpffs', bpffs, ...more]);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

describeOnKernel('the generation of pinned maps', () => {
  beforeAll(() => {
    mkdirSync(root);
  });

  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it.each<GenerationName>(['v0.4.0', 'v0.4.1', 'v0.5', 'v1.0', 'v1.1', 'main'])(
    'is %s where its maps are pinned',
    (name) => {
      const bpffs = makeNode(name, mapsOf(name));
      const { generation, maps } = statusOf(bpffs);
      expect(generation.name).toBe(name);
      expect(generation.evidence.length).toBeGreaterThan(0);
      expect(maps.mismatched).toEqual([]);
    },
  );

  it('is none where parts of two are pinned, unless one is given', () => {
    const marks = mapsOf('main').filter(({ name }) => name === 'km_cgr_tail6');
    const bpffs = makeNode('mixed', [...mapsOf('v1.0'), ...marks]);
    expect(statusOf(bpffs).generation).toEqual({
      name: null,
      nearest: 'v1.0',
      evidence: ['nearest: v1.0', 'km_cgr_tail6 is of main'],
    });
    const words = ['explain', '--from', 'any', '--to', '10.0.0.1:80', '--bpffs', bpffs];
    expect(runKmscope(words)).toMatchObject({ status: 5, stdout: '' });
    expect(runKmscope([...words, '--generation', 'v1.0'])).toMatchObject({ status: 0 });
    expect(statusOf(bpffs, '--generation', 'main').generation.name).toBe('main');
  });

  it('is none where a size is that of no generation: the map is raw, the nearest is named', () => {
    const maps = mapsOf('v1.1').map((map) =>
      map.name === 'km_service' ? { ...map, valueSize: 140 } : map,
    );
    const bpffs = makeNode('resized', maps);
    const { generation, maps: found } = statusOf(bpffs);
    expect(generation.evidence).toEqual([
      'nearest: v1.1',
      'km_service has 140-byte values, not 132',
    ]);
    expect(found.mismatched).toEqual(['km_service']);
  });

  it('of two sets in one folder is that of each', () => {
    const bpffs = makeNode('upgraded', [...mapsOf('v1.1'), ...mapsOf('v0.4.1')]);
    const names = (status: ReturnType<typeof statusOf>) =>
      status.mapSets.map((set: { generation: { name: string }; isInUse: boolean | null }) => [
        set.generation.name,
        set.isInUse,
      ]);
    expect(names(statusOf(bpffs))).toEqual([
      ['v1.1', null],
      ['v0.4.1', null],
    ]);
    const older = statusOf(bpffs, '--generation', 'v0.4.1');
    expect(older.mapSets.map((set: { isShown: boolean }) => set.isShown)).toEqual([false, true]);
  });

  it('of the folders of both modes is listed for both', () => {
    const bpffs = makeNode('modes', mapsOf('v1.1'));
    makeNode('modes', [{ name: 'km_listener', keySize: 8, valueSize: 4 }], 'bpf_kmesh');
    const modes = statusOf(bpffs).mapSets.map((set: { mode: string }) => set.mode);
    expect(modes).toEqual(['dual-engine', 'kernel-native']);
    const { stdout } = runKmscope(['status', '--bpffs', bpffs]);
    expect(stdout).toMatch(/map sets .*dual-engine, v1\.1, .*cannot be told.*\(shown here\)/);
  });

  it('in use is the one whose maps the attached programs use', () => {
    const bpffs = `${root}/loaded`;
    mkdirSync(bpffs);
    const cgroup = `${cgroupRoot()}/kmscope-test-generations-${process.pid}`;
    mkdirSync(cgroup);
    const labctl = nativeProgram('lab/labctl');
    const input = loadPlan('dual-engine', 'main');
    execFileSync(labctl, ['load', '--pins', bpffs, '--cgroup', cgroup], { input });
    try {
      for (const map of mapsOf('v0.4.1')) makeMap(`${bpffs}/${workload}/map`, map);
      const { generation, mapSets } = statusOf(bpffs);
      expect(generation.name).toBe('main');
      expect(mapSets).toMatchObject(
        [
          { isShown: true, isInUse: true, how: /sockconn/ },
          { generation: { name: 'v0.4.1' }, isInUse: false },
        ].map(({ how, ...set }) => (how ? { ...set, how: expect.stringMatching(how) } : set)),
      );
      const { stdout } = runKmscope(['status', '--bpffs', bpffs]);
      expect(stdout).toMatch(
        /main, \d+ maps, IN USE: the attached program of sockconn\/\S+ uses its maps/,
      );
    } finally {
      execFileSync(labctl, ['unload', '--pins', bpffs]);
      rmdirSync(cgroup);
    }
  });
});
