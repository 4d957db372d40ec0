// The help: what each key does and what the signs mean, in two columns where both can be read.
import { keyTable } from './keys.ts';
import { beside, type Line, span, wrap } from './text.ts';
import { signLegend } from './verdict-words.ts';

const labelColumns = 16;
/** Narrower, most texts would be broken, and two columns save nothing. */
const leastColumn = 56;

/** The lines, none wider than `width`. */
export function helpLines(width: number): Line[] {
  const half = Math.floor(width / 2);
  const lines = half < leastColumn ? keyLines(width).flat() : twoColumns(keyLines(half), half);
  const legend = wrap(signLegend, width - 3).map((part): Line => [span(' '), span(part, 'dim')]);
  return [...lines, [], ...legend];
}

/** For each key its lines. */
function keyLines(width: number): Line[][] {
  return keyTable.map(({ label, help }) =>
    wrap(help, width - labelColumns - 2).map(
      (part, index): Line => [
        span(` ${(index === 0 ? label : '').padEnd(labelColumns - 1)}`, 'strong'),
        span(part),
      ],
    ),
  );
}

/** Read downwards; the left column is the longer one, and no key is torn apart. */
function twoColumns(keys: readonly Line[][], width: number): Line[] {
  const half = Math.ceil(keys.flat().length / 2);
  const left: Line[] = [];
  let count = 0;
  for (const lines of keys) {
    if (left.length >= half) break;
    left.push(...lines);
    count++;
  }
  return beside(left, keys.slice(count).flat(), width);
}
