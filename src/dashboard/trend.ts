// The last minutes in numbers: connections that came, verdicts, entries of each map, and what kmscope
// itself takes. One sample for each reading, bounded.
import type { Verdict } from '../explain/explanation.ts';
import type { Model } from './model.ts';
import { countVerdicts } from './verdict-words.ts';

export interface Sample {
  /** ms since the epoch. */
  readonly at: number;
  /** New connections a second since the reading before; null where they cannot be told. */
  readonly openedPerSecond: number | null;
  readonly closedPerSecond: number | null;
  readonly verdicts: ReadonlyMap<Verdict, number>;
}

export interface Trend {
  /** Oldest first. */
  readonly samples: readonly Sample[];
  /** Numbers of entries by map, oldest first. */
  readonly entries: ReadonlyMap<string, readonly number[]>;
}

export const emptyTrend: Trend = Object.freeze({ samples: [], entries: new Map() });

/** At 2 s, eight minutes. */
const keptSamples = 240;

/** The trend with one more reading. */
export function addSample(trend: Trend, model: Model): Trend {
  const { changes, connections, takenAt, snapshot } = model;
  const at = takenAt.getTime();
  const before = trend.samples.at(-1);
  const seconds = before === undefined ? 0 : (at - before.at) / 1000;
  const isKnown = seconds > 0 && changes.isKnown;
  const rate = (count: number) => (isKnown ? count / seconds : null);
  const sample: Sample = {
    at,
    openedPerSecond: rate(changes.opened.length),
    closedPerSecond: rate(changes.closed.length),
    verdicts: countVerdicts(connections.map(({ verdict }) => verdict)),
  };
  const entries = new Map<string, readonly number[]>();
  for (const { name } of snapshot.mapSet.maps) {
    const count = snapshot.countEntries(name);
    if (count === null) continue;
    entries.set(name, [...(trend.entries.get(name) ?? []), count].slice(-keptSamples));
  }
  return { samples: [...trend.samples, sample].slice(-keptSamples), entries };
}
