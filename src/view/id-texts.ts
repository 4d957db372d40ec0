// Texts by 32-bit id, kept as bytes: a Map of 100,000 strings takes more room and longer to ask than all
// else that a row needs.
import type { ByteWriter } from './byte-writer.ts';

/** Offsets begin at 1: 0 is an empty slot. */
const firstOffset = 1;

/** Texts that are made once and written many times. */
export class IdTexts {
  readonly #ids: Uint32Array;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  readonly #most: number;
  readonly #make: (id: number) => string;
  #count = 0;
  #bytes = Buffer.allocUnsafe(0x10000);
  #length = firstOffset;

  /** `make` gives the text of an id; the texts of about `count` ids are kept. */
  constructor(count: number, make: (id: number) => string) {
    let size = 1024;
    while (size < count * 2) size *= 2;
    this.#ids = new Uint32Array(size);
    this.#starts = new Uint32Array(size);
    this.#ends = new Uint32Array(size);
    this.#most = (size / 4) * 3;
    this.#make = make;
  }

  /** Writes the text of an id. */
  write(id: number, out: ByteWriter): void {
    const mask = this.#ids.length - 1;
    let slot = (Math.imul(id, 0x9e3779b1) >>> 7) & mask;
    while (this.#starts[slot] !== 0 && this.#ids[slot] !== id) slot = (slot + 1) & mask;
    if (this.#starts[slot] === 0) {
      const text = this.#make(id);
      if (this.#count >= this.#most) {
        out.text(text);
        return;
      }
      this.#keep(slot, id, text);
    }
    out.bytes(this.#bytes, this.#starts[slot] ?? 0, this.#ends[slot] ?? 0);
  }

  #keep(slot: number, id: number, text: string): void {
    const most = this.#length + text.length * 3;
    if (most > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(most + this.#bytes.length);
      this.#bytes.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
    this.#ids[slot] = id;
    this.#starts[slot] = this.#length;
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
    this.#ends[slot] = this.#length;
    this.#count += 1;
  }
}
