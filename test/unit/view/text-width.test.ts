import { describe, expect, it } from 'vitest';
import { cutText, padText, textWidth } from '../../../src/view/text-width.ts';

describe('textWidth', () => {
  const rows: readonly (readonly [text: string, width: number])[] = [
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['服务', 4],
    ['ｱ', 1],
    ['Ａ', 2],
    ['😀', 2],
    ['a\u200db', 2],
  ];
  it.each(rows)('of %j is %i', (text, width) => expect(textWidth(text)).toBe(width));
});

describe('padText', () => {
  it('pads by cells, not by characters', () => {
    expect(padText('服', 4, 'left')).toBe('服  ');
    expect(padText('7', 3, 'right')).toBe('  7');
    expect(padText('long', 2, 'left')).toBe('long');
  });
});

describe('cutText', () => {
  it('marks what is missing', () => {
    expect(cutText('abcdef', 4)).toBe('abc~');
    expect(cutText('abcd', 4)).toBe('abcd');
    expect(cutText('服务器', 4)).toBe('服~');
    expect(cutText('abc', 0)).toBe('');
  });
});
