// Ids that stand for ids. An id is a 32-bit hash of a name, which confirms a guessed name; so each becomes
// the hash of the name's pseudonym, or a random number where it was never the hash of the name it has.
import { fnv1a32, isNameOfId } from '../../kmesh/names.ts';
import { IdIndex } from '../../raw/id-index.ts';
import type { NameTable } from '../name-table.ts';
import type { KeyedDigest } from './keyed-digest.ts';
import type { NamePseudonyms } from './name-pseudonyms.ts';

export class IdPseudonyms {
  /** The pseudonyms of the names with the new ids, as the daemon writes its name file. */
  readonly nameFile: string;
  readonly #digest: KeyedDigest;
  readonly #named: IdIndex;
  readonly #pseudonyms: Uint32Array;
  /** Of ids without a name, as they are met. */
  readonly #unnamed = new Map<number, number>([[0, 0]]);
  readonly #taken: IdIndex;
  readonly #takenLater = new Set<number>([0]);

  constructor(table: NameTable, pseudonyms: NamePseudonyms, digest: KeyedDigest) {
    this.#digest = digest;
    const assigned = new AssignedIds();
    const odd: [id: number, name: string][] = [];
    for (const [id, { full }] of table.all()) {
      const name = pseudonyms.full(full);
      // Id 0 means "none" in every list and the DNS proxy among backends: it stays.
      if (id === 0) assigned.add(0, 0, name);
      else if (table.judge(id) === 'named') assigned.add(id, assigned.probe(name), name);
      else odd.push([id, name]);
    }
    for (const [id, name] of odd) {
      const isRefused = (candidate: number) =>
        candidate === 0 ||
        assigned.has(candidate) ||
        isNameOfId(name, candidate, (taken) => assigned.has(taken));
      assigned.add(id, this.#draw(id, isRefused), name);
    }
    const { ids, lines } = assigned;
    this.#pseudonyms = Uint32Array.from(assigned.pseudonyms);
    this.#named = new IdIndex(ids.length, (row) => ids[row] ?? 0);
    this.#taken = new IdIndex(ids.length, (row) => this.#pseudonyms[row] ?? 0);
    this.nameFile = lines.join('');
  }

  /** The id that stands for `id`; 0 is 0. */
  of(id: number): number {
    const row = this.#named.find(id);
    if (row !== undefined) return this.#pseudonyms[row] ?? 0;
    let drawn = this.#unnamed.get(id);
    if (drawn === undefined) {
      drawn = this.#draw(id, (other) => this.#taken.has(other) || this.#takenLater.has(other));
      this.#unnamed.set(id, drawn);
      this.#takenLater.add(drawn);
    }
    return drawn;
  }

  #draw(id: number, isRefused: (candidate: number) => boolean): number {
    for (let attempt = 0; ; attempt++) {
      const candidate = this.#digest('id', `${id} ${attempt}`).readUInt32LE();
      if (!isRefused(candidate)) return candidate;
    }
  }
}

/** The ids of the name table with what stands for them, while they are given out. */
class AssignedIds {
  readonly ids: number[] = [];
  readonly pseudonyms: number[] = [];
  readonly lines: string[] = [];
  readonly #taken = new Set<number>();

  has(pseudonym: number): boolean {
    return this.#taken.has(pseudonym);
  }

  add(id: number, pseudonym: number, name: string): void {
    this.ids.push(id);
    this.pseudonyms.push(pseudonym);
    this.lines.push(`${JSON.stringify(name)}: ${pseudonym}\n`);
    this.#taken.add(pseudonym);
  }

  /** The first id that is free for a name, as the daemon gives them out. */
  probe(name: string): number {
    let id = fnv1a32(name);
    while (id === 0 || this.#taken.has(id)) id = (id + 1) >>> 0;
    return id;
  }
}
