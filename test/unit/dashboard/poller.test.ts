import { describe, expect, it } from 'vitest';
import { nextDelayMs } from '../../../src/dashboard/poller.ts';

describe('the time to the next read', () => {
  it.each([
    ['is the interval', 2000, 10, 0, 2000],
    ['grows when reading is slow', 2000, 4000, 0, 12_000],
    ['doubles with each failure', 1000, 0, 1, 2000],
    ['doubles again', 1000, 0, 3, 8000],
    ['ends at half a minute', 2000, 0, 100, 30_000],
  ])('%s', (_, intervalMs, tookMs, failures, expected) => {
    expect(nextDelayMs(intervalMs, tookMs, failures)).toBe(expected);
  });
});
