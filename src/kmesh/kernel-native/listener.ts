// Listener map `km_listener` (reference 5.3): destination address and port -> filter chains. Key 40 bytes
// (socket-address.ts), value 64.
import { u32, u64 } from '../../layout/scalar.ts';
import { type EnumValue, toEnum } from '../enumeration.ts';
import { message, reference } from './message.ts';
import { type SocketAddressEntry, socketAddressLayout, toSocketAddress } from './socket-address.ts';

/** A listener with more chains is not used at all. */
export const chainLimit = 4;

export const listenerKeyLayout = socketAddressLayout;
export const listenerValueLayout = message('Listener__Listener', {
  api_status: u32,
  name: reference,
  address: reference,
  n_filter_chains: u64,
  filter_chains: reference,
});

/** core.ApiStatus; the programs look at none of them. */
export const statusNames = Object.freeze({
  0: 'NONE',
  1: 'DELETE',
  2: 'UPDATE',
  3: 'UNCHANGED',
  4: 'ALL',
  5: 'WAITING',
});

export interface ListenerEntry {
  /** The key; address `0.0.0.0` = every destination with that port. */
  readonly key: SocketAddressEntry;
  readonly status: EnumValue;
  /** References, see reference.ts. */
  readonly name: bigint;
  readonly address: bigint;
  readonly chainCount: bigint;
  readonly chains: bigint;
}

/** The entry of one row, whose key and value lie at the given offsets. */
export function toListenerEntry(
  keys: Buffer,
  keyOffset: number,
  values: Buffer,
  valueOffset: number,
): ListenerEntry {
  const raw = listenerValueLayout.decode(values, valueOffset);
  return {
    key: toSocketAddress(keys, keyOffset),
    status: toEnum(statusNames, raw.api_status),
    name: raw.name,
    address: raw.address,
    chainCount: raw.n_filter_chains,
    chains: raw.filter_chains,
  };
}
