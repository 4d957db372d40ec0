// Brings the lab up, and takes all of it down again: also what a crash left of it.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { BpfMap } from '../../src/kernel/bpf-map.ts';
import { addressBytes } from '../../src/kmesh/address.ts';
import { nativeGenerations } from '../../src/kmesh/kernel-native/generation.ts';
import type { Mode } from '../../src/kmesh/maps.ts';
import { labEntries, podUid } from './entries.ts';
import { defaultGenerations, loadPlan, modeFolder, xdpPath } from './load-plan.ts';
import { nativeLabEntries } from './native-entries.ts';
import { attachXdp, labNamespaces, makeNetwork, removeNetwork } from './network.ts';
import { podCgroup, startLasting, startNode } from './pod-process.ts';
import { earlyTarget, type LabPod, namespace, nodePorts, pods } from './scenario.ts';
import {
  cgroupRoot,
  hostRoot,
  type LabKind,
  type LabState,
  labDir,
  labName,
  labProgram,
  ownsPins,
  pinsDir,
  readState,
  removeState,
  run,
  writeState,
} from './state.ts';

const settleMs = 10_000;
const halfEnabled = pods.filter((pod) => pod.enabled === 'cookie');
const usual: LabKind = { mode: 'dual-engine', generation: defaultGenerations['dual-engine'] };

export async function up(kind: LabKind = usual): Promise<void> {
  if (readState() !== undefined)
    throw new Error('the lab is up, or was left behind: scripts/lab down');
  refuseForeign();
  const cgroup = join(cgroupRoot(), labName);
  const state: LabState = { ...kind, cgroup, pinsInode: null };
  writeState(state);
  try {
    await make(state);
  } catch (error) {
    await down();
    throw error;
  }
}

/** Nothing of these names may be there before the lab is. */
function refuseForeign(): void {
  const foreign = [pinsDir, join(cgroupRoot(), labName)].find((path) => existsSync(path));
  const netns = labNamespaces()[0];
  const what = foreign ?? (netns === undefined ? undefined : `network namespace ${netns}`);
  if (what === undefined) return;
  throw new Error(`${what} is there, and no lab that is known made it: it is left alone`);
}

async function make(state: LabState): Promise<void> {
  const { mode, generation, cgroup } = state;
  mkdirSync(pinsDir);
  writeState({ ...state, pinsInode: statSync(pinsDir).ino });
  mkdirSync(cgroup);
  // The daemon keeps names of ids, which kernel-native mode does not have.
  const { puts, nameFile } =
    mode === 'dual-engine' ? labEntries() : { puts: nativeLabEntries(generation), nameFile: null };
  makeHostRoot(nameFile);
  makeNetwork();
  labctl(mode, ['load', '--cgroup', cgroup], loadPlan(mode, generation));
  labctl(mode, ['put'], puts.join(''));
  if (mode === 'dual-engine') {
    const pin = join(pinsDir, modeFolder(mode), xdpPath);
    attachXdp(pin);
    unlinkSync(pin);
  }
  startNode(cgroup, nodePorts.map(listenDual));
  for (const pod of pods) {
    podCgroup(cgroup, pod.name);
    const early = `open early ${earlyTarget.address} ${earlyTarget.port}`;
    startLasting(cgroup, pod.name, [
      ...pod.listens.map(pod.ipv6 === undefined ? listenIpv4 : listenDual),
      ...(pod.enabled === 'late' ? [early] : []),
      ...(pod.enabled === 'no' || pod.enabled === 'late' ? [] : ['enrol 4']),
    ]);
  }
  await settle(state);
  enableLate(cgroup);
  disableAddresses(mode);
  const expected = countExpected(state, ({ enabled }) => enabled !== 'cookie') + halfEnabled.length;
  await waitUntil('every pod is enabled', () => countManaged(mode) === expected);
}

/** Runs one of labctl's commands on the pins of a mode. */
function labctl(mode: Mode, [command = '', ...rest]: readonly string[], input = ''): void {
  const place = ['--pins', pinsDir, '--folder', modeFolder(mode)];
  run(labProgram('labctl'), [command, ...place, ...rest], input);
}

const listenIpv4 = (port: number) => `listen 0.0.0.0 ${port}`;
/** Takes IPv4 clients too, as mapped addresses. */
const listenDual = (port: number) => `listen :: ${port}`;

