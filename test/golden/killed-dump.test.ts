// Whenever the writing of a dump is killed, the file under its name is the old one or the new one, whole.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { findPackageFile } from '../../src/kernel/package-file.ts';

const writer = fileURLToPath(new URL('../support/slow-writer.mjs', import.meta.url));
const pieces = 30;
const folder = mkdtempSync(join(tmpdir(), 'kmscope-killed-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the writer and kills it before its piece `last`; whether it was killed. */
async function writeUntil(path: string, last: number): Promise<boolean> {
  const built = findPackageFile('dist/src/cli/write-file.js');
  if (built === undefined) throw new Error('dist is not built: npm run build');
  const child = spawn(process.execPath, [writer, built, path, String(pieces)]);
  let said = '';
  child.stdout.on('data', (data) => {
    said += data;
    if (said.split('\n').length > last) child.kill('SIGKILL');
  });
  const signal = await new Promise((resolve) => child.on('close', (_, name) => resolve(name)));
  return signal === 'SIGKILL';
}

describe.each(['node.json', 'node.json.gz'])('%s', (name) => {
  it('is never there in part, killed at 25 moments', async () => {
    const path = join(folder, name);
    const old = Buffer.from('old');
    const states = { old: 0, new: 0, left: 0 };
    for (let run = 0; run < 25; run++) {
      writeFileSync(path, old, { mode: 0o600 });
      // Random, but with the first and the last moments among them.
      const last = run < 3 ? run * pieces : 1 + Math.floor(Math.random() * (pieces + 1));
      const isKilled = await writeUntil(path, last);
      const now = readFileSync(path);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      if (now.equals(old)) {
        expect(isKilled).toBe(true);
        states.old++;
      } else {
        const text = (name.endsWith('.gz') ? gunzipSync(now) : now).toString();
        expect(JSON.parse(text).pieces).toHaveLength(pieces);
        states.new++;
      }
      const left = readdirSync(folder).filter((file) => file.endsWith('.tmp'));
      states.left += left.length;
      for (const file of left) rmSync(join(folder, file));
    }
    // Else no kill came while it was written, or all did.
    expect(states.left).toBeGreaterThan(0);
    expect(states.old).toBeGreaterThan(0);
    expect(states.new).toBeGreaterThan(0);
  }, 60_000);
});
