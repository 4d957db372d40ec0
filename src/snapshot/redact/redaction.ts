// What one redaction draws its pseudonyms by.
import type { AddressPseudonyms } from './address-pseudonyms.ts';
import { type KeyedDigest, NumberPseudonyms } from './keyed-digest.ts';
import type { NamePseudonyms } from './name-pseudonyms.ts';

/** What the pseudonyms of a redaction are drawn by. */
export interface Redaction {
  readonly digest: KeyedDigest;
  readonly names: NamePseudonyms;
  readonly addresses: AddressPseudonyms;
  readonly numbers: (purpose: string) => NumberPseudonyms;
  /** What is added to every time of the node's clock. */
  readonly shiftNs: bigint;
}

const largestPid = 2 ** 22 - 1;

/** One table for each kind of number, made when it is first asked for. */
export function numberTables(digest: KeyedDigest): (purpose: string) => NumberPseudonyms {
  const tables = new Map<string, NumberPseudonyms>();
  return (purpose) => {
    let table = tables.get(purpose);
    if (table === undefined) {
      const max = purpose === 'pid' ? largestPid : 0xffffffff;
      table = new NumberPseudonyms(digest, purpose, max);
      tables.set(purpose, table);
    }
    return table;
  };
}

/** What stands for the id of a cluster; 0, which all have up to now, is 0. */
export function clusterIdOf({ numbers }: Pick<Redaction, 'numbers'>, id: number): number {
  return id === 0 ? 0 : numbers('cluster').of(id);
}
