import { ageOf, type Connection } from '../../explain/connection.ts';
import type { Reason, Verdict } from '../../explain/explanation.ts';
import { unmapAddress } from '../../kmesh/address.ts';
import { podLabel } from '../../snapshot/pod.ts';

export interface PlaceItem {
  readonly address: string;
  readonly port: number;
  /** Label of what has the address, null = unknown. */
  readonly name: string | null;
}

export interface ConnectionItem {
  /** `namespace/name`, or the best that there is. */
  readonly pod: string;
  readonly direction: 'inbound' | 'outbound' | null;
  readonly state: string;
  readonly source: PlaceItem;
  /** What the application asked for; null where nothing recorded it. */
  readonly originalDestination: PlaceItem | null;
  /** What the socket is connected to. */
  readonly destination: PlaceItem;
  readonly verdict: Verdict;
  readonly reason: Reason | null;
  /** Label of the service that was asked for; null = none, or no name (then `serviceId` has it). */
  readonly service: string | null;
  /** Label of a service whose waypoint it goes past, or `id N`; null = none. */
  readonly bypasses: string | null;
  readonly viaWaypoint: boolean;
  readonly encoded: boolean;
  readonly stale: boolean;
  readonly ageMs: number | null;
  readonly known: 'observed' | 'computed' | 'inferred';
  readonly note: string | null;
  readonly serviceId: number | null;
  readonly backendUid: number | null;
  /** Decimal strings. */
  readonly netnsCookie: string;
  readonly socketCookie: string | null;
}

/** Puts a label to an id and to an address. */
export interface Labels {
  labelOf(id: number): string | null;
  labelOfAddress(address: string): string | null;
}

/** The connection with names for its ends, as old as it is at that moment of CLOCK_MONOTONIC. */
export function toConnectionItem(
  connection: Connection,
  labels: Labels,
  monotonicNs: bigint,
): ConnectionItem {
  const { socket, serviceId, backendUid, originalDestination } = connection;
  const { bypassedServiceId: bypassed } = connection;
  const place = ({ address, port }: { address: string; port: number }): PlaceItem => ({
    address,
    port,
    name: labels.labelOfAddress(unmapAddress(address)),
  });
  return {
    pod: podLabel(connection.pod),
    direction: connection.direction,
    state: connection.state,
    source: place(connection.source),
    originalDestination: originalDestination === null ? null : place(originalDestination),
    destination: place(connection.destination),
    verdict: connection.verdict,
    reason: connection.reason,
    service: serviceId === null ? null : labels.labelOf(serviceId),
    bypasses: bypassed === null ? null : (labels.labelOf(bypassed) ?? `id ${bypassed}`),
    viaWaypoint: connection.viaWaypoint,
    encoded: connection.encoded,
    stale: connection.stale,
    ageMs: ageOf(connection, monotonicNs),
    known: connection.known,
    note: connection.note,
    serviceId,
    backendUid,
    netnsCookie: String(socket.netnsCookie),
    socketCookie: socket.socketCookie === null ? null : String(socket.socketCookie),
  };
}
