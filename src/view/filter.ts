// --filter: `column=value`, `column!=value`, `column~regex`, or a bare word that any cell contains.
// Terms are joined by spaces and must all hold; letter case does not matter; quotes keep spaces.
import { UsageError } from '../raw/problem.ts';
import { type Column, columnName, textsOf } from './column.ts';

/** Whether an item is shown. */
export type Filter<T> = (item: T) => boolean;

interface Term {
  readonly text: string;
  /** Position of its first character, 1-based. */
  readonly at: number;
}

const operator = /^([A-Za-z][A-Za-z0-9-]*)(!=|=|~)(.*)$/s;

/** Whether a term is a word alone, which any cell may contain. */
export function isWord(term: string): boolean {
  return !term.includes('"') && !operator.test(term);
}

/**
 * The filter that an expression means; a bare word is looked for in the `words` of an item too. Throws
 * UsageError with the position of what is wrong.
 */
export function parseFilter<T>(
  expression: string,
  columns: readonly Column<T>[],
  words: (item: T) => readonly string[] = () => [],
): Filter<T> {
  const filters = splitTerms(expression).map((term) => toFilter(term, columns, words));
  return (item) => filters.every((filter) => filter(item));
}

function toFilter<T>(
  term: Term,
  columns: readonly Column<T>[],
  words: (item: T) => readonly string[],
): Filter<T> {
  const [, name, sign, value = ''] = operator.exec(term.text) ?? [];
  if (name === undefined) {
    const wanted = term.text.toLowerCase();
    const isIn = (text: string) => text.toLowerCase().includes(wanted);
    return (item) =>
      columns.some((column) => textsOf(column, item).some(isIn)) || words(item).some(isIn);
  }
  const column = columns.find((candidate) => columnName(candidate) === name.toLowerCase());
  if (column === undefined) {
    const names = columns.map(columnName).join(', ');
    throw badFilter(`no column ${name}`, term.at, `columns are: ${names}`);
  }
  if (sign === '~') {
    const pattern = toPattern(value, term.at + name.length + 1);
    return (item) => textsOf(column, item).some((text) => pattern.test(text));
  }
  const wanted = value.toLowerCase();
  const isEqual = (item: T) => textsOf(column, item).some((text) => text.toLowerCase() === wanted);
  return sign === '=' ? isEqual : (item) => !isEqual(item);
}

function toPattern(source: string, at: number): RegExp {
  try {
    return new RegExp(source, 'i');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badFilter(error.message.toLowerCase(), at, null);
  }
}

/** Words, with what stands in quotes taken whole. */
function splitTerms(expression: string): Term[] {
  const quotes = [...expression.matchAll(/"/g)];
  if (quotes.length % 2 === 1) {
    throw badFilter('a quote is not closed', (quotes.at(-1)?.index ?? 0) + 1, null);
  }
  return Array.from(expression.matchAll(/(?:"[^"]*"|[^\s"])+/g), (match) => ({
    text: match[0].replaceAll('"', ''),
    at: match.index + 1,
  }));
}

function badFilter(why: string, at: number, hint: string | null): UsageError {
  const forms =
    'terms are column=value, column!=value, column~regex or a word; quote what has spaces';
  return new UsageError(`bad --filter at character ${at}: ${why}`, hint ?? forms);
}
