// What was made of bytes is kept as long as the same bytes come again: of two readings of a node, most
// records are the same.

/** Makes of each text one value, the same one as in the reading before. */
export class Recent<T> {
  #before = new Map<string, T>();
  #now = new Map<string, T>();

  /** The value of `text`: that of the reading before, or of this one, else what `make` makes. */
  of(text: string, make: () => T): T {
    const value = this.#now.get(text) ?? this.#before.get(text) ?? make();
    this.#now.set(text, value);
    return value;
  }

  /** Ends a reading: what did not come in it is forgotten. */
  turn(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }
}
