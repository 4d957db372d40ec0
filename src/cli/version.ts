// The program's version, from the package that it ships in.
import { readFileSync } from 'node:fs';
import { findPackageFile } from '../kernel/package-file.ts';

/** For example `0.1.0`. */
export function readVersion(): string {
  const path = findPackageFile('package.json');
  if (path === undefined) throw new Error('package.json is not beside the program');
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return version;
}
