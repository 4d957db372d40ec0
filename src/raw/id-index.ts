// Rows by 32-bit id. A Map of 100,000 numbers, half of them no small integers to V8, takes longer to ask
// than all the rest of a row takes to print.

const empty = 0xffffffff;

/** Finds the row of an id. */
export class IdIndex {
  readonly #ids: Uint32Array;
  readonly #rows: Uint32Array;
  readonly #mask: number;

  /** `idOf` gives the id of each of `count` rows; where an id comes twice, the later row counts. */
  constructor(count: number, idOf: (row: number) => number) {
    let size = 16;
    while (size < count * 2) size *= 2;
    this.#mask = size - 1;
    this.#ids = new Uint32Array(size);
    this.#rows = new Uint32Array(size).fill(empty);
    for (let row = 0; row < count; row++) {
      const id = idOf(row);
      const slot = this.#slotOf(id);
      this.#ids[slot] = id;
      this.#rows[slot] = row;
    }
  }

  has(id: number): boolean {
    return this.#rows[this.#slotOf(id)] !== empty;
  }

  find(id: number): number | undefined {
    const row = this.#rows[this.#slotOf(id)];
    return row === empty ? undefined : row;
  }

  /** The slot of the id, or the empty one where it would be. */
  #slotOf(id: number): number {
    let slot = (Math.imul(id, 0x9e3779b1) >>> 7) & this.#mask;
    while (this.#rows[slot] !== empty && this.#ids[slot] !== id) slot = (slot + 1) & this.#mask;
    return slot;
  }
}
