// id -> name (reference 4.1): the daemon's name file, one `name: number` a line, checked against the
// hash that made the ids: FNV-1a 32 of the name, plus 1 for every id that was already taken.

import { IdIndex } from '../raw/id-index.ts';

/** A name from the file and what its form says of it. */
export type KmeshName =
  | {
      readonly kind: 'service';
      readonly full: string;
      readonly namespace: string;
      readonly hostname: string;
      /** First label of a cluster-local hostname, otherwise the whole hostname. */
      readonly name: string;
    }
  | {
      readonly kind: 'workload';
      readonly full: string;
      readonly namespace: string;
      readonly name: string;
      /** The workload's Kubernetes kind, `Pod` for most. */
      readonly workloadKind: string;
    };

const fnvOffset = 0x811c9dc5;
const fnvPrime = 0x01000193;

/** FNV-1a, 32 bits, over the UTF-8 bytes of `text`. */
export function fnv1a32(text: string): number {
  let hash = fnvOffset;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) return fnv1a32Bytes(Buffer.from(text, 'utf8'));
    hash = Math.imul(hash ^ code, fnvPrime);
  }
  return hash >>> 0;
}

function fnv1a32Bytes(bytes: Uint8Array): number {
  let hash = fnvOffset;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, fnvPrime);
  return hash >>> 0;
}

/** The parts of a name. More than two slashes make it a workload's uid, as the daemon itself decides. */
export function toKmeshName(full: string): KmeshName {
  const slash = full.indexOf('/');
  const afterCluster = slash < 0 ? -1 : full.indexOf('/', slash + 1);
  const afterGroup = afterCluster < 0 ? -1 : full.indexOf('/', afterCluster + 1);
  if (afterGroup >= 0) {
    // cluster/group/kind/namespace/name[/section]
    const next = full.indexOf('/', afterGroup + 1);
    const end = next < 0 ? full.length : next;
    const workloadKind = full.slice(afterCluster + 1, afterGroup);
    const namespace = full.slice(afterGroup + 1, end);
    return { kind: 'workload', full, namespace, name: full.slice(end + 1), workloadKind };
  }
  const namespace = slash < 0 ? '' : full.slice(0, slash);
  const hostname = full.slice(slash + 1);
  const isClusterLocal = hostname.includes('.svc.');
  const name = isClusterLocal ? hostname.slice(0, hostname.indexOf('.')) : hostname;
  return { kind: 'service', full, namespace, hostname, name };
}

/** A name file: names by id, cut out of the text when they are asked for. */
export class NameFile {
  /** Lines that are no `name: number`, as a half-written file has them: 1-based numbers. */
  readonly tornLines: readonly number[];
  readonly #text: string;
  readonly #lines: ParsedLines;
  readonly #index: IdIndex;

  constructor(text: string) {
    const { lines, tornLines } = parseLines(text);
    this.#text = text;
    this.#lines = lines;
    this.#index = new IdIndex(lines.count, (line) => lines.ids[line] ?? 0);
    this.tornLines = tornLines;
  }

  get size(): number {
    return this.#lines.count;
  }

  has(id: number): boolean {
    return this.#index.has(id);
  }

  find(id: number): string | undefined {
    const line = this.#index.find(id);
    return line === undefined ? undefined : this.#nameOf(line);
  }

  /** Every id with its name; of an id that stands there twice, the last line counts. */
  *entries(): Generator<readonly [id: number, name: string]> {
    for (let line = 0; line < this.#lines.count; line++) {
      const id = this.#lines.ids[line] ?? 0;
      if (this.#index.find(id) === line) yield [id, this.#nameOf(line)];
    }
  }

  #nameOf(line: number): string {
    return unquote(this.#text.slice(this.#lines.starts[line], this.#lines.ends[line]));
  }
}

/** The lines that could be read: where each name lies in the text, and its id. */
interface ParsedLines {
  readonly count: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly ids: Uint32Array;
}

function parseLines(text: string): { lines: ParsedLines; tornLines: number[] } {
  const most = countLines(text);
  const starts = new Uint32Array(most);
  const ends = new Uint32Array(most);
  const ids = new Uint32Array(most);
  const tornLines: number[] = [];
  let count = 0;
  let line = 1;
  for (let start = 0; start < text.length; line++) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const row = parseLine(text, start, end);
    // A last line without its newline may be cut within the number.
    if (row !== undefined && newline >= 0) {
      starts[count] = start;
      ends[count] = row.nameEnd;
      ids[count++] = row.id;
    } else if (end > start && text[start] !== '#') {
      tornLines.push(line);
    }
    start = end + 1;
  }
  return { lines: { count, starts, ends, ids }, tornLines };
}

function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

const [digit0, digit9, space, colon, largestId] = [0x30, 0x39, 0x20, 0x3a, 0xffffffff];

/** Reads a line from its end: digits, and ": " in front of them. */
function parseLine(text: string, start: number, end: number) {
  let at = end - 1;
  while (at > start && text.charCodeAt(at) <= space) at--;
  let id = 0;
  let scale = 1;
  for (; at > start && scale <= 1e10; at--) {
    const code = text.charCodeAt(at);
    if (code < digit0 || code > digit9) break;
    id += (code - digit0) * scale;
    scale *= 10;
  }
  const isSeparated = text.charCodeAt(at) === space && text.charCodeAt(at - 1) === colon;
  if (scale === 1 || !isSeparated || at - 1 <= start || id > largestId) return undefined;
  return { nameEnd: at - 1, id };
}

function unquote(name: string): string {
  if (name.startsWith('"') && name.endsWith('"') && name.length >= 2) {
    try {
      return String(JSON.parse(name));
    } catch (error) {
      if (error instanceof SyntaxError) return name.slice(1, -1);
      throw error;
    }
  }
  if (name.startsWith("'") && name.endsWith("'") && name.length >= 2) {
    return name.slice(1, -1).replaceAll("''", "'");
  }
  return name;
}

/**
 * Whether `name` can have `id`: the id is the name's hash, or follows it behind ids that are taken too.
 * A gap in that row means that the name table and the ids do not belong together, or that a name in
 * between was deleted since.
 */
export function isNameOfId(name: string, id: number, isTaken: (id: number) => boolean): boolean {
  for (let probe = fnv1a32(name); probe !== id; probe = (probe + 1) >>> 0) {
    if (!isTaken(probe)) return false;
  }
  return true;
}
