import { describe, expect, it } from 'vitest';
import type { Column } from '../../../src/view/column.ts';
import { sortByColumns, sortItems } from '../../../src/view/sort.ts';

interface Item {
  readonly name: string;
  readonly age: number | null;
}
const columns: readonly Column<Item>[] = [
  { header: 'NAME', priority: 1, cell: (item) => item.name },
  { header: 'AGE', priority: 1, cell: (item) => `${item.age}s`, order: (item) => item.age },
];
const items: readonly Item[] = [
  { name: 'pod-10', age: 9 },
  { name: 'pod-9', age: null },
  { name: '-', age: 100 },
];
const names = (sorted: readonly Item[]) => sorted.map(({ name }) => name);

describe('sortItems', () => {
  it('reads numbers within names', () => {
    expect(names(sortItems(items, 'name', columns))).toEqual(['pod-9', 'pod-10', '-']);
  });
  it('descends, what is absent still last', () => {
    expect(names(sortItems(items, '-name', columns))).toEqual(['pod-10', 'pod-9', '-']);
    expect(names(sortItems(items, '-age', columns))).toEqual(['-', 'pod-10', 'pod-9']);
  });
  it('sorts by the value, not by its text', () => {
    expect(names(sortItems(items, 'AGE', columns))).toEqual(['pod-10', '-', 'pod-9']);
  });
  it('refuses a column that is not there, and lists those that are', () => {
    expect(() => sortItems(items, '-size', columns)).toThrow(
      expect.objectContaining({
        message: 'no column size to sort by',
        hint: 'columns are: name, age',
      }),
    );
  });
});

describe('sortByColumns', () => {
  it('sorts by the first column first', () => {
    const same = [
      { name: 'b', age: 1 },
      { name: 'a', age: 2 },
      { name: 'a', age: 1 },
    ];
    expect(sortByColumns(same, columns)).toEqual([same[2], same[1], same[0]]);
  });
});
