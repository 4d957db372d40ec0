// Names of ids, from the node's name files: asked by id, with what is odd about them beside it.
import { isNameOfId, type KmeshName, parseNameFile, toKmeshName } from '../kmesh/names.ts';
import type { RawNameFile } from '../raw/node-source.ts';
import type { Problem } from '../raw/problem.ts';

export interface NameTable {
  /** Where the names come from, null = no name file was found. */
  readonly path: string | null;
  /** The name of a service id, a backend uid or a policy id. */
  find(id: number): KmeshName | undefined;
  /** Every name, by id. */
  all(): Iterable<readonly [number, KmeshName]>;
  /** Lines that could not be read, names against their hash; only the names asked for are checked. */
  problems(): readonly Problem[];
}

/** A table without names: every entry is then shown by id and address. */
export const noNames: NameTable = Object.freeze({
  path: null,
  find: () => undefined,
  all: () => [],
  problems: () => [],
});

/** The first file that holds any name; the places are given in the order of their precedence. */
export function loadNameTable(files: readonly RawNameFile[]): NameTable {
  for (const file of files) {
    const table = fileTable(file);
    if (table !== undefined) return table;
  }
  return noNames;
}

function fileTable(file: RawNameFile): NameTable | undefined {
  const { names, tornLines } = parseNameFile(file.text);
  if (names.size === 0 && tornLines.length === 0) return undefined;
  const problems: Problem[] = tornLines.map((line) => ({
    code: 'NAME_FILE_TORN',
    map: null,
    key: null,
    message: `${file.path}:${line} is not "name: number", as when it is being written`,
  }));
  const checked = new Map<number, KmeshName>();
  const find = (id: number): KmeshName | undefined => {
    const known = checked.get(id);
    if (known !== undefined) return known;
    const full = names.get(id);
    if (full === undefined) return undefined;
    if (!isNameOfId(full, id, (taken) => names.has(taken))) problems.push(mismatch(file, full, id));
    const name = toKmeshName(full);
    checked.set(id, name);
    return name;
  };
  return {
    path: file.path,
    find,
    *all() {
      for (const [id, full] of names) yield [id, checked.get(id) ?? toKmeshName(full)] as const;
    },
    problems: () => problems,
  };
}

function mismatch(file: RawNameFile, full: string, id: number): Problem {
  const message = `${file.path} gives ${full} the id ${id}, which is not its hash nor a probe after it`;
  return { code: 'NAME_HASH_MISMATCH', map: null, key: null, message };
}
