// What --file names: a dump, or a folder of map dumps.
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { NodeSource } from '../raw/node-source.ts';
import { UsageError } from '../raw/problem.ts';
import { defaultDumpLimit, largestDumpLimit, tooLarge } from '../snapshot/dump-file.ts';
import type { MapFile, MapFiles } from '../snapshot/map-files.ts';
import { attemptRead, readFile } from './read-file.ts';

const what = 'the dump';

type Env = Readonly<Record<string, string | undefined>>;

/** Reads what `path` names, and gives what opens it as a node. Throws as readDump does. */
export async function prepareRecording(path: string, env: Env): Promise<() => NodeSource> {
  const limit = dumpLimit(env);
  const found =
    path === '-'
      ? undefined
      : attemptRead(what, path, () => statSync(path, { throwIfNoEntry: false }));
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
  const all = attemptRead(what, path, () => readdirSync(path));
  const names = all.filter((name) => /\.json(\.gz)?$|hash_name\.yaml$/.test(name));
  return names.sort().map((name) => {
    const bytes = readDump(join(path, name), left);
    left -= bytes.length;
    return { name, bytes };
  });
}

/** The bytes of the file; `-` is stdin. Throws UsageError or KernelError where they cannot be had. */
export function readDump(path: string, limit: number): Buffer {
  const bytes = readFile(path, what, limit);
  if (bytes === null) throw tooLarge(path, limit);
  return bytes;
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
