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
  /** Kernel-native mode: what leads to the destination; absent in the other. */
  readonly trace?: NativeTrace;
}

/** What the maps of kernel-native mode have on the way to a destination, as far as it is one thing alone. */
export interface NativeTrace {
  /** `address:port` of the listener, `0.0.0.0` = every address; null = none, or one of several. */
  readonly listener: string | null;
  /** Name of that listener, null = none that can be read. */
  readonly service: string | null;
  /** Name of the cluster, null = none, or one of several. */
  readonly cluster: string | null;
}

/** By source, then by destination. */
export function compareConnections(a: Connection, b: Connection): number {
  return (
    compareText(a.source.address, b.source.address) ||
    a.source.port - b.source.port ||
    compareText(a.destination.address, b.destination.address) ||
    a.destination.port - b.destination.port
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
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
