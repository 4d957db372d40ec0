// Kmesh's 16-byte addresses (reference 2.2): IPv4 in the first four bytes with twelve zero bytes after
// them, otherwise IPv6. Text and bytes map one to one: `2001:db8::` reads as 32.1.13.184, as the data
// plane would take it. IPv4-mapped bytes (::ffff:a.b.c.d) keep that form; the programs never fold them.
import { formatIpv4, formatIpv6, isMapped, parseIp } from '../layout/ip-address.ts';
import type { Layout } from '../layout/layout.ts';

/** Text of the 16 bytes at `offset`; sixteen zero bytes are `0.0.0.0`. */
export function addressText(bytes: Uint8Array, offset: number): string {
  for (let i = 4; i < 16; i++) if (bytes[offset + i] !== 0) return formatIpv6(bytes, offset);
  return formatIpv4(bytes, offset);
}

/** The 16 bytes of an address's text. Throws RangeError when the text is no address. */
export function addressBytes(text: string): Buffer {
  const parsed = parseIp(text);
  if (parsed === undefined) throw new RangeError(`not an IP address: ${text}`);
  const bytes = Buffer.alloc(16);
  parsed.copy(bytes);
  return bytes;
}

/** A 16-byte address field; decodes to text, see above. */
export const ipAddr: Layout<string> = Object.freeze({
  kind: 'scalar',
  typeName: 'ip_addr',
  size: 16,
  align: 4,
  decode: (bytes: Buffer, offset: number) => addressText(bytes, offset),
  encode: (value: string, bytes: Buffer, offset: number) => {
    addressBytes(value).copy(bytes, offset);
  },
  format: String,
});

/** The address whose sixteen bytes are zero: "no address" in every map. */
export const noAddress = '0.0.0.0';

/** `a.b.c.d` for `::ffff:a.b.c.d`, any other address as it is. */
export function unmapAddress(text: string): string {
  const bytes = addressBytes(text);
  return isMapped(bytes, 0) ? formatIpv4(bytes, 12) : text;
}
