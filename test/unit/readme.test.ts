// The README's tables are the code's: what one says, the other does.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules } from '../../src/check/rules.ts';
import { keyTable } from '../../src/dashboard/keys.ts';
import { reasons, verdicts } from '../../src/explain/explanation.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** Cells of the rows of the table whose first head cell is `head`. */
function tableRows(head: string): string[][] {
  const lines = readme.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${head} |`));
  if (start < 0) throw new Error(`the README has no table headed ${head}`);
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('the README', () => {
  it('has every reason with its verdict, meaning and advice', () => {
    const expected = Object.entries(reasons).map(([code, { verdict, meaning, advice }]) => [
      `\`${code}\``,
      `\`${verdict}\``,
      meaning,
      advice,
    ]);
    expect(tableRows('reason')).toEqual(expected);
  });

  it('has every rule of check with its severity, meaning and advice', () => {
    const expected = Object.values(rules).map(({ code, severity, meaning, advice }) => [
      `\`${code}\``,
      severity,
      meaning,
      advice,
    ]);
    expect(tableRows('finding')).toEqual(expected);
  });

  it('has every verdict', () => {
    expect(tableRows('verdict').map(([verdict]) => verdict)).toEqual(
      verdicts.map((verdict) => `\`${verdict}\``),
    );
  });

  it('has every key of the dashboard', () => {
    expect(tableRows('key')).toEqual(keyTable.map(({ label, help }) => [`\`${label}\``, help]));
  });

  it('stands alone: it names nothing outside the project', () => {
    expect(readme).not.toMatch(/\.\.\/|@@/);
  });
});
