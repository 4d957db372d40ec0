// The program itself, as a user runs it.
import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { findPackageFile } from '../../src/kernel/package-file.ts';
import { expectPromised } from './json-schema.ts';

export interface RunResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs dist/src/main.js with these arguments. Throws when it is not built. */
export function runKmscope(args: readonly string[], options: SpawnSyncOptions = {}): RunResult {
  const main = findPackageFile('dist/src/main.js');
  if (main === undefined) throw new Error('dist/src/main.js is not built: npm run build');
  const result = spawnSync(process.execPath, [main, ...args], {
    maxBuffer: 256 << 20,
    ...options,
    encoding: 'utf8',
  });
  expectPromised(args, result.stdout);
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
}
