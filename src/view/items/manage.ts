import type { ManageEntry } from '../../kmesh/dual-engine/manage.ts';

export interface ManageItem {
  /** The key's 16 bytes in hex. */
  readonly key: string;
  readonly value: number;
  /** The key read as a cookie, decimal string; null where its bytes rule that out. */
  readonly netnsCookie: string | null;
  /** The key read as an address. */
  readonly address: string;
}

/** A manager entry with both readings of its key: which one it is, the pods say. */
export function toManageItem(entry: ManageEntry): ManageItem {
  return {
    key: entry.key,
    value: entry.value,
    netnsCookie: entry.netnsCookie === null ? null : String(entry.netnsCookie),
    address: entry.address,
  };
}
