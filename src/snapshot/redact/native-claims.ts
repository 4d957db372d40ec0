// What becomes of the bytes of a slot or of a value: every view claims the bytes that it reads, and what none
// claims is left out.
import { type Place, placeOf, type ReferenceScheme } from '../../kmesh/kernel-native/reference.ts';
import { u32, u64 } from '../../layout/scalar.ts';
import type { AddressPseudonyms } from './address-pseudonyms.ts';
import type { NativeNamePseudonyms } from './native-names.ts';
import { type FieldRole, type MessageShape, type NumberRole, roleOf } from './native-shapes.ts';
import type { View, ViewedSlot } from './native-views.ts';

/** What stands for what in the bytes. */
export interface NativePseudonyms {
  readonly names: NativeNamePseudonyms;
  readonly addresses: AddressPseudonyms;
  readonly references: ReferencePseudonyms;
  /** The id of a cluster, which may be the hash of its name; 0 is 0. */
  readonly clusterId: (id: number) => number;
}

/** What stands for references. */
export interface ReferencePseudonyms {
  /** The lower 32 bits of the reference that stands for another. */
  low(reference: bigint): number;
  /** Whether anything stands behind it. */
  isThere(reference: bigint): boolean;
}

/** Bytes that a view reads, with what stands for them. */
interface Claim {
  readonly at: number;
  readonly bytes: Buffer;
  /** Of several for one byte the highest is taken. */
  readonly rank: number;
  /** Whether an answer may change where another one is taken. */
  readonly matters: boolean;
}

/** Redacted bytes, and whether what they say may be something else than before. */
export interface Redacted {
  readonly bytes: Buffer;
  readonly isAltered: boolean;
}

const ranks = { value: 5, name: 4, address: 3, number: 2, mark: 1, high: 0 } as const;

/** A slot of a pool behind pseudonyms. */
export function redactSlot({ bytes, views }: ViewedSlot, pseudonyms: NativePseudonyms): Redacted {
  return settle(
    bytes.length,
    views.map((view) => claimsOf(bytes, view, pseudonyms)),
  );
}

/** A message that is the value of a hash map. */
export function redactMessage(
  bytes: Buffer,
  shape: MessageShape,
  pseudonyms: NativePseudonyms,
): Redacted {
  return settle(bytes.length, [claimsOf(bytes, { kind: 'message', shape }, pseudonyms)]);
}

interface Claimed {
  readonly claims: readonly Claim[];
  readonly isAltered: boolean;
}

function settle(size: number, claimed: readonly Claimed[]): Redacted {
  const bytes = Buffer.alloc(size);
  const isTaken = new Uint8Array(size);
  let isAltered = claimed.some((one) => one.isAltered);
  const ordered = claimed.flatMap(({ claims }) => claims).sort((a, b) => b.rank - a.rank);
  for (const { at, bytes: wanted, matters } of ordered) {
    for (const [i, byte] of wanted.entries()) {
      const place = at + i;
      if (place >= size) break;
      if (isTaken[place] === 1) {
        if (matters && bytes[place] !== byte) isAltered = true;
        continue;
      }
      bytes[place] = byte;
      isTaken[place] = 1;
    }
  }
  return { bytes, isAltered };
}

function claimsOf(bytes: Buffer, view: View, pseudonyms: NativePseudonyms): Claimed {
  if (view.kind === 'text')
    return { claims: textClaims(bytes, view.form, pseudonyms), isAltered: false };
  if (view.kind === 'list') {
    const claims = Array.from({ length: view.count }, (_, i) =>
      referenceClaims(u64.decode(bytes, i * u64.size), i * u64.size, pseudonyms),
    ).flat();
    return { claims, isAltered: false };
  }
  const fields = view.shape.layout.fields.map(({ name, offset, layout }) =>
    fieldClaims(
      bytes,
      { at: offset, size: layout.size, role: roleOf(view.shape, name) },
      pseudonyms,
    ),
  );
  return {
    claims: fields.flatMap(({ claims }) => claims),
    isAltered: fields.some(({ isAltered }) => isAltered),
  };
}

/** Bytes of a string's slot. */
const slotSize = 192;

function textClaims(bytes: Buffer, form: 'name' | 'value', { names }: NativePseudonyms): Claim[] {
  const slot = bytes.subarray(0, slotSize);
  const text = names.terminated(slot, form);
  const mark = names.mark(slot);
  return [
    { at: 0, bytes: text, rank: ranks[form], matters: true },
    { at: text.length, bytes: mark, rank: ranks.mark, matters: true },
  ];
}

