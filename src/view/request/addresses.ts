// Addresses as users type them.
import { formatIpv4, formatIpv6, parseIp } from '../../layout/ip-address.ts';

/** The address in the form in which everything prints it, undefined where the text is none. */
export function canonicalAddress(text: string): string | undefined {
  const bytes = parseIp(text);
  if (bytes === undefined) return undefined;
  return bytes.length === 4 ? formatIpv4(bytes, 0) : formatIpv6(bytes, 0);
}
