// The rows of a map with every id and address replaced, by the fields of its layouts: one rule for all
// generations, and for a field that is added where fields have their names.
import { sockStorageLayout, sockTupleLayout } from '../../kmesh/dual-engine/sock-storage.ts';
import { dualEngineLayouts } from '../../kmesh/maps.ts';
import type { Layout } from '../../layout/layout.ts';
import { u32, u64 } from '../../layout/scalar.ts';
import type { StructLayout } from '../../layout/struct.ts';
import type { RawMap } from '../../raw/raw-map.ts';
import type { AddressPseudonyms } from './address-pseudonyms.ts';
import type { IdPseudonyms } from './id-pseudonyms.ts';

const idFields = ['upstream_id', 'service_id', 'backend_uid', 'services', 'policy_ids'];
const addressFields = ['addr', 'wp_addr'];
/** What says nothing of who is there: counts, places in lists, policies, ports, marks. */
const keptFields = [
  'prio_endpoint_count',
  'endpoint_count',
  'lb_policy',
  'service_port',
  'target_port',
  'waypoint_port',
  'prio',
  'backend_index',
  'service_count',
  'is_bypassed',
  'denied',
];

export interface Pseudonyms {
  readonly ids: IdPseudonyms;
  readonly addresses: AddressPseudonyms;
}

type Replace = (bytes: Buffer, offset: number) => void;

/** A copy of a map's rows with pseudonyms; undefined for a map or a size that is not known. */
export function redactRows(map: RawMap, pseudonyms: Pseudonyms): RawMap | undefined {
  const layouts = dualEngineLayouts[map.info.name];
  const { keySize, valueSize } = map.info;
  if (layouts?.key.size !== keySize || layouts.value.size !== valueSize) return undefined;
  const half = (bytes: Buffer, layout: Layout<unknown>) => {
    const copy = Buffer.from(bytes.subarray(0, map.count * layout.size));
    const replacers = replacersOf(layout, pseudonyms);
    for (let row = 0; row < map.count; row++) {
      for (const replace of replacers) replace(copy, row * layout.size);
    }
    return copy;
  };
  return { ...map, keys: half(map.keys, layouts.key), values: half(map.values, layouts.value) };
}

function replacersOf(layout: Layout<unknown>, pseudonyms: Pseudonyms): Replace[] {
  if (layout === sockTupleLayout)
    return [(bytes, at) => redactFlow(bytes, at, pseudonyms.addresses)];
  const { fields = [] } = layout as Partial<StructLayout<unknown>>;
  return fields.flatMap(({ name, offset, layout: field }) => {
    if (idFields.includes(name)) return idReplacers(offset, field.size, pseudonyms.ids);
    if (addressFields.includes(name)) {
      return [(bytes: Buffer, at: number) => pseudonyms.addresses.inPlace(bytes, at + offset)];
    }
    // A manager key is a cookie or an address: the mapping of addresses serves for both.
    if (keptFields.includes(name) || name === 'netns_cookie') return [];
    // What is not known to be harmless is not given away.
    return [
      (bytes: Buffer, at: number) => void bytes.fill(0, at + offset, at + offset + field.size),
    ];
  });
}

function idReplacers(offset: number, size: number, ids: IdPseudonyms): Replace[] {
  return Array.from({ length: size / u32.size }, (_, slot) => (bytes: Buffer, at: number) => {
    const place = at + offset + slot * u32.size;
    u32.encode(ids.of(u32.decode(bytes, place)), bytes, place);
  });
}

/** A flow as the programs key it: 12 bytes of IPv4, else both addresses as 16 bytes; then the ports. */
function redactFlow(bytes: Buffer, at: number, addresses: AddressPseudonyms): void {
  const isIpv4 = bytes.subarray(at + 12, at + sockTupleLayout.size).every((byte) => byte === 0);
  if (isIpv4) {
    addresses.ipv4InPlace(bytes, at);
    addresses.ipv4InPlace(bytes, at + 4);
  } else {
    addresses.inPlace(bytes, at);
    addresses.inPlace(bytes, at + 16);
  }
}

/** Offsets of the destination in the tuple of a socket of a family, and of its port. */
const destinations = {
  4: { at: 4, size: 4, port: 10 },
  6: { at: 16, size: 16, port: 34 },
} as const;

/** Only what is read of a tuple: the destination of the socket's family. */
function redactTuple(tuple: Buffer, family: 4 | 6, addresses: AddressPseudonyms): Buffer {
  const { at, size, port } = destinations[family];
  const redacted = Buffer.alloc(tuple.length);
  tuple.copy(redacted, at, at, at + size);
  tuple.copy(redacted, port, port, port + 2);
  if (family === 4) addresses.ipv4InPlace(redacted, at);
  else addresses.inPlace(redacted, at);
  return redacted;
}

const tupleAt = fieldOffset('sk_tuple');
/** Times of the short storage and of the long one. */
const [firstTime, secondTime] = [0, u64.size];

/** A socket's storage, its times counted on a clock that was moved by `shiftNs`. */
export function redactStorage(
  storage: Buffer,
  family: 4 | 6,
  addresses: AddressPseudonyms,
  shiftNs: bigint,
): Buffer {
  const redacted = Buffer.from(storage);
  const isLong = storage.length === sockStorageLayout.size;
  for (const at of isLong ? [firstTime, secondTime] : [firstTime]) {
    const time = u64.decode(redacted, at);
    // 0 means "never".
    if (time !== 0n) u64.encode(BigInt.asUintN(64, time + shiftNs) || 1n, redacted, at);
  }
  if (!isLong) return redacted.fill(0, 10);
  redacted.fill(0, fieldOffset('pad'), tupleAt);
  redactTuple(storage.subarray(tupleAt, tupleAt + sockTupleLayout.size), family, addresses).copy(
    redacted,
    tupleAt,
  );
  return redacted.fill(0, fieldOffset('pad2'));
}

/** A socket's entry in the map of original destinations: the destination and v1.0's two marks. */
export function redactDestination(
  value: Buffer,
  family: 4 | 6,
  addresses: AddressPseudonyms,
): Buffer {
  const redacted = redactTuple(value, family, addresses);
  for (const [start, end] of [
    [0, 4],
    [8, 10],
  ] as const) {
    if (value.subarray(start, end).some((byte) => byte !== 0)) redacted[start] = 1;
  }
  return redacted;
}

function fieldOffset(name: string): number {
  const field = sockStorageLayout.fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new RangeError(`socket storage has no ${name}`);
  return field.offset;
}
