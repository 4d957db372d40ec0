// How often the node is read: as often as was asked for, unless that would take more of a core than the
// budget allows.

/** Cycles whose cost counts: one that is dear by chance does not. */
const countedCycles = 3;
export const longestIntervalMs = 60_000;

export interface BudgetWish {
  readonly wishedMs: number;
  /** CPU time of the last cycles, reading and drawing, ms; oldest first. */
  readonly costsMs: readonly number[];
  /** Percent of one core. */
  readonly budgetPercent: number;
}

/** The time from one reading to the next, ms. */
export function budgetedInterval({ wishedMs, costsMs, budgetPercent }: BudgetWish): number {
  const counted = costsMs.slice(-countedCycles).sort((a, b) => a - b);
  const cost = counted[Math.floor((counted.length - 1) / 2)] ?? 0;
  const leastMs = (cost * 100) / budgetPercent;
  return Math.max(wishedMs, Math.min(longestIntervalMs, Math.round(leastMs)));
}
