// What is made of something that does not change is made once, and goes when that goes.

/** What was made of `key` before, else what `make` makes of it now. */
export function madeOf<K extends object, T>(made: WeakMap<K, T>, key: K, make: () => T): T {
  let value = made.get(key);
  if (value === undefined) {
    value = make();
    made.set(key, value);
  }
  return value;
}

let nextToken = 0;
const tokens = new WeakMap<object, number>();

/** A number for an object: the same for the same one, and no other's. */
export function tokenOf(thing: object): number {
  return madeOf(tokens, thing, () => nextToken++);
}
