// Reads values out of a dump's JSON, each with the path that an error names: a dump may be cut, edited
// or of another program.
import { parseIp } from '../layout/ip-address.ts';
import { UsageError } from '../raw/problem.ts';

/** Characters of the longest text: as many as a path has. Names have at most a few hundred. */
const longestText = 4096;

/** A JSON object of the dump and where it stands in it. */
export class DumpNode {
  readonly #file: string;
  readonly #path: string;
  readonly #value: Readonly<Record<string, unknown>>;

  constructor(file: string, path: string, value: unknown) {
    this.#file = file;
    this.#path = path;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.error('', 'is not an object');
    }
    this.#value = value as Record<string, unknown>;
  }

  /** Whether there is such a field; null counts. */
  has(name: string): boolean {
    return this.#value[name] !== undefined;
  }

  text(name: string): string {
    return this.#checkText(name, this.#value[name]);
  }

  /** One of these texts. */
  choice<T extends string>(name: string, choices: readonly T[]): T {
    const found = choices.find((choice) => choice === this.#value[name]);
    if (found === undefined) throw this.error(name, `is none of ${choices.join(', ')}`);
    return found;
  }

  optionalText(name: string): string | null {
    return this.#value[name] == null ? null : this.text(name);
  }

  /** The text of an IP address. */
  address(name: string): string {
    const value = this.text(name);
    if (parseIp(value) === undefined) throw this.error(name, 'is not an IP address');
    return value;
  }

  optionalAddress(name: string): string | null {
    return this.#value[name] == null ? null : this.address(name);
  }

  /** A moment in RFC 3339. */
  time(name: string): Date {
    const value = new Date(this.text(name));
    if (Number.isNaN(value.getTime())) throw this.error(name, 'is not a time');
    return value;
  }

  /** An address of a socket of the given family. */
  socketAddress(name: string, family: 4 | 6): string {
    const value = this.address(name);
    if (value.includes(':') !== (family === 6))
      throw this.error(name, `is not of family ${family}`);
    return value;
  }

  /** A whole number from 0 to `max`. */
  number(name: string, max = 0xffffffff): number {
    return this.#checkNumber(name, this.#value[name], max);
  }

  optionalNumber(name: string, max = 0xffffffff): number | null {
    return this.#value[name] == null ? null : this.number(name, max);
  }

  flag(name: string): boolean {
    const value = this.#value[name];
    if (typeof value !== 'boolean') throw this.error(name, 'is not true or false');
    return value;
  }

  optionalFlag(name: string): boolean | null {
    return this.#value[name] == null ? null : this.flag(name);
  }

  /** A 64-bit number written as decimal text. */
  big(name: string): bigint {
    const value = this.text(name);
    if (!/^\d{1,20}$/.test(value)) throw this.error(name, 'is not a decimal number');
    return BigInt(value);
  }

  optionalBig(name: string): bigint | null {
    return this.#value[name] == null ? null : this.big(name);
  }

  /** Bytes written in hex; `size` bytes where it is given. */
  bytes(name: string, size?: number): Buffer {
    const value = this.#checkText(name, this.#value[name], Number.POSITIVE_INFINITY);
    const bytes = Buffer.from(value, 'hex');
    if (bytes.length * 2 !== value.length) throw this.error(name, 'is not hex');
    if (size !== undefined && bytes.length !== size) throw this.error(name, `is not ${size} bytes`);
    return bytes;
  }

  /** Bytes in base64, `size` of them. */
  packed(name: string, size: number): Buffer {
    const value = this.#checkText(name, this.#value[name], Number.POSITIVE_INFINITY);
    const isRight = value.length === Math.ceil(size / 3) * 4;
    const bytes = isRight ? Buffer.from(value, 'base64') : null;
    if (bytes?.length !== size) throw this.error(name, `is not ${size} bytes in base64`);
    return bytes;
  }

  optionalBytes(name: string, size?: number): Buffer | null {
    return this.#value[name] == null ? null : this.bytes(name, size);
  }

  numbers(name: string, max = 0xffffffff): number[] {
    return this.#array(name).map((value, i) => this.#checkNumber(`${name}[${i}]`, value, max));
  }

  texts(name: string): string[] {
    return this.#array(name).map((value, i) => this.#checkText(`${name}[${i}]`, value));
  }

  optionalTexts(name: string): string[] | null {
    return this.#value[name] == null ? null : this.texts(name);
  }

  optionalNumbers(name: string): number[] | null {
    return this.#value[name] == null ? null : this.numbers(name);
  }

  child(name: string): DumpNode {
    return new DumpNode(this.#file, this.#join(name), this.#value[name]);
  }

  optionalChild(name: string): DumpNode | null {
    return this.#value[name] == null ? null : this.child(name);
  }

  /** The objects of a list. */
  list(name: string): DumpNode[] {
    return this.#array(name).map(
      (value, i) => new DumpNode(this.#file, `${this.#join(name)}[${i}]`, value),
    );
  }

  /** Like `list`; empty where the dump has no such list. */
  optionalList(name: string): DumpNode[] {
    return this.#value[name] == null ? [] : this.list(name);
  }

  /** The error of a field that says something impossible. */
  error(name: string, what: string): UsageError {
    const path = this.#join(name) || 'it';
    return new UsageError(`cannot read dump ${this.#file}: ${path} ${what}`);
  }

  #join(name: string): string {
    if (this.#path === '' || name === '') return this.#path + name;
    return `${this.#path}.${name}`;
  }

  #array(name: string): unknown[] {
    const value = this.#value[name];
    if (!Array.isArray(value)) throw this.error(name, 'is not a list');
    return value;
  }

  #checkText(name: string, value: unknown, most = longestText): string {
    if (typeof value !== 'string') throw this.error(name, 'is not a text');
    if (value.length > most) throw this.error(name, `is longer than ${most} characters`);
    return value;
  }

  #checkNumber(name: string, value: unknown, max: number): number {
    const isNumber = typeof value === 'number' && Number.isInteger(value);
    if (isNumber && value >= 0 && value <= max) return value;
    throw this.error(name, `is not a whole number from 0 to ${max}`);
  }
}
