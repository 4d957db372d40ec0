// What a connect leaves of the socket: in its storage, and up to v1.0 in the map of original destinations
// (reference 2.8, 2.9, 3.1 steps 5 and 13).
import { addressBytes } from '../../kmesh/address.ts';
import type { Generation } from '../../kmesh/generation.ts';
import { formatIpv6 } from '../../layout/ip-address.ts';
import type { Reason, StorageTrace } from '../explanation.ts';
import type { Hook } from './hook.ts';
import { type Destination, frontendKey, isMappedText } from './socket-address.ts';

/** How a connect ended, as far as its traces depend on it. */
export interface ConnectEnd {
  /** Why the first pass ended. */
  readonly reason: Reason;
  readonly isFirstSuccess: boolean;
  /** The same of the last pass, which may be the first. */
  readonly isLastSuccess: boolean;
  readonly isViaWaypoint: boolean;
  /** What is recorded as the original destination if one is. */
  readonly original: Destination;
}

/** What is left behind; null = nothing. */
export function traceStorage(generation: Generation, end: ConnectEnd): StorageTrace | null {
  const { isViaWaypoint } = end;
  const isRecorded =
    generation.recordsDestination === 'to-waypoint' ? isViaWaypoint : end.isFirstSuccess;
  const originalDestination = isRecorded ? end.original : null;
  if (generation.notesConnect === 'before') {
    const hasConnectTime = notesConnectFirst(end.reason);
    if (hasConnectTime === null) return null;
    return { hasConnectTime, isViaWaypoint, originalDestination };
  }
  const hasConnectTime = end.isLastSuccess;
  if (!hasConnectTime && originalDestination === null) return null;
  return { hasConnectTime, isViaWaypoint, originalDestination };
}

/** Whether the time is noted where that comes before the look-ups; null where no storage is made at all. */
function notesConnectFirst(reason: Reason): boolean | null {
  switch (reason) {
    case 'NOT_ENABLED':
    case 'NOT_TCP':
    case 'CONTROL_CONNECT':
    case 'DNS_PROXY_OFF':
      return null;
    case 'DNS_REDIRECT':
      return false;
    default:
      return true;
  }
}

/**
 * The original destination as a reader of the storage finds it. It stands in the half of the socket's
 * family; but the IPv4 hook writes four bytes, so for an AF_INET6 socket that sends to an IPv4-mapped
 * target they are the head of an IPv6 address. v0.4.0 does the same for connects.
 */
export function recordedDestination(
  { recordsMappedShort }: Generation,
  hook: Hook,
  first: Destination,
): Destination {
  const isFourBytes = recordsMappedShort
    ? isMappedText(first.address)
    : hook.program === 'bpf_redirect_dns_send';
  if (hook.family === 4 || !isFourBytes) return first;
  return { address: formatIpv6(addressBytes(frontendKey(first.address)), 0), port: first.port };
}
