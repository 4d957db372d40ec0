// The readings of the last minutes, newest last, within a bound of memory.

export interface Moment<T> {
  /** When it was read, ms since the epoch. */
  readonly at: number;
  readonly reading: T;
  /** What it holds that the reading before does not, bytes. */
  readonly bytes: number;
}

export type History<T> = readonly Moment<T>[];

export interface HistoryBound {
  readonly bytes: number;
  readonly ageMs: number;
}

/** What is kept: enough for ten minutes, in memory that nobody misses. */
export const historyBound: HistoryBound = Object.freeze({ bytes: 48 << 20, ageMs: 10 * 60_000 });

/** The history with one more moment; the oldest go where the bound asks for it, the newest never. */
export function addMoment<T>(
  history: History<T>,
  moment: Moment<T>,
  bound: HistoryBound = historyBound,
): History<T> {
  const all = [...history, moment];
  let bytes = all.reduce((sum, kept) => sum + kept.bytes, 0);
  let first = 0;
  for (const kept of all.slice(0, -1)) {
    if (bytes <= bound.bytes && moment.at - kept.at <= bound.ageMs) break;
    bytes -= kept.bytes;
    first++;
  }
  return all.slice(first);
}

/** The moment at that time, or the newest; undefined where it is gone. */
export function findMoment<T>(history: History<T>, at: number | null): Moment<T> | undefined {
  return at === null ? history.at(-1) : history.find((moment) => moment.at === at);
}

/** The newest moment that is at least `ageMs` older than `at`, else the oldest. */
export function findEarlier<T>(
  history: History<T>,
  at: number,
  ageMs: number,
): Moment<T> | undefined {
  return history.findLast((moment) => at - moment.at >= ageMs) ?? history[0];
}
