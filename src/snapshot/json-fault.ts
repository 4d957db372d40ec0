// Where a JSON text is wrong: the byte, and the path of the value that it lies in. JSON.parse says neither
// of a long text, so the text is walked once more when it has refused it.

export interface JsonFault {
  /** Byte of the text; its length = the text ends too early. */
  readonly offset: number;
  /** For example `services[3].ports`; empty for the text as a whole. */
  readonly path: string;
  readonly reason: string;
}

/** The first fault, or undefined where there is none. The caller has bounded the depth. */
export function findJsonFault(bytes: Buffer): JsonFault | undefined {
  const walk = new Walk(bytes);
  return walk.document() ? undefined : walk.fault;
}

const [quote, comma, colon, backslash] = [0x22, 0x2c, 0x3a, 0x5c];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
/** What the end of the text may have left of a word, a number or an escape. */
const unfinished = /^(?:tr?u?|fa?l?s?|nu?l?|-|\.|[eE][+-]?|\\(?:u[0-9a-fA-F]{0,3})?)$/;
const longestWord = 5;
/** Longer than any number, and than any escape. */
const longestToken = 400;
const longestName = 64;

class Walk {
  fault: JsonFault | undefined;
  readonly #bytes: Buffer;
  readonly #path: (string | number)[] = [];
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  document(): boolean {
    if (!this.#value()) return false;
    this.#skipSpace();
    return this.#at === this.#bytes.length || this.#fail('does not belong behind the document');
  }

  #value(): boolean {
    this.#skipSpace();
    switch (this.#bytes[this.#at]) {
      case openList:
        return this.#list();
      case openObject:
        return this.#object();
      case quote:
        return this.#text();
      default:
        return this.#word() || this.#fail('is not the beginning of a value');
    }
  }

  #list(): boolean {
    if (this.#isEmpty(closeList)) return true;
    for (let index = 0; ; index++) {
      this.#path.push(index);
      if (!this.#value()) return false;
      this.#path.pop();
      this.#skipSpace();
      if (this.#take(closeList)) return true;
      if (!this.#take(comma)) return this.#fail('is not a comma or ]');
    }
  }

  #object(): boolean {
    if (this.#isEmpty(closeObject)) return true;
    for (;;) {
      this.#skipSpace();
      const start = this.#at + 1;
      if (this.#bytes[this.#at] !== quote) return this.#fail('is not the name of a field');
      if (!this.#text()) return false;
      const end = Math.min(this.#at - 1, start + longestName);
      this.#path.push(this.#bytes.toString('utf8', start, end));
      this.#skipSpace();
      if (!this.#take(colon)) return this.#fail('is not a colon');
      if (!this.#value()) return false;
      this.#path.pop();
      this.#skipSpace();
      if (this.#take(closeObject)) return true;
      if (!this.#take(comma)) return this.#fail('is not a comma or }');
    }
  }

  #text(): boolean {
    for (this.#at++; this.#at < this.#bytes.length; ) {
      const byte = this.#bytes[this.#at] ?? 0;
      if (byte < 0x20) return this.#fail('is a control character in a text');
      if (byte === backslash) {
        if (!this.#takeToken(escaped)) return this.#fail('is no escape that JSON has');
        continue;
      }
      this.#at++;
      if (byte === quote) return true;
    }
    return this.#fail('ends a text');
  }

  /** A number, or one of the three words. */
  #word(): boolean {
    for (const word of ['true', 'false', 'null']) {
      if (this.#bytes.toString('latin1', this.#at, this.#at + word.length) !== word) continue;
      this.#at += word.length;
      return true;
    }
    return this.#takeToken(number);
  }

  /** Whether the list or object that begins here ends at once. */
  #isEmpty(close: number): boolean {
    this.#at++;
    this.#skipSpace();
    return this.#take(close);
  }

  #take(byte: number): boolean {
    if (this.#bytes[this.#at] !== byte) return false;
    this.#at++;
    return true;
  }

  #takeToken(token: RegExp): boolean {
    token.lastIndex = 0;
    const text = this.#bytes.toString('latin1', this.#at, this.#at + longestToken);
    const [found = ''] = token.exec(text) ?? [];
    this.#at += found.length;
    return found !== '';
  }

  #skipSpace(): void {
    for (; this.#at < this.#bytes.length; this.#at++) {
      const byte = this.#bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
    }
  }

  #fail(reason: string): false {
    const path = this.#path
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
      .join('')
      .replace(/^\./, '');
    const { length } = this.#bytes;
    const rest = this.#bytes.toString('latin1', this.#at, this.#at + longestWord + 1);
    const offset = unfinished.test(rest) ? length : Math.min(this.#at, length);
    this.fault ??= { offset, path, reason };
    return false;
  }
}
