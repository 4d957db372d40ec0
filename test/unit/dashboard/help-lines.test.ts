import { describe, expect, it } from 'vitest';
import { helpLines } from '../../../src/dashboard/help-lines.ts';
import { keyTable } from '../../../src/dashboard/keys.ts';
import { lineWidth } from '../../../src/dashboard/text.ts';
import { lineText } from './scene.ts';

/** The texts of a column of the help, the broken ones in one piece. */
function columnText(width: number, from: number, to: number): string {
  const lines = helpLines(width).map((line) => lineText(line).slice(from, to).trim());
  return lines.join(' ').replace(/ +/g, ' ');
}

describe('the help', () => {
  it.each([58, 78, 111])('is one column at %i columns, with each key', (width) => {
    const text = columnText(width, 0, width);
    for (const { label, help } of keyTable) expect(text).toContain(`${label} ${help}`);
  });

  it.each([112, 118, 158, 198])('is two columns at %i columns, with each key', (width) => {
    const half = Math.floor(width / 2);
    const text = `${columnText(width, 0, half)} ${columnText(width, half, width)}`;
    for (const { label, help } of keyTable) expect(text).toContain(`${label} ${help}`);
    expect(helpLines(width).length).toBeLessThan(helpLines(111).length);
  });

  it.each([58, 78, 111, 112, 118, 198])('has no line wider than its %i columns', (width) => {
    expect(Math.max(...helpLines(width).map(lineWidth))).toBeLessThanOrEqual(width);
  });
});
