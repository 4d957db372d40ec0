// Everything that stands in for something is drawn from one secret: without it, no guess at an original can
// be tried. The secret is thrown away, so that not even the one who redacted can undo it.
import { createHmac } from 'node:crypto';

/** 32 bytes that only the holder of the secret can tell for a purpose and what it is about. */
export type KeyedDigest = (purpose: string, text: string) => Buffer;

/** HMAC-SHA256 with the secret. */
export function keyedDigest(secret: Uint8Array): KeyedDigest {
  if (secret.length < 16) throw new RangeError('a secret has at least 16 bytes');
  return (purpose, text) => createHmac('sha256', secret).update(`${purpose}\0${text}`).digest();
}

/** `length` small letters and digits that stand for a text. */
export function token(digest: KeyedDigest, purpose: string, text: string, length = 10): string {
  const number = BigInt(`0x${digest(purpose, text).toString('hex')}`);
  return number.toString(36).slice(-length).padStart(length, '0');
}

/** Numbers that stand for numbers, each for one; drawn anew where one is taken. */
export class NumberPseudonyms {
  readonly #draw: (attempt: string) => number;
  readonly #of = new Map<string, number>();
  readonly #taken = new Set<number>();

  /** Numbers from 1 to `max`, which is below 2^48; those that are `kept` stand for themselves. */
  constructor(digest: KeyedDigest, purpose: string, max: number, kept: Iterable<number> = []) {
    for (const number of kept) {
      this.#of.set(String(number), number);
      this.#taken.add(number);
    }
    this.#draw = (attempt) => 1 + (digest(purpose, attempt).readUIntBE(0, 6) % max);
  }

  of(number: number | bigint): number {
    const text = String(number);
    let drawn = this.#of.get(text);
    for (let attempt = 0; drawn === undefined; attempt++) {
      const candidate = this.#draw(`${text} ${attempt}`);
      if (!this.#taken.has(candidate)) drawn = candidate;
    }
    this.#taken.add(drawn);
    this.#of.set(text, drawn);
    return drawn;
  }
}
