import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeBlessed, escapeTerminal } from '../../../src/view/escape.ts';

describe('escapeTerminal', () => {
  const rows: readonly (readonly [name: string, text: string, escaped: string])[] = [
    ['plain text stays', 'default/netutils', 'default/netutils'],
    ['letters of other scripts stay', 'naïve-服务', 'naïve-服务'],
    ['an escape sequence', '\u001b[2J', '\\x1b[2J'],
    ['a line break', 'a\nb\r', 'a\\x0ab\\x0d'],
    ['a C1 control', '\u009b1m', '\\x9b1m'],
    ['DEL', '\u007f', '\\x7f'],
    ['a mark that reverses reading order', 'a\u202eb', 'a\\u{202e}b'],
    ['a line separator', '\u2028', '\\u{2028}'],
    ['half a surrogate pair', '\ud83d', '\\u{d83d}'],
    ['a whole surrogate pair stays', '😀', '😀'],
  ];
  it.each(rows)('%s', (_name, text, escaped) => expect(escapeTerminal(text)).toBe(escaped));

  it('leaves no control character of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
        expect(escapeTerminal(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      }),
    );
  });
});

describe('escapeBlessed', () => {
  it('leaves no tag', () => {
    expect(escapeBlessed('{red-fg}x{/}')).toBe('{open}red-fg{close}x{open}/{close}');
  });
});
