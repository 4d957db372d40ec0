import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/raw/problem.ts';
import type { Column } from '../../../src/view/column.ts';
import { parseFilter } from '../../../src/view/filter.ts';

type Item = readonly [name: string, verdict: string];
const columns: readonly Column<Item>[] = [
  { header: 'NAME', priority: 1, cell: ([name]) => name },
  { header: 'VERDICT', priority: 1, cell: ([, verdict]) => verdict },
];
const items: readonly Item[] = [
  ['default/web', 'endpoint'],
  ['default/db', 'fallthrough'],
  ['kube-system/Web two', '-'],
];

describe('parseFilter', () => {
  const rows: readonly (readonly [expression: string, shown: readonly number[]])[] = [
    ['', [0, 1, 2]],
    ['web', [0, 2]],
    ['WEB endpoint', [0]],
    ['verdict=endpoint', [0]],
    ['VERDICT=ENDPOINT', [0]],
    ['verdict!=endpoint', [1, 2]],
    ['verdict=-', [2]],
    ['name~^default/', [0, 1]],
    ['name~d[be]', [0, 1]],
    ['name="kube-system/web two"', [2]],
    ['"web two"', [2]],
    ['verdict=', []],
    ['name=default/web verdict=fallthrough', []],
  ];
  it.each(rows)('%s', (expression, shown) => {
    const filter = parseFilter(expression, columns);
    expect(items.flatMap((item, index) => (filter(item) ? [index] : []))).toEqual(shown);
  });

  const bad: readonly (readonly [expression: string, message: RegExp])[] = [
    ['web colour=red', /character 5: no column colour/],
    ['name~(', /character 6: invalid regular expression/],
    ['name="x', /character 6: a quote is not closed/],
  ];
  it.each(bad)('%s is refused with its place', (expression, message) => {
    expect(() => parseFilter(expression, columns)).toThrow(UsageError);
    expect(() => parseFilter(expression, columns)).toThrow(message);
  });

  it('any expression filters or is refused as wrong use', () => {
    fc.assert(
      fc.property(fc.string(), (expression) => {
        try {
          for (const item of items) parseFilter(expression, columns)(item);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
    );
  });
});
