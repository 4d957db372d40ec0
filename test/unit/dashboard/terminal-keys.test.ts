import { PassThrough } from 'node:stream';
import blessed from 'blessed';
import { afterEach, describe, expect, it } from 'vitest';
import { findAction } from '../../../src/dashboard/keys.ts';
import { toKeys } from '../../../src/dashboard/terminal-keys.ts';
import type { Key } from '../../../src/dashboard/text-input.ts';

let programs: { destroy(): void }[] = [];

afterEach(() => {
  for (const program of programs) program.destroy();
  programs = [];
});

/** The keys that the bytes are, when they come at once. */
async function keysOf(bytes: string): Promise<Key[]> {
  const input = new PassThrough();
  const options = { input, output: new PassThrough(), terminal: 'xterm-256color' };
  const program = blessed.program(options as unknown as Parameters<typeof blessed.program>[0]);
  programs.push(program as unknown as { destroy(): void });
  const keys: Key[] = [];
  program.on('keypress', (text, key) => keys.push(...toKeys(text, key)));
  input.write(bytes);
  await new Promise((resolve) => setImmediate(resolve));
  return keys;
}

describe('keys that come at once', () => {
  it.each([
    ['[[]]pp', ['[', '[', ']', ']', 'p', 'p']],
    ['p\u001b\u001b', ['p', 'M-escape']],
    ['\u001bp', ['escape', 'p']],
    ['p\u001bp\u001b', ['p', 'escape', 'p', 'escape']],
    ['\u001b ', ['escape', 'space']],
    ['\u001bS', ['escape', 'S']],
    ['\u001b7', ['escape', '7']],
    ['\u001b[A\u001b[6~', ['up', 'pagedown']],
    ['\r\n\t\u001b[Z', ['enter', 'linefeed', 'tab', 'S-tab']],
    ['\u0003\u001a', ['C-c', 'C-z']],
    ['S', ['S-s']],
  ])('%j are %j', async (bytes, names) => {
    const keys = await keysOf(bytes);
    expect(keys.map(({ name }) => name)).toEqual(names);
    expect(names.filter((name) => findAction(name) === undefined)).toEqual([]);
  });

  it('are the text that they type', async () => {
    const keys = await keysOf('aé\u001bS 日\u001b[A');
    expect(keys.map(({ text }) => text)).toEqual(['a', 'é', '', 'S', ' ', '日', '']);
  });
});
