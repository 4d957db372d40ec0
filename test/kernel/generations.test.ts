// status on real pins of every generation, of parts of two, and of two sets at once.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBpftool } from '../../scripts/find-bpftool.ts';
import {
  type LabGeneration,
  labGenerations,
  loadPlan,
  modeFolder,
} from '../../scripts/lab-node/load-plan.ts';
import { cgroupRoot } from '../../scripts/lab-node/state.ts';
import { dualEngineInventory } from '../../src/kmesh/dual-engine/inventory.ts';
import type { GenerationName } from '../../src/kmesh/generation.ts';
import { mapsOfGeneration } from '../../src/kmesh/inventory.ts';
import { nativeInventory } from '../../src/kmesh/kernel-native/inventory.ts';
import type { Mode } from '../../src/kmesh/maps.ts';
import { fnv1a32 } from '../../src/kmesh/names.ts';
import { describeOnKernel, nativeProgram } from '../support/kernel.ts';
import { runKmscope } from '../support/run-kmscope.ts';

const root = `/sys/fs/bpf/kmscope-test-generations-${process.pid}`;
const workload = 'bpf_kmesh_workload';
const native = 'bpf_kmesh';

/** What bpftool cannot make: storage needs BTF, and prog arrays and maps of maps more than sizes. */
const unmakeable = [
  'km_sockstorage',
  'map_of_sock_storage',
  'outer_map',
  'km_socket',
  'map_of_kmesh_socket',
  'km_cluster_sock',
  'km_maglev_outer',
];

interface Sizes {
  readonly name: string;
  readonly keySize: number;
  readonly valueSize: number;
}

/** Everything of a generation that can be made without its programs. */
function mapsOf(name: GenerationName, inventory = dualEngineInventory): Sizes[] {
  return mapsOfGeneration(inventory, name).filter((row) => !unmakeable.includes(row.name));
}

const nativeMapsOf = (name: GenerationName) => mapsOf(name, nativeInventory);

function bpftool(args: readonly string[]): void {
  const program = findBpftool();
  if (program === undefined) throw new Error('bpftool is missing: scripts/setup.sh installs it');
  execFileSync(program, [...args]);
}

function makeMap(folder: string, { name, keySize, valueSize }: Sizes): void {
  const type = valueSize === 0 ? 'ringbuf' : 'hash';
  const entries = valueSize === 0 ? '4096' : '16';
  const sizes = ['key', String(keySize), 'value', String(valueSize), 'entries', entries];
  const args = ['map', 'create', `${folder}/${name}`, 'type', type, ...sizes];
  bpftool([...args, 'name', name.slice(0, 15)]);
}

