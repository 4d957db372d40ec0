import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWhole } from '../../../src/cli/write-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kmscope-write-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function* failing(): Generator<string> {
  yield 'half';
  throw new RangeError('the map is gone');
}

describe('writeWhole', () => {
  it('writes for the owner alone', async () => {
    const path = join(folder, 'a.json');
    await writeWhole(path, ['{', Buffer.from('}')]);
    expect(readFileSync(path, 'utf8')).toBe('{}');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('packs what ends in .gz', async () => {
    const path = join(folder, 'a.json.gz');
    await writeWhole(path, ['{}']);
    expect(gunzipSync(readFileSync(path)).toString()).toBe('{}');
  });

  it('leaves the old file, and nothing else, when it fails half-way', async () => {
    const path = join(folder, 'a.json');
    writeFileSync(path, 'old');
    await expect(writeWhole(path, failing())).rejects.toThrow('the map is gone');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('says what is wrong with the place', async () => {
    await expect(writeWhole(join(folder, 'no/a.json'), [''])).rejects.toThrow(/ENOENT/);
    await expect(writeWhole(folder, [''])).rejects.toThrow(
      /cannot write .*EISDIR|ENOTEMPTY|EEXIST/,
    );
  });
});
