// Workloads of the name table by the name of the pod: by the hash of the name, since a Map of 100,000 names
// would take more room than all else that is known of them.
import { fnv1a32 } from '../kmesh/names.ts';
import type { NameTable } from './name-table.ts';

/** A hash and the number of a line, as one exact double. */
const lineBits = 0x200000;

export class WorkloadNames {
  readonly #names: NameTable;
  /** By line. */
  readonly #uids: Uint32Array;
  /** Hashes with their lines, sorted. */
  readonly #places: Float64Array;

  constructor(names: NameTable) {
    const uids: number[] = [];
    const places: number[] = [];
    for (const [uid, found] of names.all()) {
      if (found.kind !== 'workload') continue;
      places.push(fnv1a32(found.name) * lineBits + uids.length);
      uids.push(uid);
    }
    if (uids.length > lineBits) throw new RangeError(`${uids.length} names of workloads`);
    this.#names = names;
    this.#uids = Uint32Array.from(uids);
    this.#places = Float64Array.from(places).sort();
  }

  /** The uid of the pod of this name; null = more than one has it. */
  byPodName(name: string): number | null | undefined {
    const [uid, ...others] = this.#find(name);
    return others.length === 0 ? uid : null;
  }

  /** The uid of a pod; of two lines with the same name the last counts. */
  byFullName(namespace: string, name: string): number | undefined {
    const isOwn = (uid: number) => this.#names.find(uid)?.namespace === namespace;
    return this.#find(name).findLast(isOwn);
  }

  /** Uids of the pods of this name, in the order of their lines. */
  #find(name: string): number[] {
    const found: number[] = [];
    const hash = fnv1a32(name);
    for (let at = this.#firstPlace(hash * lineBits); at < this.#places.length; at++) {
      const place = this.#places[at] ?? 0;
      if (Math.floor(place / lineBits) !== hash) break;
      const uid = this.#uids[place % lineBits] ?? 0;
      if (this.#names.find(uid)?.name === name) found.push(uid);
    }
    return found;
  }

  /** The first of the sorted places that is not below `least`. */
  #firstPlace(least: number): number {
    let [low, high] = [0, this.#places.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#places[middle] ?? 0) < least) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
