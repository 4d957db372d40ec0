// IP addresses between bytes and text. IPv6 text is RFC 5952; IPv4-mapped addresses keep their dotted tail.
import { isIPv4, isIPv6 } from 'node:net';

/** Dotted text of the four network-order bytes at `offset`. */
export function formatIpv4(bytes: Uint8Array, offset: number): string {
  return `${bytes[offset]}.${bytes[offset + 1]}.${bytes[offset + 2]}.${bytes[offset + 3]}`;
}

/** RFC 5952 text of the sixteen network-order bytes at `offset`. */
export function formatIpv6(bytes: Uint8Array, offset: number): string {
  if (isMapped(bytes, offset)) return `::ffff:${formatIpv4(bytes, offset + 12)}`;
  const words: number[] = [];
  for (let i = 0; i < 16; i += 2) {
    words.push(((bytes[offset + i] ?? 0) << 8) | (bytes[offset + i + 1] ?? 0));
  }
  const run = longestZeroRun(words);
  if (run.length < 2) return words.map((word) => word.toString(16)).join(':');
  const head = words.slice(0, run.start).map((word) => word.toString(16));
  const tail = words.slice(run.start + run.length).map((word) => word.toString(16));
  return `${head.join(':')}::${tail.join(':')}`;
}

/** Whether the sixteen bytes are `::ffff:a.b.c.d`. */
export function isMapped(bytes: Uint8Array, offset: number): boolean {
  for (let i = 0; i < 10; i++) if (bytes[offset + i] !== 0) return false;
  return bytes[offset + 10] === 0xff && bytes[offset + 11] === 0xff;
}

/** The address as 4 or 16 network-order bytes, or undefined when the text is not an address. */
export function parseIp(text: string): Buffer | undefined {
  if (isIPv4(text)) return Buffer.from(text.split('.').map(Number));
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const plain = dotted ? `${dotted[1]}${dottedAsWords(dotted[2] ?? '')}` : text;
  const [head = '', tail] = plain.split('::');
  const headWords = head === '' ? [] : head.split(':');
  const tailWords = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - headWords.length - tailWords.length;
  const words = [...headWords, ...new Array<string>(zeros).fill('0'), ...tailWords];
  const bytes = Buffer.alloc(16);
  for (const [i, word] of words.entries()) bytes.writeUInt16BE(Number.parseInt(word, 16), i * 2);
  return bytes;
}

/** `address:port`, with brackets around IPv6. */
export function formatHostPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function dottedAsWords(dotted: string): string {
  const b = dotted.split('.').map(Number);
  const word = (i: number) => (((b[i] ?? 0) << 8) | (b[i + 1] ?? 0)).toString(16);
  return `${word(0)}:${word(2)}`;
}

function longestZeroRun(words: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [i, word] of words.entries()) {
    if (word !== 0) start = i + 1;
    else if (i + 1 - start > best.length) best = { start, length: i + 1 - start };
  }
  return best;
}
