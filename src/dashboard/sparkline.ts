// A row of bars, one character for each number.
import type { Glyphs } from './glyphs.ts';

/** The numbers from the least to the greatest of them; level where they are all the same. */
export function sparkline(values: readonly number[], { sparks }: Glyphs): string {
  const least = Math.min(...values);
  const span = Math.max(...values) - least;
  return values
    .map((value) => {
      const level = span === 0 ? 0 : (value - least) / span;
      return sparks[Math.round(level * (sparks.length - 1))] ?? '';
    })
    .join('');
}

/** The numbers from 0 to the greatest of them. */
export function sparklineFromZero(values: readonly number[], glyphs: Glyphs): string {
  return sparkline([0, ...values], glyphs).slice(1);
}
