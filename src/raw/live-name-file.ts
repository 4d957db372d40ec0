// The daemon's name file on the live node. On a full node it has megabytes, and hardly ever changes: it is
// read again only when it was written.
import { statSync } from 'node:fs';
import { readTextFile, unlessGone } from '../kernel/files.ts';
import type { RawNameFile } from './node-source.ts';

/** What tells the state of a file that was read from a later one. */
const versions = new WeakMap<RawNameFile, string>();
/** A file that was written this short a time ago may be written again without its time being another. */
const unsettledMs = 1000;

/** The file, or null where there is none; `before` itself, if that was read of it and it was not written since. */
export function readNameFile(path: string, before?: RawNameFile): RawNameFile | null {
  const version = unlessGone(() => versionOf(path));
  if (before !== undefined && version !== null && versions.get(before) === version) return before;
  const text = readTextFile(path);
  // The daemon truncates the file before it writes it anew: an empty one says nothing.
  if (text === null || text === '') return null;
  const file = { path, text };
  if (version !== null) versions.set(file, version);
  return file;
}

/** Null for a file that was only just written. */
function versionOf(path: string): string | null {
  const { dev, ino, size, mtimeMs, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  if (Date.now() - Number(mtimeMs) < unsettledMs) return null;
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}
