// What the lab made, written before it is made: `down` removes that and nothing else.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPackageFile } from '../../src/kernel/package-file.ts';
import type { Mode } from '../../src/kmesh/maps.ts';
import type { LabGeneration } from './load-plan.ts';

/** Tests make a lab of their own, beside the one that may be up. */
export const labName = process.env['KMSCOPE_LAB'] ?? 'kmscope-lab';
export const isDefaultLab = labName === 'kmscope-lab';
/** A lab in which nothing is wrong: the scenario without what is broken in it. */
export const isHealthyLab = process.env['KMSCOPE_LAB_HEALTHY'] === '1';
/** Everything of the lab that is a file. */
export const labDir = `/run/${labName}`;
/** What kmscope takes as the node's `/`. */
export const hostRoot = join(labDir, 'root');
export const pinsDir = `/sys/fs/bpf/${labName}`;
export const nodeNetns = `${labName}-node`;
export const trafficLog = join(labDir, 'traffic.jsonl');

const stateFile = join(labDir, 'state.json');

/** Which Kmesh the lab has. */
export interface LabKind {
  readonly mode: Mode;
  readonly generation: LabGeneration;
}

/** The one lab that there was at first. */
const firstKind: LabKind = { mode: 'dual-engine', generation: 'main' };

export interface LabState extends LabKind {
  readonly cgroup: string;
  /** Inode of the pins folder, null until it is made: another folder of that name is not ours. */
  readonly pinsInode: number | null;
}

/** The state of the lab that is up, or was when something crashed; undefined = none. */
export function readState(): LabState | undefined {
  if (!existsSync(stateFile)) return undefined;
  const found = JSON.parse(readFileSync(stateFile, 'utf8')) as LabState;
  // A lab of before there were modes is taken down as well.
  return { ...firstKind, ...found };
}

export function writeState(state: LabState): void {
  mkdirSync(labDir, { recursive: true });
  writeFileSync(stateFile, JSON.stringify(state));
}

export function removeState(): void {
  rmSync(labDir, { recursive: true, force: true });
}

/** Whether the pins folder is there and is the one that this lab made. */
export function ownsPins(state: LabState): boolean {
  return existsSync(pinsDir) && statSync(pinsDir).ino === state.pinsInode;
}

/** The path of one of the lab's programs. Throws when it is not built. */
export function labProgram(name: string): string {
  const path = findPackageFile(`native/build/lab/${name}`);
  if (path === undefined) throw new Error(`native/build/lab/${name} is not built: make -C native`);
  return path;
}

/** The mount of the unified cgroup hierarchy. */
export function cgroupRoot(): string {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const mount = mounts.map((line) => line.split(' ')).find((fields) => fields[2] === 'cgroup2');
  if (mount?.[1] === undefined) throw new Error('no cgroup2 mount: the lab needs one');
  return mount[1];
}

/** Runs a program to its end; its output, or an error with what it wrote to stderr. */
export function run(program: string, args: readonly string[], input?: string): string {
  return execFileSync(program, [...args], {
    encoding: 'utf8',
    ...(input === undefined ? {} : { input }),
    maxBuffer: 64 << 20,
  });
}
