// Names of ids, from the node's name files: asked by id, with what is odd about them beside it.
import { isNameOfId, type KmeshName, NameFile, toKmeshName } from '../kmesh/names.ts';
import type { RawNameFile } from '../raw/node-source.ts';
import type { Problem } from '../raw/problem.ts';

/** `mismatch`: the id is neither the name's hash nor a probe after it. */
export type NameJudgement = 'named' | 'missing' | 'mismatch';

export interface NameTable {
  /** Where the names come from, null = no name file was found. */
  readonly path: string | null;
  /** The name of a service id, a backend uid or a policy id. */
  find(id: number): KmeshName | undefined;
  /** The whole name as the file has it; cheaper than `find`, and not checked. */
  full(id: number): string | undefined;
  /** Whether an id has a name, and whether the name's hash leads to it; cheaper than `find`. */
  judge(id: number): NameJudgement;
  /** Every name, by id. */
  all(): Iterable<readonly [number, KmeshName]>;
  /** Lines that could not be read, names against their hash; only the names asked for are checked. */
  problems(): readonly Problem[];
}

/** A table without names: every entry is then shown by id and address. */
export const noNames: NameTable = Object.freeze({
  path: null,
  find: () => undefined,
  full: () => undefined,
  judge: () => 'missing',
  all: () => [],
  problems: () => [],
});

/** The first file that is not empty; the places are given in the order of their precedence. */
export function loadNameTable(files: readonly RawNameFile[]): NameTable {
  const file = files.find(({ text }) => text !== '');
  return file === undefined ? noNames : new FileTable(file);
}

/** More names than are on a screen or in a list are cut out anew: all of a full node's would take 30 MB. */
const keptNames = 20_000;

class FileTable implements NameTable {
  readonly path: string;
  readonly #text: string;
  readonly #found = new Map<number, KmeshName | undefined>();
  readonly #mismatches = new Map<number, Problem>();
  #file: NameFile | undefined;

  constructor(file: RawNameFile) {
    this.path = file.path;
    this.#text = file.text;
  }

  find(id: number): KmeshName | undefined {
    const known = this.#found.get(id);
    if (known !== undefined || this.#found.has(id)) return known;
    const full = this.#names.find(id);
    const name = full === undefined ? undefined : this.#check(id, full);
    if (this.#found.size >= keptNames) this.#found.clear();
    this.#found.set(id, name);
    return name;
  }

  full(id: number): string | undefined {
    return this.#names.find(id);
  }

  judge(id: number): NameJudgement {
    const full = this.#names.find(id);
    if (full === undefined) return 'missing';
    return this.#isOwn(id, full) ? 'named' : 'mismatch';
  }

  *all() {
    for (const [id, full] of this.#names.entries()) {
      yield [id, this.#found.get(id) ?? toKmeshName(full)] as const;
    }
  }

  problems(): readonly Problem[] {
    const isCut = !this.#text.endsWith('\n');
    const torn = this.#file !== undefined || isCut ? this.#names.tornLines : [];
    return [...torn.map((line) => this.#torn(line)), ...this.#mismatches.values()];
  }

  get #names(): NameFile {
    this.#file ??= new NameFile(this.#text);
    return this.#file;
  }

  #check(id: number, full: string): KmeshName {
    if (!this.#isOwn(id, full) && !this.#mismatches.has(id)) {
      this.#mismatches.set(id, this.#mismatch(id, full));
    }
    return toKmeshName(full);
  }

  #isOwn(id: number, full: string): boolean {
    return isNameOfId(full, id, (taken) => this.#names.has(taken));
  }

  #torn(line: number): Problem {
    const message = `${this.path}:${line} is not "name: number", as when it is being written`;
    return { code: 'NAME_FILE_TORN', map: null, key: null, message };
  }

  #mismatch(id: number, full: string): Problem {
    const message = `${this.path} gives ${full} the id ${id}, which is not its hash nor a probe after it`;
    return { code: 'NAME_HASH_MISMATCH', map: null, key: null, message };
  }
}
