// What became of one live socket of an enabled pod, and what the maps of today say of it.
import type { RawSocket } from '../raw/raw-socket.ts';
import type { Pod } from '../snapshot/pod.ts';
import type { Reason, Verdict } from './explanation.ts';

export interface Connection {
  readonly pod: Pod;
  readonly socket: RawSocket;
  /** Null where neither the storage nor a listening socket tells. */
  readonly direction: 'inbound' | 'outbound' | null;
  /** The kernel's word: ESTABLISHED, SYN_SENT … */
  readonly state: string;
  readonly source: { readonly address: string; readonly port: number };
  /** What the application asked for; null where nothing recorded it. */
  readonly originalDestination: { readonly address: string; readonly port: number } | null;
  /** What the socket is connected to. */
  readonly destination: { readonly address: string; readonly port: number };
  readonly verdict: Verdict;
  /** Null where the verdict is observed and the maps of today no longer give a reason for it. */
  readonly reason: Reason | null;
  /** Id of the service that was asked for, null = none. */
  readonly serviceId: number | null;
  /** Uid of the backend whose address the destination is, null = none. */
  readonly backendUid: number | null;
  /**
   * Id of a service of the destination that has a waypoint, where the connection goes past that to the
   * workload's own address; null = none.
   */
  readonly bypassedServiceId: number | null;
  readonly viaWaypoint: boolean;
  /** Whether the header for the waypoint was put in front of the data. */
  readonly encoded: boolean;
  /** Today's maps would not send it there any more. */
  readonly stale: boolean;
  /** CLOCK_MONOTONIC of connect or accept, ns; null = unknown. */
  readonly connectNs: bigint | null;
  readonly known: 'observed' | 'computed' | 'inferred';
  /** A sentence where the verdict alone misleads, for example: opened before the pod was enabled. */
  readonly note: string | null;
}

/** ms since connect or accept at a moment of the same clock, null = unknown. */
export function ageOf(
  connection: Pick<Connection, 'connectNs'>,
  monotonicNs: bigint,
): number | null {
  if (connection.connectNs === null) return null;
  const age = Number(monotonicNs - connection.connectNs) / 1e6;
  return age < 0 ? 0 : Math.round(age);
}
