import { describe, expect, it } from 'vitest';
import { printable } from '../../../src/dashboard/labels.ts';
import {
  fitLeft,
  fitLine,
  lineWidth,
  oneLine,
  span,
  truncate,
  truncateMiddle,
  wrap,
} from '../../../src/dashboard/text.ts';

describe('fitting', () => {
  it.each([
    ['abc', 5, 'abc  '],
    ['abcdef', 4, 'abc…'],
    ['abc', 3, 'abc'],
    ['abc', 0, ''],
    ['日本語', 6, '日本語'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日… '],
  ])('%s in %i columns is %j', (text, width, expected) => {
    expect(fitLeft(text, width)).toBe(expected);
  });

  it('cuts names in the middle, where they differ least', () => {
    expect(truncateMiddle('fortio-v1-6d4f8b9c7-x2x4z', 15)).toBe('fortio-v…-x2x4z');
    expect(truncateMiddle('short', 15)).toBe('short');
    expect(truncateMiddle('abcdef', 1)).toBe('…');
  });

  it('uses the sign it is given where it cuts', () => {
    expect(truncate('abcdef', 4, '~')).toBe('abc~');
  });

  it('fills and cuts lines', () => {
    const line = [span('ab', 'good'), span('cdef', 'bad')];
    expect(fitLine(line, 4)).toEqual([span('ab', 'good'), span('c…', 'bad')]);
    expect(lineWidth(fitLine(line, 9))).toBe(9);
    expect(lineWidth(fitLine([], 3))).toBe(3);
  });

  it('breaks text at spaces, and words that are too long', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrap('one two', 5, '  ')).toEqual(['one', '  two']);
    expect(wrap('abcdefghij k', 5)).toEqual(['abcde', 'fghij', 'k']);
    expect(wrap('', 5)).toEqual(['']);
    expect(wrap('one\n  two three', 8)).toEqual(['one', 'two', 'three']);
    expect(wrap('one\n  two three', 7, '  ')).toEqual(['one', 'two', '  three']);
  });

  it('keeps the lines that a text has itself apart, unless there is room for one alone', () => {
    expect(wrap('one two\nthree four five', 10, '> ')).toEqual(['one two', 'three four', '> five']);
    expect(oneLine('nothing there\n  /a: no\n  /b: no')).toBe('nothing there; /a: no; /b: no');
  });
});

describe('foreign text', () => {
  it.each([
    ['default/fortio', 'default/fortio'],
    ['a\u001b[31mb', 'a\\x1b[31mb'],
    ['a\u009bb', 'a\\x9bb'],
    ['{red-fg}x{/}', '{red-fg}x{/}'],
    ['a\u202eb', 'a\\u{202e}b'],
    ['e\u0301', 'é'],
    ['x\u0301', 'x\\u{301}'],
    ['\u{1f600}', '\\u{1f600}'],
    ['日本', '日本'],
  ])('%j is drawn as %s', (text, expected) => {
    expect(printable(text)).toBe(expected);
  });
});
