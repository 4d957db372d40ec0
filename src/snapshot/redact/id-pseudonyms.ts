// Ids that stand for ids. An id is a 32-bit hash of a name, which confirms a guessed name; so each becomes
// the hash of the name's pseudonym, or a random number where it was never the hash of the name it has.
import { fnv1a32, isNameOfId } from '../../kmesh/names.ts';
import type { NameTable } from '../name-table.ts';
import type { KeyedDigest } from './keyed-digest.ts';
import type { NamePseudonyms } from './name-pseudonyms.ts';

export class IdPseudonyms {
  /** Pseudonyms of the names, by the new ids, in the order of the name table. */
  readonly names: ReadonlyMap<number, string>;
  readonly #digest: KeyedDigest;
  readonly #of = new Map<number, number>([[0, 0]]);
  readonly #taken = new Set<number>([0]);

  constructor(table: NameTable, pseudonyms: NamePseudonyms, digest: KeyedDigest) {
    this.#digest = digest;
    const names = new Map<number, string>();
    const odd: [id: number, name: string][] = [];
    for (const [id, { full }] of table.all()) {
      const name = pseudonyms.full(full);
      // Id 0 means "none" in every list and the DNS proxy among backends: it stays.
      if (id === 0) names.set(0, name);
      else if (table.judge(id) === 'named') names.set(this.#assign(id, probe(name, names)), name);
      else odd.push([id, name]);
    }
    const isTaken = (id: number) => names.has(id);
    for (const [id, name] of odd) {
      const drawn = this.#draw(id, (candidate) => isNameOfId(name, candidate, isTaken));
      names.set(this.#assign(id, drawn), name);
    }
    this.names = names;
  }

  /** The id that stands for `id`; 0 is 0. */
  of(id: number): number {
    return (
      this.#of.get(id) ??
      this.#assign(
        id,
        this.#draw(id, () => false),
      )
    );
  }

  #assign(id: number, pseudonym: number): number {
    this.#of.set(id, pseudonym);
    this.#taken.add(pseudonym);
    return pseudonym;
  }

  #draw(id: number, isRefused: (candidate: number) => boolean): number {
    for (let attempt = 0; ; attempt++) {
      const candidate = this.#digest('id', `${id} ${attempt}`).readUInt32LE();
      if (!this.#taken.has(candidate) && !isRefused(candidate)) return candidate;
    }
  }
}

/** The first id that is free for a name, as the daemon gives them out. */
function probe(name: string, names: ReadonlyMap<number, string>): number {
  let id = fnv1a32(name);
  while (id === 0 || names.has(id)) id = (id + 1) >>> 0;
  return id;
}
