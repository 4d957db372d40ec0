import { describe, expect, it } from 'vitest';
import { daemonWord, toDaemonOption } from '../../../src/cli/daemon-option.ts';
import { UsageError } from '../../../src/raw/problem.ts';

describe('--daemon', () => {
  it.each([
    ['127.0.0.1:15200', { host: '127.0.0.1', port: 15200 }],
    ['localhost:1', { host: 'localhost', port: 1 }],
    ['[::1]:65535', { host: '::1', port: 65535 }],
  ])('%s', (word, expected) => {
    const option = toDaemonOption(word, null);
    expect(option).toEqual(expected);
    expect(daemonWord(expected)).toBe(word);
  });

  it('auto, and not given', () => {
    expect(toDaemonOption('auto', null)).toBe('auto');
    expect(daemonWord('auto')).toBe('auto');
    expect(toDaemonOption(null, 'node.json')).toBeNull();
  });

  it.each([
    '',
    ':15200',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:0',
    'h:65536',
    '::1:15200',
    'http://h:1',
    'h:1/x',
    'a b:1',
  ])('%o is none', (word) => {
    expect(() => toDaemonOption(word, null)).toThrow(UsageError);
  });

  it('is not for a dump', () => {
    expect(() => toDaemonOption('auto', 'node.json')).toThrow('--daemon is for the live node');
  });
});
