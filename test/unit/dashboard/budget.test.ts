import { describe, expect, it } from 'vitest';
import { budgetedInterval, longestIntervalMs } from '../../../src/dashboard/budget.ts';

describe('the interval', () => {
  const at = (costsMs: readonly number[], wishedMs = 2000, budgetPercent = 3) =>
    budgetedInterval({ wishedMs, costsMs, budgetPercent });

  it.each([
    [[], 2000],
    [[60], 2000],
    [[90], 3000],
    [[200], 6667],
    [[10, 10, 900], 2000],
    [[900, 10, 10, 10], 2000],
    [[300, 300, 300], 10_000],
    [[1e9], longestIntervalMs],
  ])('after cycles of %j ms is %i ms', (costs, expected) => {
    expect(at(costs)).toBe(expected);
  });

  it('is never shorter than asked for, and follows the budget', () => {
    expect(at([600], 30_000)).toBe(30_000);
    expect(at([600], 500, 50)).toBe(1200);
  });
});
