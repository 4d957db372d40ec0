// What a connect leaves in the socket's storage, v1.1 on (reference 2.8, 3.1 steps 5 and 13).
import { addressBytes } from '../../kmesh/address.ts';
import { formatIpv6 } from '../../layout/ip-address.ts';
import type { Reason, StorageTrace } from '../explanation.ts';
import type { Hook } from './hook.ts';
import { type Destination, frontendKey } from './socket-address.ts';

/** Storage after the first pass ended for `reason`; null where the program ended before making one. */
export function traceStorage(
  reason: Reason,
  original: Destination | null,
  isViaWaypoint: boolean,
): StorageTrace | null {
  switch (reason) {
    case 'NOT_ENABLED':
    case 'NOT_TCP':
    case 'CONTROL_CONNECT':
    case 'DNS_PROXY_OFF':
      return null;
    case 'DNS_REDIRECT':
      return { hasConnectTime: false, isViaWaypoint, originalDestination: original };
    default:
      return { hasConnectTime: true, isViaWaypoint, originalDestination: original };
  }
}

/**
 * The original destination as a reader of the storage finds it. It stands in the half of the socket's
 * family; but the IPv4 hook writes four bytes, so for an AF_INET6 socket that sends to an IPv4-mapped
 * target they are the head of an IPv6 address.
 */
export function recordedDestination(hook: Hook, first: Destination): Destination {
  if (hook.family === 4 || hook.program !== 'bpf_redirect_dns_send') return first;
  return { address: formatIpv6(addressBytes(frontendKey(first.address)), 0), port: first.port };
}