/** What a daemon of that version leaves in its version map. */
function writeVersion(bpffs: string, folder: string, version: string): void {
  const hash = [...Buffer.from(Uint32Array.of(fnv1a32(version)).buffer)].map(String);
  const map = `${bpffs}/${folder}/map/kmesh_version`;
  bpftool(['map', 'update', 'pinned', map, 'key', '0', '0', '0', '0', 'value', ...hash]);
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

/** Mode and generation of every map set. */
function namesOf(status: ReturnType<typeof statusOf>): (readonly [string, string | null])[] {
  const sets: { mode: string; generation: { name: string | null } }[] = status.mapSets;
  return sets.map(({ mode, generation }) => [mode, generation.name]);
}

const cgroup = `${cgroupRoot()}/kmscope-test-generations-${process.pid}`;

/** The lab's data plane with all that a generation pins, maps of their true types, programs attached. */
function loadNode(name: string, mode: Mode, generation: LabGeneration): string {
  const bpffs = `${root}/${name.replaceAll('.', '-')}`;
  mkdirSync(bpffs);
  const place = ['--pins', bpffs, '--folder', modeFolder(mode)];
  const input = loadPlan(mode, generation);
  execFileSync(nativeProgram('lab/labctl'), ['load', ...place, '--cgroup', cgroup], { input });
  return bpffs;
}

describeOnKernel('the generation', () => {
  beforeAll(() => {
    mkdirSync(root);
    mkdirSync(cgroup);
  });

  afterAll(() => {
    // Without its pin a link is gone, and its program is detached.
    rmSync(root, { recursive: true });
    rmdirSync(cgroup);
  });

  describe('of a loaded data plane', () => {
    const modes: Mode[] = ['dual-engine', 'kernel-native'];
    const kinds = modes.flatMap((mode) => labGenerations.map((name) => [mode, name] as const));

    it.each(kinds)('in %s mode is %s, with every size as known', (mode, name) => {
      const { generation, maps, mode: shown } = statusOf(loadNode(`${mode}-${name}`, mode, name));
      // main pins in kernel-native mode what v1.1 does, and the version that it writes is of several.
      const isTold = mode === 'dual-engine' || name !== 'main';
      expect([shown, generation.name]).toEqual([mode, isTold ? name : null]);
      expect(maps.mismatched).toEqual([]);
      if (!isTold) expect(generation.evidence).toContain('v1.1, v1.2 and main pin the same maps');
    });

    it('is none where a map of another generation is pinned beside it', () => {
      const bpffs = loadNode('beside', 'kernel-native', 'v1.2');
      const configuration = nativeMapsOf('v1.0').filter(({ name }) => name === 'km_configmap');
      for (const map of configuration) makeMap(`${bpffs}/${native}/map`, map);
      expect(statusOf(bpffs).generation).toEqual({
        name: null,
        nearest: 'v1.2',
        evidence: ['nearest: v1.2', 'km_configmap is of v1.0'],
      });
      const words = ['--generation', 'v1.2'];
      expect(statusOf(bpffs, ...words).generation.name).toBe('v1.2');
    });
  });

  describe('of pinned maps in kernel-native mode', () => {
    it.each<[GenerationName, string | null, GenerationName | null]>([
      ['v0.4.1', null, null],
      ['v0.5', 'v0.5.0', 'v0.5'],
      ['v1.0', 'v1.0.0', 'v1.0'],
      ['v1.1', 'v1.1.0', 'v1.1'],
      ['v1.2', 'v1.2.0', 'v1.2'],
      ['main', 'v0.0.0-master', null],
    ])('of maps of %s with version %s is %s', (maps, version, name) => {
      const bpffs = makeNode(`native-${maps}`, nativeMapsOf(maps), native);
      if (version !== null) writeVersion(bpffs, native, version);
      const { mode, generation, maps: found } = statusOf(bpffs);
      expect([mode, generation.name]).toEqual(['kernel-native', name]);
      expect(generation.evidence.length).toBeGreaterThan(0);
      expect(found.mismatched).toEqual([]);
    });

    it('is none where parts of two are pinned', () => {
      const old = nativeMapsOf('v0.5').filter(({ name }) => name === 'kmesh_cluster');
      const bpffs = makeNode('native-mixed', [...nativeMapsOf('v1.1'), ...old], native);
      writeVersion(bpffs, native, 'v1.1.0');
      expect(statusOf(bpffs).generation).toEqual({
        name: null,
        nearest: 'v1.1',
        evidence: ['nearest: v1.1', 'kmesh_cluster is of v0.4.0 to v0.5'],
      });
    });

    it('of two sets in one folder is that of each', () => {
      // A map of both has one pin.
      const current = nativeMapsOf('v1.0');
      const older = nativeMapsOf('v0.5').filter(
        (old) => !current.some(({ name }) => name === old.name),
      );
      const bpffs = makeNode('native-upgraded', [...current, ...older], native);
      const [first, second] = namesOf(statusOf(bpffs));
      expect(first).toEqual(['kernel-native', 'v1.0']);
      // What would mark v0.5, the version, is of the newer one.
      expect(second).toEqual(['kernel-native', null]);
      const { mapSets } = statusOf(bpffs, '--generation', 'v0.5');
      expect(mapSets.map((set: { isShown: boolean }) => set.isShown)).toEqual([false, true]);
    });
  });

  describe('of pinned maps', () => {
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
      makeNode('modes', nativeMapsOf('v1.0'), native);
      expect(namesOf(statusOf(bpffs))).toEqual([
        ['dual-engine', 'v1.1'],
        ['kernel-native', 'v1.0'],
      ]);
      const { stdout } = runKmscope(['status', '--bpffs', bpffs]);
      expect(stdout).toMatch(/map sets .*dual-engine, v1\.1, .*cannot be told.*\(shown here\)/);
    });

    it('in use is the one whose maps the attached programs use', () => {
      const bpffs = loadNode('in-use', 'dual-engine', 'main');
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
    });
  });
});
