// id -> name (reference 4.1): the daemon's name file, one `name: number` a line, checked against the
// hash that made the ids: FNV-1a 32 of the name, plus 1 for every id that was already taken.

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
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, fnvPrime);
  return hash >>> 0;
}

/** The parts of a name. More than two slashes make it a workload's uid, as the daemon itself decides. */
export function toKmeshName(full: string): KmeshName {
  const parts = full.split('/');
  if (parts.length > 3) {
    // cluster/group/kind/namespace/name[/section]
    const [, , workloadKind = '', namespace = '', ...rest] = parts;
    return { kind: 'workload', full, namespace, name: rest.join('/'), workloadKind };
  }
  const slash = full.indexOf('/');
  const namespace = slash < 0 ? '' : full.slice(0, slash);
  const hostname = full.slice(slash + 1);
  const isClusterLocal = hostname.includes('.svc.');
  const name = isClusterLocal ? hostname.slice(0, hostname.indexOf('.')) : hostname;
  return { kind: 'service', full, namespace, hostname, name };
}

/** What a name file says, with what is wrong with it. */
export interface NameFile {
  readonly names: ReadonlyMap<number, string>;
  /** Lines that are no `name: number`, as a half-written file has them: 1-based numbers. */
  readonly tornLines: readonly number[];
}

/** The names in a file's text; lines that cannot be read are counted, not guessed. */
export function parseNameFile(text: string): NameFile {
  const names = new Map<number, string>();
  const tornLines: number[] = [];
  let line = 1;
  for (let start = 0; start < text.length; line++) {
    let end = text.indexOf('\n', start);
    const isTerminated = end >= 0;
    if (!isTerminated) end = text.length;
    const row = end > start ? parseLine(text.slice(start, end)) : null;
    // A last line without its newline may be cut within the number.
    if (row !== null && isTerminated) names.set(row.id, row.name);
    else if (end > start && text[start] !== '#') tornLines.push(line);
    start = end + 1;
  }
  return { names, tornLines };
}

/**
 * The name of one id, without reading the rest of the text; undefined where no whole line has it. For a
 * question about few ids of a file that may have 100,000 lines.
 */
export function findNameInFile(text: string, id: number): string | undefined {
  const end = text.indexOf(`: ${id}\n`);
  if (end < 0) return undefined;
  const start = text.lastIndexOf('\n', end) + 1;
  return unquote(text.slice(start, end));
}

function parseLine(line: string): { id: number; name: string } | null {
  const colon = line.lastIndexOf(': ');
  if (colon <= 0) return null;
  const digits = line.slice(colon + 2).trimEnd();
  if (!/^\d{1,10}$/.test(digits)) return null;
  const id = Number(digits);
  return id > 0xffffffff ? null : { id, name: unquote(line.slice(0, colon)) };
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