/** The upper bits are read by nobody; that there are some is told. */
function referenceClaims(reference: bigint, at: number, { references }: NativePseudonyms): Claim[] {
  const low = Buffer.alloc(u32.size);
  u32.encode(references.low(reference), low, 0);
  const claims = [{ at, bytes: low, rank: ranks.number, matters: references.isThere(reference) }];
  if (reference >> 32n === 0n) return claims;
  const high = Buffer.from([1, 0, 0, 0]);
  return [...claims, { at: at + u32.size, bytes: high, rank: ranks.high, matters: false }];
}

interface FieldPlace {
  readonly at: number;
  readonly size: number;
  readonly role: FieldRole;
}

function fieldClaims(bytes: Buffer, place: FieldPlace, pseudonyms: NativePseudonyms): Claimed {
  const { at, size, role } = place;
  const own = Buffer.from(bytes.subarray(at, at + size));
  const claim = (now: Buffer, rank: number): Claim => ({ at, bytes: now, rank, matters: true });
  switch (role) {
    case 'nothing':
      return { claims: [], isAltered: false };
    case 'reference': {
      const reference = u64.decode(bytes, at);
      return { claims: referenceClaims(reference, at, pseudonyms), isAltered: false };
    }
    case 'address':
      pseudonyms.addresses.ipv4InPlace(own, 0);
      return { claims: [claim(own, ranks.address)], isAltered: false };
    case 'clusterId':
      u32.encode(pseudonyms.clusterId(u32.decode(own, 0)), own, 0);
      return { claims: [claim(own, ranks.number)], isAltered: false };
    case 'port':
      return { claims: [claim(plainPort(own), ranks.number)], isAltered: false };
    default: {
      const now = plausible(own, role);
      return { claims: [claim(now, ranks.number)], isAltered: !now.equals(own) };
    }
  }
}

/** A port slot; of the two bytes that no port has it is kept whether they are zero. */
export function plainPort(slot: Buffer): Buffer {
  const rest = slot.readUInt16LE(2) === 0 ? 0 : 1;
  return Buffer.from([slot[0] ?? 0, slot[1] ?? 0, rest, 0]);
}

/** Beyond it a number is not believed: where a slot is another's by now, it may be an address or a text. */
const smallLimit = 0x10000;
const largeLimit = 0x1000000;

/** A number as it is where its field may hold it, else the largest that is believed. */
function plausible(bytes: Buffer, role: NumberRole): Buffer {
  const isLong = bytes.length === u64.size;
  const number = isLong ? u64.decode(bytes, 0) : BigInt(u32.decode(bytes, 0));
  const halves = isLong ? [number & 0xffffffffn, number >> 32n] : [number];
  const isBelieved = halves.every((half) => isPlausible(half, role));
  // Milliseconds in ns.
  const isRound = role === 'large' && number % 1_000_000n === 0n;
  if (isBelieved || isRound) return bytes;
  const most = BigInt((role === 'large' ? largeLimit : smallLimit) - 1);
  const now = Buffer.alloc(bytes.length);
  if (isLong) u64.encode(most, now, 0);
  else u32.encode(Number(most), now, 0);
  return now;
}

/** Negative numbers are written as the largest; the two ends of what has a sign are no address of anything. */
function isPlausible(number: bigint, role: NumberRole): boolean {
  const limit = role === 'large' ? largeLimit : smallLimit;
  const isEnd = number === 0x7fffffffn || number === 0x80000000n;
  const isNegative = number >= 0x100000000n - BigInt(smallLimit);
  const isSwapped = role === 'swapped' && number % BigInt(smallLimit) === 0n;
  return number < BigInt(limit) || isNegative || isEnd || isSwapped;
}

/**
 * Places whose numbers must stay: a slot has there what one view reads as a reference and another as a
 * number, which says what it says.
 */
export function keptPlaces(slots: Iterable<ViewedSlot>, scheme: ReferenceScheme): Place[] {
  return Array.from(slots).flatMap(({ bytes, views }) => {
    const numbers = new Set(views.flatMap((view) => numberOffsets(view)));
    const references = views.flatMap(referenceOffsets);
    return references
      .filter((at) => numbers.has(at) && at + u64.size <= bytes.length)
      .map((at) => placeOf(scheme, u64.decode(bytes, at)));
  });
}

function numberOffsets(view: View): number[] {
  return offsetsOf(view, isNumber);
}

function referenceOffsets(view: View): number[] {
  if (view.kind === 'list') return Array.from({ length: view.count }, (_, i) => i * u64.size);
  return offsetsOf(view, (role) => role === 'reference');
}

function isNumber(role: FieldRole): role is NumberRole {
  return role === 'small' || role === 'large' || role === 'swapped';
}

function offsetsOf(view: View, isWanted: (role: FieldRole) => boolean): number[] {
  if (view.kind !== 'message') return [];
  return view.shape.layout.fields
    .filter(({ name }) => isWanted(roleOf(view.shape, name)))
    .map(({ offset }) => offset);
}
