// Addresses that stand for addresses (after Crypto-PAn): each byte is permuted by a tree of coin flips that
// its prefix and the secret decide, so that addresses which share a prefix of whole bytes still do. What the
// programs and the views tell apart by an address's form stays told apart: IPv4 and IPv6, mapped or not,
// none, loopback, link-local, multicast, Kmesh's own marks (0.0.0.2), a last octet of 0, as which a manager
// key that is a small cookie reads. So the same mapping serves for cookies.
import { addressBytes, addressText } from '../../kmesh/address.ts';
import { formatIpv6, isMapped } from '../../layout/ip-address.ts';
import type { KeyedDigest } from './keyed-digest.ts';

/** More trees than this are made anew: a full node's IPv6 addresses would keep a hundred megabytes. */
const keptTrees = 50_000;

export class AddressPseudonyms {
  readonly #digest: KeyedDigest;
  /** By family and prefix; 32 bytes as a latin1 text, which takes a fourth of a Buffer's room. */
  readonly #trees = new Map<string, string>();

  constructor(digest: KeyedDigest) {
    this.#digest = digest;
  }

  /** The text of an address, in the form (IPv4 or IPv6) that it was written in. */
  text(address: string): string {
    const bytes = addressBytes(address);
    this.inPlace(bytes, 0);
    return address.includes(':') ? formatIpv6(bytes, 0) : addressText(bytes, 0);
  }

  /** A cookie, as the first eight bytes of the manager key that it is. */
  cookie(cookie: bigint): bigint {
    const key = Buffer.alloc(16);
    key.writeBigUInt64LE(cookie);
    this.inPlace(key, 0);
    return key.readBigUInt64LE();
  }

  /** Replaces the 16 bytes of Kmesh's form of an address. */
  inPlace(bytes: Buffer, offset: number): void {
    const address = bytes.subarray(offset, offset + 16);
    if (isZero(address, 4, 16)) this.ipv4InPlace(address, 0);
    else if (isMapped(address, 0)) this.ipv4InPlace(address, 12);
    else this.#ipv6(address);
  }

  /** Replaces four bytes. */
  ipv4InPlace(bytes: Buffer, offset: number): void {
    const address = bytes.subarray(offset, offset + 4);
    if (isKept4(address)) return;
    const steps = ordinary4.find(({ isMeant }) => isMeant(address))?.steps ?? [];
    this.#permute('4', address, steps, isKept4);
  }

  /** On an IPv4 socket the programs write the first four bytes of whatever it is: they are as IPv4's. */
  #ipv6(address: Buffer): void {
    if (isKept6(address)) return;
    this.ipv4InPlace(address, 0);
    const hasTail = !isZero(address, 8, 16);
    const isOtherForm = (now: Buffer) =>
      isKept6(now) || isMapped(now, 0) || isZero(now, 8, 16) === hasTail || isZero(now, 4, 16);
    this.#permute('6', address, hasTail ? wholeTail : shortTail, isOtherForm);
  }

  /** Permutes the bytes of the steps in turn, again until the whole is none that another form has. */
  #permute(
    family: string,
    address: Buffer,
    steps: readonly Step[],
    isOtherForm: (address: Buffer) => boolean,
  ): void {
    do {
      const before = Buffer.from(address);
      for (const { at, isOther = () => false } of steps) {
        const tree = this.#tree(`${family} ${before.toString('latin1', 0, at)}`);
        let byte = flip(tree, before[at] ?? 0);
        while (isOther(byte, before)) byte = flip(tree, byte);
        address[at] = byte;
      }
    } while (isOtherForm(address));
  }

  #tree(prefix: string): string {
    let tree = this.#trees.get(prefix);
    if (tree === undefined) {
      if (this.#trees.size >= keptTrees) this.#trees.clear();
      tree = this.#digest('address', prefix).toString('latin1');
      this.#trees.set(prefix, tree);
    }
    return tree;
  }
}

/** A byte that is permuted, among those that are not `isOther`. */
interface Step {
  readonly at: number;
  readonly isOther?: (byte: number, address: Buffer) => boolean;
}

const isOfForm = (byte: number) => byte === 0 || byte === 127 || byte === 169;
const last: Step = {
  at: 3,
  // A last octet of 0 stays 0, and no other becomes it.
  isOther: (byte, address) => (byte === 0) !== (address[3] === 0),
};
const middle: Step[] = [{ at: 1 }, { at: 2 }];
/** Behind the first four bytes of IPv6: all of it, and where the last eight are zero. */
const wholeTail: Step[] = Array.from({ length: 12 }, (_, position) => ({ at: position + 4 }));
const shortTail = wholeTail.slice(0, 4);

/** What of an IPv4 address is permuted, by its first byte. */
const ordinary4: readonly { isMeant: (address: Buffer) => boolean; steps: readonly Step[] }[] = [
  { isMeant: (a) => a[0] === 169 && a[1] === 254, steps: [{ at: 2 }, last] },
  {
    isMeant: (a) => a[0] === 169,
    steps: [{ at: 1, isOther: (byte) => byte === 254 }, { at: 2 }, last],
  },
  { isMeant: (a) => isOfForm(a[0] ?? 0), steps: [...middle, last] },
  // fe80:: and ff02:: in IPv6, of which these are the first four bytes.
  { isMeant: (a) => (a[0] ?? 0) >= 254, steps: [{ at: 2 }, last] },
  {
    isMeant: (a) => (a[0] ?? 0) >= 224,
    steps: [{ at: 0, isOther: (byte) => byte < 224 || byte >= 254 }, ...middle, last],
  },
  {
    isMeant: () => true,
    steps: [{ at: 0, isOther: (byte) => isOfForm(byte) || byte >= 224 }, ...middle, last],
  },
];

/** 0.0.0.x and 127.0.0.x, link-local 169.254.x.x; but not what only a cookie looks like. */
function isKept4(address: Buffer): boolean {
  const [first, second, third, fourth] = address;
  if (fourth === 0) return isZero(address, 0, 4);
  if (first === 169 && second === 254) return true;
  return (first === 0 || first === 127) && second === 0 && third === 0;
}

/** ::1, and the marks near it. */
function isKept6(address: Buffer): boolean {
  return isZero(address, 0, 15);
}

/** The byte with each bit flipped or not, as the tree's node for the bits before it says. */
function flip(tree: string, byte: number): number {
  let node = 1;
  let flipped = 0;
  for (let bit = 7; bit >= 0; bit--) {
    const own = (byte >> bit) & 1;
    const coin = (tree.charCodeAt(node >> 3) >> (node & 7)) & 1;
    flipped |= (own ^ coin) << bit;
    node = (node << 1) | own;
  }
  return flipped;
}

function isZero(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 0) return false;
  return true;
}
