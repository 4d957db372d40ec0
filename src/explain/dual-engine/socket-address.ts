// Addresses as the connect hooks see them in the socket, and how they meet the 16-byte map addresses.
// IPv4 sockets have four bytes, IPv6 sockets sixteen; text and bytes map one to one on either side.
import { addressBytes, addressText, unmapAddress } from '../../kmesh/address.ts';
import { formatIpv4, formatIpv6, isMapped } from '../../layout/ip-address.ts';

/** Where a socket is going, at one moment of the procedure. */
export interface Destination {
  /** In the socket's family: dotted for IPv4, RFC 5952 for IPv6 with IPv4-mapped kept. */
  readonly address: string;
  /** Host order. */
  readonly port: number;
}

/** An address that an application gives, in its socket's family. Throws RangeError where it cannot be. */
export function socketAddress(family: 4 | 6, text: string): string {
  const bytes = addressBytes(text);
  const isIpv6Text = text.includes(':');
  if (family === 6) return isIpv6Text ? formatIpv6(bytes, 0) : mapped(bytes);
  if (!isIpv6Text) return text;
  if (isMapped(bytes, 0)) return formatIpv4(bytes, 12);
  throw new RangeError(`an IPv4 socket cannot connect to ${text}`);
}

/** The map key under which a socket's address is looked up: IPv4-mapped as IPv4, else byte for byte. */
export function frontendKey(address: string): string {
  return addressText(addressBytes(unmapAddress(address)), 0);
}

/**
 * The socket's address after the program has written a map address over `current`. An IPv4 socket takes
 * the first four bytes. An IPv6 socket takes all sixteen, except that a destination that was IPv4-mapped
 * stays so: a result that is not mapped becomes `::ffff:` and its first four bytes.
 */
export function writeAddress(family: 4 | 6, current: string, mapAddress: string): string {
  const bytes = addressBytes(mapAddress);
  if (family === 4) return formatIpv4(bytes, 0);
  if (isMappedText(current) && !isMapped(bytes, 0)) return mapped(bytes);
  return formatIpv6(bytes, 0);
}

/** The same for the IPv4 hooks on a socket of either family: only the first four bytes are ever taken. */
export function writeIpv4(family: 4 | 6, mapAddress: string): string {
  const bytes = addressBytes(mapAddress);
  return family === 4 ? formatIpv4(bytes, 0) : mapped(bytes);
}

/** Whether an IPv6 socket's address is `::ffff:a.b.c.d`. */
export function isMappedText(address: string): boolean {
  return isMapped(addressBytes(address), 0);
}

/**
 * A warning for a note, where the socket's family makes another address of a map address; else ''. The
 * data plane copies bytes and does not look at families.
 */
export function mixUpNote(mapAddress: string, written: string): string {
  if (unmapAddress(mapAddress) === unmapAddress(written)) return '';
  return `, the bytes of ${mapAddress} taken as ${written.includes(':') ? 'IPv6' : 'IPv4'}`;
}

function mapped(bytes: Uint8Array): string {
  return `::ffff:${formatIpv4(bytes, 0)}`;
}
