// Socket storage (reference 2.8), natural alignment: `km_sockstorage`, v1.1 and later, 64 bytes; 16 bytes
// before (`map_of_sock_storage` up to v0.5), when the destination stood in a map of its own.
// Which half of the tuple holds the original destination follows the socket's family; only the
// destination is ever written. An IPv4-mapped destination stands in the IPv6 half in its mapped form.

import { formatIpv4, formatIpv6 } from '../../layout/ip-address.ts';
import type { Decoded } from '../../layout/layout.ts';
import { be16, rawBytes, u8, u64 } from '../../layout/scalar.ts';
import { struct, union } from '../../layout/struct.ts';
import { type EnumValue, toEnum } from '../enumeration.ts';

const tuple4Layout = struct('bpf_sock_tuple.ipv4', {
  saddr: rawBytes(4),
  daddr: rawBytes(4),
  sport: be16,
  dport: be16,
});
const tuple6Layout = struct('bpf_sock_tuple.ipv6', {
  saddr: rawBytes(16),
  daddr: rawBytes(16),
  sport: be16,
  dport: be16,
});

/** 36 bytes: both readings of a socket's addresses and ports; ports network order. */
export const sockTupleLayout = union('bpf_sock_tuple', { ipv6: tuple6Layout, ipv4: tuple4Layout });

export const sockStorageLayout = struct('sock_storage_data', {
  connect_ns: u64,
  last_report_ns: u64,
  direction: u8,
  connect_success: u8,
  via_waypoint: u8,
  has_encoded: u8,
  has_set_ip: u8,
  pad: rawBytes(3),
  sk_tuple: sockTupleLayout,
  pad2: rawBytes(4),
});

/** Up to v1.0. */
export const shortSockStorageLayout = struct('short_sock_storage', {
  connect_ns: u64,
  direction: u8,
  connect_success: u8,
  pad: rawBytes(6),
});

export const directionNames = Object.freeze({ 1: 'inbound', 2: 'outbound' });

export interface SockStorage {
  /** CLOCK_MONOTONIC ns of the last connect or accept, null = never set (a DNS entry). */
  readonly connectNs: bigint | null;
  /** ns, null = never reported. */
  readonly lastReportNs: bigint | null;
  /** Set on establishment, and only with monitoring on; raw 0 = unset. */
  readonly direction: EnumValue;
  readonly isEstablished: boolean;
  /** Never cleared: true also when an earlier connect of this socket went by a waypoint. */
  readonly isViaWaypoint: boolean;
  /** Whether the header for the waypoint has been put in front of the data. */
  readonly isEncoded: boolean;
  /** The first destination that was recorded for this socket, null = none. */
  readonly originalDestination: { readonly address: string; readonly port: number } | null;
}

/** The storage of a socket of the given family, v1.1 and later. */
export function toSockStorage(value: Buffer, family: 4 | 6): SockStorage {
  const raw = sockStorageLayout.decode(value, 0);
  return {
    ...timesOf(raw),
    lastReportNs: raw.last_report_ns === 0n ? null : raw.last_report_ns,
    isViaWaypoint: raw.via_waypoint !== 0,
    isEncoded: raw.has_encoded !== 0,
    originalDestination: raw.has_set_ip === 0 ? null : destinationOf(raw.sk_tuple, family),
  };
}

/** The same up to v1.0, as far as the storage itself tells. */
export function toShortSockStorage(value: Buffer): SockStorage {
  const times = timesOf(shortSockStorageLayout.decode(value, 0));
  return {
    ...times,
    lastReportNs: null,
    isViaWaypoint: false,
    isEncoded: false,
    originalDestination: null,
  };
}

/** The destination in the tuple's half of a socket of the given family. */
export function destinationOf(
  tuple: Decoded<typeof sockTupleLayout>,
  family: 4 | 6,
): { readonly address: string; readonly port: number } {
  return family === 6
    ? { address: formatIpv6(tuple.ipv6.daddr, 0), port: tuple.ipv6.dport }
    : { address: formatIpv4(tuple.ipv4.daddr, 0), port: tuple.ipv4.dport };
}

function timesOf(raw: Omit<Decoded<typeof shortSockStorageLayout>, 'pad'>) {
  return {
    connectNs: raw.connect_ns === 0n ? null : raw.connect_ns,
    direction: toEnum(directionNames, raw.direction),
    isEstablished: raw.connect_success !== 0,
  };
}
