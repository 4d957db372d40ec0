// Reads a tree of references for a person: what the programs cannot follow becomes a Problem beside the
// entry, and however the references run, the reading ends.
import type { Layout } from '../../layout/layout.ts';
import type { Problem, ProblemCode } from '../../raw/problem.ts';
import {
  findReferences,
  follow,
  type ReferenceFault,
  type ReferenceMaps,
  referenceText,
  slotText,
  stringSize,
} from './reference.ts';

/** References that one tree may follow: more than any tree that the programs take. */
export const readLimit = 20_000;
/** Problems that one tree lists; the rest is counted out. */
const problemLimit = 100;

/** Whose tree is read, for its problems. */
export interface TreeOwner {
  readonly map: string;
  /** The entry's key in hex. */
  readonly key: string;
}

/** `optional`: a null reference is nothing odd. */
export type Need = 'required' | 'optional';

export interface TreeReader {
  message<T>(path: string, reference: bigint, layout: Layout<T>, need?: Need): T | null;
  text(path: string, reference: bigint, need?: Need): string | null;
  /** The array's references; cut, with a problem, at `limit` and at what the array holds. */
  list(path: string, reference: bigint, count: bigint, limit: number): readonly bigint[];
  /** Notes something odd. */
  note(code: ProblemCode, path: string, what: string): void;
  readonly problems: readonly Problem[];
}

function faultText(fault: ReferenceFault, name: string): string {
  if (fault === 'NULL') return 'is null';
  return fault === 'WRONG_POOL' ? `${name} is not where the programs look` : `${name} is not there`;
}

/** A reader that has followed nothing yet. */
export function createTreeReader(maps: ReferenceMaps, owner: TreeOwner): TreeReader {
  const problems: Problem[] = [];
  let left = readLimit;
  const note: TreeReader['note'] = (code, path, what) => {
    if (problems.length >= problemLimit) return;
    problems.push({
      code,
      map: owner.map,
      key: owner.key,
      message: `${owner.map} ${path}: ${what}`,
    });
  };
  const read = (path: string, reference: bigint, size: number, need: Need): Buffer | null => {
    if (left < 1) return null;
    left--;
    if (left === 0) note('READ_LIMIT', path, `${readLimit} references followed, none further`);
    const { bytes, fault } = follow(maps, reference, size);
    const name = referenceText(maps.scheme, reference);
    if (reference >> 32n !== 0n) note('HIGH_BITS', path, `${name}: the upper bits are not read`);
    if (bytes !== undefined) return bytes;
    if (reference === 0n && need === 'optional') return null;
    note(fault === 'WRONG_POOL' ? fault : 'DANGLING_REFERENCE', path, faultText(fault, name));
    return null;
  };
  return {
    problems,
    note,
    message: (path, reference, layout, need = 'required') => {
      const bytes = read(path, reference, layout.size, need);
      return bytes === null ? null : layout.decode(bytes, 0);
    },
    text: (path, reference, need = 'optional') => {
      const bytes = read(path, reference, stringSize, need);
      return bytes === null ? null : slotText(bytes.subarray(0, stringSize));
    },
    list: (path, reference, count, limit) => {
      if (count > BigInt(limit))
        note('COUNT_TOO_LARGE', path, `${count}, at most ${limit} are read`);
      const wanted = count > BigInt(limit) ? limit : Number(count);
      const largest = maps.scheme.pools.at(-1)?.valueSize ?? 0;
      if (wanted === 0 || read(path, reference, largest, 'required') === null) return [];
      return findReferences(maps, reference, wanted) ?? [];
    },
  };
}