/** Waits until the early connection stands and every enabled pod has its entries. */
async function settle(state: LabState): Promise<void> {
  const late = pods.filter((pod) => pod.enabled === 'late');
  await waitUntil('the early connection stands', () =>
    late.every((pod) => podLog(pod.name).includes('"peerPort"')),
  );
  const first = countExpected(state, ({ enabled }) => enabled !== 'late');
  await waitUntil('the pods are enabled', () => countManaged(state.mode) === first);
}

/** Enabled now, with its connection already open: what a pod is that was labelled too late. */
function enableLate(cgroup: string): void {
  for (const pod of pods.filter((candidate) => candidate.enabled === 'late')) {
    startLasting(cgroup, pod.name, ['enrol 4']);
  }
}

/** Half enabled: the cookie stays, the address goes. */
function disableAddresses(mode: Mode): void {
  const keys = halfEnabled.map(
    (pod) => `del km_manage ${addressBytes(pod.ipv4).toString('hex')}\n`,
  );
  labctl(mode, ['put'], keys.join(''));
}

/** Entries of the enabled pods among those of `which`: a cookie each and, where sock_ops runs, an address. */
function countExpected({ mode, generation }: LabKind, which: (pod: LabPod) => boolean): number {
  const hasSockOps = mode === 'dual-engine' || nativeGenerations[generation]?.hasSockOps === true;
  const enabled = pods.filter((pod) => pod.enabled !== 'no' && which(pod));
  return enabled.length * (hasSockOps ? 2 : 1);
}

function countManaged(mode: Mode): number {
  const map = BpfMap.open(join(pinsDir, modeFolder(mode), 'map/km_manage'));
  try {
    return map.countEntries() ?? 0;
  } finally {
    map.close();
  }
}

function podLog(pod: string): string {
  return readFileSync(join(labDir, `${pod}.log`), 'utf8');
}

async function waitUntil(what: string, isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + settleMs;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`waited ${settleMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The node's files as a debug shell finds them below /host. */
function makeHostRoot(nameFile: string | null): void {
  const write = (path: string, text: string) => {
    mkdirSync(join(hostRoot, path, '..'), { recursive: true });
    writeFileSync(join(hostRoot, path), text);
  };
  write('etc/hostname', `${labName}\n`);
  if (nameFile !== null) write('mnt/hash_name.yaml', nameFile);
  for (const pod of pods) {
    write(`var/log/pods/${namespace}_${pod.name}_${podUid(pod.name)}/main/0.log`, '');
  }
  mkdirSync(join(hostRoot, 'sys/fs'), { recursive: true });
  symlinkSync(pinsDir, join(hostRoot, 'sys/fs/bpf'));
}

/** Removes what the lab made; does nothing when there is none. */
export async function down(): Promise<void> {
  const state = readState();
  if (state === undefined) return;
  if (existsSync(state.cgroup)) {
    await endProcesses(state.cgroup);
    await removeCgroups(state.cgroup);
  }
  removeNetwork();
  if (ownsPins(state)) {
    if (existsSync(join(pinsDir, modeFolder(state.mode)))) labctl(state.mode, ['unload']);
    rmdirSync(pinsDir);
  }
  removeState();
}

/** Every process in the lab's cgroup is the lab's. */
export function labProcesses(cgroup: string): number[] {
  return cgroupsBelow(cgroup).flatMap(processesIn);
}

async function endProcesses(cgroup: string): Promise<void> {
  await waitUntil('the processes of the lab have ended', () => {
    const pids = labProcesses(cgroup);
    for (const pid of pids) kill(pid);
    return pids.length === 0;
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Deepest first. */
function cgroupsBelow(cgroup: string): string[] {
  const children = readdirSync(cgroup, { withFileTypes: true }).filter((e) => e.isDirectory());
  return [...children.flatMap((child) => cgroupsBelow(join(cgroup, child.name))), cgroup];
}

function processesIn(cgroup: string): number[] {
  const text = readFileSync(join(cgroup, 'cgroup.procs'), 'utf8');
  return text.split('\n').filter(Boolean).map(Number);
}

async function removeCgroups(cgroup: string): Promise<void> {
  await waitUntil('the cgroups of the lab are gone', () => {
    try {
      for (const path of cgroupsBelow(cgroup)) rmdirSync(path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EBUSY') return false;
      throw error;
    }
  });
}
