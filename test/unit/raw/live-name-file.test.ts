import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readNameFile } from '../../../src/raw/live-name-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmscope-names-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'hash_name.yaml');

/** Writes the file, as long ago as it says. */
function write(text: string, agoS: number): void {
  writeFileSync(path, text);
  const then = Date.now() / 1000 - agoS;
  utimesSync(path, then, then);
}

it('is none where there is no file, or an empty one', () => {
  expect(readNameFile(join(folder, 'nothing'))).toBeNull();
  write('', 100);
  expect(readNameFile(path)).toBeNull();
});

it('is the same object until the file is written, also with as many bytes', () => {
  write('a: 1\n', 100);
  const first = readNameFile(path);
  expect(first).toEqual({ path, text: 'a: 1\n' });
  expect(readNameFile(path, first ?? undefined)).toBe(first);
  write('b: 2\n', 100);
  expect(readNameFile(path, first ?? undefined)).toEqual({ path, text: 'b: 2\n' });
  write('', 100);
  expect(readNameFile(path, first ?? undefined)).toBeNull();
});

it('is read again while the file was only just written: the clock may not tell two writes apart', () => {
  write('a: 1\n', 0);
  const first = readNameFile(path) ?? undefined;
  const second = readNameFile(path, first);
  expect(second).toEqual(first);
  expect(second).not.toBe(first);
});
