// What was made of bytes is kept as long as the same bytes come again: of two readings of a node, most
// records are the same, and often all of them.

/** One record or row: two with the same text make the same value. */
export interface Part<T> {
  readonly text: string;
  readonly make: () => T;
}

interface Made<T> {
  /** A copy: what was read may be overwritten. */
  bytes: Buffer;
  list: readonly T[];
  byText: Map<string, T>;
}

/** Makes lists of what is read again and again. What is equal to the reading before is the same object. */
export class RecentLists<T> {
  #before = new Map<string, Made<T>>();
  #now = new Map<string, Made<T>>();

  /** The list that `split` makes of `bytes`; `name` says which list it is. */
  of(name: string, bytes: Buffer, split: (bytes: Buffer) => Iterable<Part<T>>): readonly T[] {
    const before = this.#now.get(name) ?? this.#before.get(name);
    const made = before?.bytes.equals(bytes) ? before : remake(before, bytes, split(bytes));
    this.#now.set(name, made);
    return made.list;
  }

  /** Ends a reading: a list that was not asked for in it is forgotten. */
  turn(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }
}

function remake<T>(before: Made<T> | undefined, bytes: Buffer, parts: Iterable<Part<T>>): Made<T> {
  const byText = new Map<string, T>();
  const list: T[] = [];
  for (const { text, make } of parts) {
    const value = before?.byText.get(text) ?? byText.get(text) ?? make();
    byText.set(text, value);
    list.push(value);
  }
  return { bytes: Buffer.from(bytes), list, byText };
}
