import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addMoment,
  findEarlier,
  findMoment,
  type History,
} from '../../../src/dashboard/history.ts';

const moment = (at: number, bytes = 10) => ({ at, reading: `r${at}`, bytes });
const all = (...moments: ReturnType<typeof moment>[]): History<string> => moments;

describe('the history', () => {
  const bound = { bytes: 25, ageMs: 100 };
  it('lets the oldest go where memory or age ask for it', () => {
    expect(addMoment(all(moment(1), moment(2)), moment(3), bound).map(({ at }) => at)).toEqual([
      2, 3,
    ]);
    expect(addMoment(all(moment(1, 1), moment(90, 1)), moment(150, 1), bound)).toHaveLength(2);
  });

  it('never lets the newest go, however large', () => {
    expect(addMoment(all(moment(1)), moment(2, 1000), bound).map(({ at }) => at)).toEqual([2]);
  });

  it('stays within its bounds, newest last', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(sizes, (bytes) => {
        let history: History<string> = [];
        for (const [at, size] of bytes.entries())
          history = addMoment(history, moment(at, size), bound);
        const sum = history.reduce((total, kept) => total + kept.bytes, 0);
        expect(history.at(-1)?.at).toBe(bytes.length - 1);
        expect(sum <= bound.bytes || history.length === 1).toBe(true);
      }),
    );
  });

  it('finds a moment by its time, the newest, and the one of long enough ago', () => {
    const history = all(moment(10), moment(20), moment(50));
    expect(findMoment(history, 20)?.reading).toBe('r20');
    expect(findMoment(history, null)?.reading).toBe('r50');
    expect(findMoment(history, 11)).toBeUndefined();
    expect(findEarlier(history, 50, 30)?.reading).toBe('r20');
    expect(findEarlier(history, 50, 45)?.reading).toBe('r10');
    expect(findEarlier([], 50, 30)).toBeUndefined();
  });
});
