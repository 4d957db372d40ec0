// What --file names: a dump, or a folder of map dumps. No more is read than a dump may have: a path may as
// well be /dev/zero.
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describeErrno, KernelError } from '../kernel/kernel-error.ts';
import type { NodeSource } from '../raw/node-source.ts';
import { UsageError } from '../raw/problem.ts';
import { defaultDumpLimit, largestDumpLimit, tooLarge } from '../snapshot/dump-file.ts';
import type { MapFile, MapFiles } from '../snapshot/map-files.ts';

const pieceSize = 1 << 20;

type Env = Readonly<Record<string, string | undefined>>;

/** Reads what `path` names, and gives what opens it as a node. Throws as readDump does. */
export async function prepareRecording(path: string, env: Env): Promise<() => NodeSource> {
  const limit = dumpLimit(env);
  const found =
    path === '-' ? undefined : attempt(path, () => statSync(path, { throwIfNoEntry: false }));
  if (found?.isDirectory() === true) {
    const files = readFolder(path, limit);
    return openFiles({ path, files, takenAt: found.mtime, limit });
  }
  const bytes = readDump(path, limit);
  // bpftool prints a list, a dump is an object.
  if (/^\s*\[/.test(bytes.toString('latin1', 0, 64))) {
    const files = [{ name: basename(path), bytes }];
    return openFiles({ path, files, takenAt: found?.mtime ?? new Date(), limit });
  }
  const { openRecordedNode } = await import('../snapshot/recorded-source.ts');
  return () => openRecordedNode(path, bytes, limit);
}

async function openFiles(files: MapFiles): Promise<() => NodeSource> {
  const { openMapFiles } = await import('../snapshot/map-files.ts');
  return () => openMapFiles(files);
}

/** The files of a folder that may be map dumps, or the names of ids. */
function readFolder(path: string, limit: number): MapFile[] {
  let left = limit;
  const all = attempt(path, () => readdirSync(path));
  const names = all.filter((name) => /\.json(\.gz)?$|hash_name\.yaml$/.test(name));
  return names.sort().map((name) => {
    const bytes = readDump(join(path, name), left);
    left -= bytes.length;
    return { name, bytes };
  });
}

/** The bytes of the file; `-` is stdin. Throws UsageError or KernelError where they cannot be had. */
export function readDump(path: string, limit: number): Buffer {
  const pieces: Buffer[] = [];
  let length = 0;
  attempt(path, () => {
    const file = path === '-' ? 0 : openSync(path, 'r');
    try {
      for (let got = pieceSize; got > 0 && length <= limit; length += got) {
        const piece = Buffer.allocUnsafe(pieceSize);
        got = readSync(file, piece);
        pieces.push(piece.subarray(0, got));
      }
    } finally {
      if (path !== '-') closeSync(file);
    }
  });
  if (length > limit) throw tooLarge(path, limit);
  return Buffer.concat(pieces, length);
}

/** Bytes that a dump may have, as KMSCOPE_DUMP_LIMIT_MIB says, or the limit of every day. */
export function dumpLimit(env: Env): number {
  const text = env['KMSCOPE_DUMP_LIMIT_MIB'];
  if (text === undefined || text === '') return defaultDumpLimit;
  const bytes = Number(text) * (1 << 20);
  if (bytes >= 1 && bytes <= largestDumpLimit) return bytes;
  const most = Math.floor(largestDumpLimit / (1 << 20));
  throw new UsageError(`KMSCOPE_DUMP_LIMIT_MIB=${text} is no number from 1 to ${most}`);
}

/** What the file system refuses, in our words. */
function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw toReadableError(path, error as NodeJS.ErrnoException);
  }
}

function toReadableError(path: string, error: NodeJS.ErrnoException): Error {
  const { code, errno = 0, message } = error;
  const what = `read the dump ${path}`;
  if (code === 'EACCES' || code === 'EPERM') {
    const details = { attempt: what, errno: -errno, syscall: 'open', path, cause: error };
    return new KernelError('NO_PERMISSION', { ...details, hint: 'read it as its owner or root' });
  }
  const why = code === undefined ? message : describeErrno(-errno);
  return new UsageError(`cannot ${what}: ${why}`, null, { cause: error });
}
