// How far a count of random draws may be from what is expected.

/** Whether a count of `n` draws is within five standard deviations and 2 of what is expected. */
export function isWithin(count: number, expected: number, n: number): boolean {
  const deviation = Math.sqrt(Math.max(0, expected * (1 - expected / n)));
  return Math.abs(count - expected) <= 5 * deviation + 2;
}
