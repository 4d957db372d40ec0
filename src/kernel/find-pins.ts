// Where the pins are: a debug shell sees the node's bpffs at another place than the node does, and the
// daemon may have mounted one that only it can see.
import { readdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { isGone } from './files.ts';
import { KernelError } from './kernel-error.ts';
import { findProcesses } from './processes.ts';

const BPF_FS_MAGIC = 0xcafe4a11;

export interface SearchOptions {
  /** The node's `/` as the user gave it, or null to search. */
  readonly hostRoot: string | null;
  /** The bpffs, or a folder in it, as the user gave it, or null to search. */
  readonly bpffs: string | null;
  /** Folders that hold a `map/` folder of pins, each with the pins of which one must be there. */
  readonly folders: readonly { readonly folder: string; readonly proofs: readonly string[] }[];
  /** Name of the process that pins, whose own root may be the only one with the bpffs. */
  readonly daemon: string;
}

export interface FoundPins {
  /** Name of the folder from the options. */
  readonly folder: string;
  /** Path of that folder. */
  readonly path: string;
  /** Names of the pins in its `map/`. */
  readonly names: readonly string[];
}

interface Place {
  readonly path: string;
  readonly why: string;
  readonly isRefused: boolean;
  readonly isBpffs: boolean;
}

/** The roots under which the node's files may be seen, best first. */
export function listHostRoots(hostRoot: string | null, daemon: string): string[] {
  const fixed = hostRoot === null ? ['/host', '/', '/proc/1/root'] : [hostRoot];
  return [...fixed, ...findProcesses('/proc', daemon).map((pid) => `/proc/${pid}/root`)];
}

/**
 * Every set of pins at the first place that has one, below the given roots where no bpffs was given.
 * Throws KernelError that lists what was searched.
 */
export function findPins(options: SearchOptions, roots: readonly string[]): FoundPins[] {
  const searched: Place[] = [];
  for (const path of listPlaces(options, roots)) {
    const found = options.folders.flatMap(({ folder, proofs }) => {
      const names = listNames(join(path, folder, 'map'), searched);
      const isLoaded = names.some((name) => proofs.includes(name));
      return isLoaded ? [{ folder, path: join(path, folder), names }] : [];
    });
    if (found.length > 0) return found;
    searched.push(describePlace(path, options));
  }
  throw notFound(searched, options);
}

function listPlaces({ bpffs }: SearchOptions, roots: readonly string[]): string[] {
  return bpffs === null ? roots.map((root) => join(root, 'sys/fs/bpf')) : [bpffs];
}

function listNames(path: string, searched: Place[]): string[] {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if (!isGone(error)) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const isRefused = code === 'EACCES' || code === 'EPERM';
    if (isRefused)
      searched.push({ path, why: `${code} (permission denied)`, isRefused, isBpffs: true });
    return [];
  }
}

function describePlace(path: string, options: SearchOptions): Place {
  const names = options.folders.map(({ folder }) => `${folder}/`).join(' or ');
  try {
    const isBpffs = statfsSync(path).type === BPF_FS_MAGIC;
    const why = isBpffs ? `a bpffs without ${names}` : `no bpffs is mounted here, and no ${names}`;
    return { path, why, isRefused: false, isBpffs };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    const isRefused = code === 'EACCES' || code === 'EPERM';
    return {
      path,
      why: isRefused ? `${code} (permission denied)` : 'not there',
      isRefused,
      isBpffs: false,
    };
  }
}

function notFound(searched: readonly Place[], options: SearchOptions): KernelError {
  const refused = searched.find((place) => place.isRefused);
  if (refused !== undefined) {
    return new KernelError('NO_PERMISSION', {
      attempt: `read the folder ${refused.path}`,
      reason: refused.why,
      syscall: 'openat',
      path: refused.path,
      hint: 'needs uid 0 (bpffs is often mounted with mode 0700), or CAP_DAC_READ_SEARCH',
    });
  }
  const places = searched.map((place) => `  ${place.path}: ${place.why}`).join('\n');
  const hasBpffs = searched.some((place) => place.isBpffs);
  const hint =
    options.bpffs === null
      ? 'in a debug pod, mount the node at /host or give --host-root; give --bpffs where Kmesh runs with --bpf-fs-path'
      : 'give --bpffs the mount, or the folder in it, that holds bpf_kmesh_workload/ or bpf_kmesh/';
  return new KernelError(hasBpffs ? 'NOT_PINNED' : 'NO_BPFFS', {
    attempt: 'find pinned maps',
    reason: `nothing at any place searched\n${places}`,
    hint,
  });
}
