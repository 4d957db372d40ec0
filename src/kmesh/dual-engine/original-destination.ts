// Original destinations up to v1.0 (reference 2.9): `km_orig_dst`, `map_of_dst_info` up to v0.5. The key is
// the kernel's address of the socket, the value a tuple of which only the destination is written. v1.0 puts
// two marks where an IPv4 tuple has its source, whatever the socket's family.
import { parseIp } from '../../layout/ip-address.ts';
import { encodeWhole } from '../../layout/layout.ts';
import { u16, u32, u64 } from '../../layout/scalar.ts';
import { struct } from '../../layout/struct.ts';
import { destinationOf, type SockStorage, sockTupleLayout } from './sock-storage.ts';

export const originalDestinationKeyLayout = struct('sock_address', { sk: u64 });
export const originalDestinationValueLayout = sockTupleLayout;

/** What v1.0 keeps in the bytes of `ipv4.saddr` and `ipv4.sport`. */
const marksLayout = struct('original_destination_marks', {
  via_waypoint: u32,
  unused: u32,
  has_encoded: u16,
});

/**
 * What the map says of a socket of the given family, in the words of the storage. `isMarked`: whether
 * entries have v1.0's marks; without them, every entry is of a waypoint whose header was not sent yet.
 */
export function toRecordedDestination(
  value: Buffer,
  family: 4 | 6,
  isMarked: boolean,
): Pick<SockStorage, 'originalDestination' | 'isViaWaypoint' | 'isEncoded'> {
  const marks = marksLayout.decode(value, 0);
  return {
    originalDestination: destinationOf(sockTupleLayout.decode(value, 0), family),
    isViaWaypoint: !isMarked || marks.via_waypoint !== 0,
    isEncoded: isMarked && marks.has_encoded !== 0,
  };
}

/** The value of an entry, with or without v1.0's mark of a waypoint. */
export function fromRecordedDestination(
  destination: { readonly address: string; readonly port: number },
  family: 4 | 6,
  hasWaypointMark: boolean,
): Buffer {
  const parsed = parseIp(destination.address);
  if (parsed === undefined) throw new RangeError(`not an IP address: ${destination.address}`);
  const daddr = Buffer.alloc(family === 6 ? 16 : 4);
  parsed.copy(daddr);
  const half = { saddr: Buffer.alloc(daddr.length), daddr, sport: 0, dport: destination.port };
  // A union is written through the one member that is given.
  const tuple = (family === 6 ? { ipv6: half } : { ipv4: half }) as never;
  const value = encodeWhole(sockTupleLayout, tuple);
  if (hasWaypointMark) u32.encode(1, value, 0);
  return value;
}
