import { describe, expect, it } from 'vitest';
import { formatAge, formatShare } from '../../../src/view/format.ts';

describe('formatShare', () => {
  it.each([
    [0, '0%'],
    [1, '100%'],
    [1 / 3, '33.3%'],
    [0.00001, '<0.1%'],
    [0.999, '99.9%'],
    [0.99999, '>99.9%'],
  ])('%f is %s', (share, text) => expect(formatShare(share)).toBe(text));
});

describe('formatAge', () => {
  it.each([
    [0, '0ms'],
    [999, '999ms'],
    [59_999, '59s'],
    [252_000, '4m12s'],
    [3_600_000, '1h0m'],
    [90_000_000, '1d1h'],
  ])('%i is %s', (ms, text) => expect(formatAge(ms)).toBe(text));
});
