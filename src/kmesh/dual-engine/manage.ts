// Manager map `km_manage` (reference 2.3): a key is a network namespace's cookie or a pod's address,
// and nothing in it says which. Value 0 = managed.

import { u32, u64 } from '../../layout/scalar.ts';
import { struct, union } from '../../layout/struct.ts';
import { addressText, ipAddr } from '../address.ts';

export const manageKeyLayout = union('manager_key', {
  netns_cookie: u64,
  addr: ipAddr,
});
export const manageValueLayout = struct('manager_value', { is_bypassed: u32 });

/** One entry, both readings of its key side by side. */
export interface ManageEntry {
  /** The key's 16 bytes in hex. */
  readonly key: string;
  /** The key as a cookie, null where bytes 8 to 15 rule that out. */
  readonly netnsCookie: bigint | null;
  /** The key as an address. */
  readonly address: string;
  readonly value: number;
}

/** What a manager key is, and how that is known. */
export interface ManageKind {
  readonly kind: 'cookie' | 'address';
  /** `observed`: a live namespace or a known address settles it; `inferred`: a best guess. */
  readonly known: 'observed' | 'inferred';
}

/** The entry of one row, whose key and value lie at the given offsets. */
export function toManageEntry(
  keys: Buffer,
  keyOffset: number,
  values: Buffer,
  valueOffset: number,
): ManageEntry {
  const isCookie = keys.readBigUInt64LE(keyOffset + 8) === 0n;
  return {
    key: keys.toString('hex', keyOffset, keyOffset + 16),
    netnsCookie: isCookie ? u64.decode(keys, keyOffset) : null,
    address: addressText(keys, keyOffset),
    value: u32.decode(values, valueOffset),
  };
}

/** The key under which the programs look a namespace up. */
export function cookieKey(cookie: bigint): Buffer {
  const key = Buffer.alloc(manageKeyLayout.size);
  u64.encode(cookie, key, 0);
  return key;
}

/** What the node knows of its namespaces and addresses, to tell manager keys apart. */
export interface KnownKeys {
  readonly isLiveCookie: (cookie: bigint) => boolean;
  readonly isKnownAddress: (address: string) => boolean;
}

/**
 * Which of the two an entry's key is. Live namespaces' cookies and known addresses settle it where
 * exactly one of them fits; else the shape decides: cookies stay below 2^24 on real nodes, and an IPv4
 * address whose last octet is 0 is rare.
 */
export function toManageKind(entry: ManageEntry, known: KnownKeys): ManageKind {
  if (entry.netnsCookie === null) return { kind: 'address', known: 'observed' };
  const isLiveCookie = known.isLiveCookie(entry.netnsCookie);
  const isKnownAddress = known.isKnownAddress(entry.address);
  if (isLiveCookie !== isKnownAddress) {
    return { kind: isLiveCookie ? 'cookie' : 'address', known: 'observed' };
  }
  const looksLikeCookie = entry.netnsCookie < 0x1000000n;
  return { kind: looksLikeCookie ? 'cookie' : 'address', known: 'inferred' };
}
