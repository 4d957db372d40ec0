// How much a JSON text would make, told from its bytes before it is parsed: a small file can nest without
// end, or be a list of millions of empty lists, which take far more room than their text.

/** What a text may come to. */
export interface JsonLimits {
  /** Lists and objects within each other. */
  readonly depth: number;
  /** Values altogether. */
  readonly values: number;
}

export interface JsonExcess {
  /** Byte at which the limit is passed. */
  readonly offset: number;
  readonly limit: keyof JsonLimits;
}

const [quote, comma, backslash] = [0x22, 0x2c, 0x5c];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Where the text passes a limit, undefined where it does not. What is no JSON is counted as it comes. */
export function findJsonExcess(bytes: Uint8Array, limits: JsonLimits): JsonExcess | undefined {
  let depth = 0;
  let values = 1;
  for (let offset = 0; offset < bytes.length; offset++) {
    switch (bytes[offset]) {
      case quote:
        offset = endOfText(bytes, offset);
        break;
      case openList:
      case openObject:
        values++;
        if (++depth > limits.depth) return { offset, limit: 'depth' };
        break;
      case closeList:
      case closeObject:
        depth--;
        break;
      case comma:
        if (++values > limits.values) return { offset, limit: 'values' };
        break;
    }
  }
  return undefined;
}

/** The closing quote of the text that begins at `start`; the last byte where there is none. */
function endOfText(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    if (bytes[at] === backslash) at++;
    else if (bytes[at] === quote) return at;
  }
  return bytes.length;
}
