import { describe, expect, it } from 'vitest';
import type { Column } from '../../../src/view/column.ts';
import { colourStyle } from '../../../src/view/style.ts';
import { renderTable } from '../../../src/view/table.ts';

interface Item {
  readonly name: string;
  readonly size: number;
}

const columns: readonly Column<Item>[] = [
  { header: 'NAME', priority: 1, cell: (item) => item.name },
  { header: 'SIZE', priority: 1, align: 'right', cell: (item) => String(item.size) },
  { header: 'NOTE', priority: 2, isWide: true, cell: (item) => (item.size > 9 ? 'big' : '') },
];
const items = [
  { name: 'a', size: 5 },
  { name: '服务', size: 12 },
];

describe('renderTable', () => {
  it('aligns by terminal cells', () => {
    expect(renderTable(columns, items)).toEqual(['NAME   SIZE', 'a         5', '服务     12']);
  });

  it('leaves no space at the end of a line', () => {
    const lines = renderTable(columns, items, { isWide: true });
    expect(lines.filter((line) => line.endsWith(' '))).toEqual([]);
    expect(lines[2]).toBe('服务     12   big');
  });

  it('prints nothing for nothing', () => expect(renderTable(columns, [])).toEqual([]));

  it('prints no headers when told so', () => {
    expect(renderTable(columns, items, { hasHeaders: false })[0]).toBe('a       5');
  });

  it('escapes what comes from outside, in cells and details', () => {
    const item = { name: 'a\u001b[2Jb', size: 1 };
    const lines = renderTable(columns, [item], { details: () => ['\u001bc'] });
    expect(lines.join('')).not.toContain('\u001b');
  });

  it('colours without moving a column', () => {
    const toned = columns.map((column) => ({ ...column, tone: () => 'bad' as const }));
    const lines = renderTable(toned, items, { style: colourStyle });
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
    const strip = (line: string) => line.replace(escapes, '').trimEnd();
    expect(lines.map(strip)).toEqual(renderTable(columns, items));
  });
});
