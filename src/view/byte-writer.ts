// JSON written as bytes: at hundreds of thousands of rows, strings that are made only to be encoded again
// cost more than everything else. Whatever is not plain ASCII takes the slow way through a string.
import { addressText } from '../kmesh/address.ts';

const room = 0x20000;
const zero = 0x30;
const dot = 0x2e;

/** Collects bytes until they are taken. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(room);
  #length = 0;

  /** Bytes that wait to be taken. */
  get length(): number {
    return this.#length;
  }

  /** What was written since the last time; the writer forgets it. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.allocUnsafe(room);
    this.#length = 0;
    return taken;
  }

  /** Text as it is. */
  text(text: string): void {
    this.#ensure(text.length * 3);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) {
        this.#length += bytes.write(text, this.#length, 'utf8');
        return;
      }
      bytes[at++] = code;
    }
    this.#length = at;
  }

  /** Bytes as they are, from `start` up to `end`. */
  bytes(source: Buffer, start: number, end: number): void {
    this.#ensure(end - start);
    // A label is shorter than what a call of copy() costs.
    const bytes = this.#bytes;
    let to = this.#length;
    for (let at = start; at < end; at++) bytes[to++] = source[at] ?? 0;
    this.#length = to;
  }

  /** A whole number from 0 to 4294967295. */
  number(value: number): void {
    this.#ensure(10);
    let digits = 1;
    for (let bound = 10; bound <= value; bound *= 10) digits++;
    const end = this.#length + digits;
    let rest = value;
    for (let at = end - 1; at >= this.#length; at--) {
      const next = Math.floor(rest / 10);
      this.#bytes[at] = zero + (rest - next * 10);
      rest = next;
    }
    this.#length = end;
  }

  /** The text of the map address at `offset`, see kmesh/address.ts. */
  address(source: Buffer, offset: number): void {
    for (let at = offset + 4; at < offset + 16; at++) {
      if (source[at] === 0) continue;
      this.text(addressText(source, offset));
      return;
    }
    this.#ensure(15);
    const bytes = this.#bytes;
    let to = this.#length;
    for (let part = 0; part < 4; part++) {
      if (part > 0) bytes[to++] = dot;
      const octet = source[offset + part] ?? 0;
      if (octet > 99) bytes[to++] = zero + ((octet / 100) | 0);
      if (octet > 9) bytes[to++] = zero + (((octet / 10) | 0) % 10);
      bytes[to++] = zero + (octet % 10);
    }
    this.#length = to;
  }

  #ensure(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe((this.#bytes.length + more) * 2);
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
