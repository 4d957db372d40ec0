// A waypoint as a service or a backend names it.
import { noAddress } from '../../kmesh/address.ts';
import { portOf } from '../../kmesh/port-slot.ts';
import type { Directory } from '../directory.ts';

export interface WaypointItem {
  /** Null = the address bytes are zero. */
  readonly address: string | null;
  /** Null = the port slot is zero. */
  readonly port: number | null;
  /** The whole slot where its unused bytes are not zero: port + 65536 * rest. */
  readonly rawPort?: number;
  /** Label of what has this address, null = unknown. */
  readonly name: string | null;
  /** Whether the programs send traffic there: a half-set waypoint may count for nothing. */
  readonly effective: boolean;
}

interface Stored {
  readonly waypointAddr: string;
  readonly waypointPort: number;
}

/** Null where neither an address nor a port is set. */
export function toWaypointItem(
  stored: Stored,
  effective: boolean,
  directory: Directory,
): WaypointItem | null {
  const { waypointAddr, waypointPort } = stored;
  const hasAddress = waypointAddr !== noAddress;
  if (!hasAddress && waypointPort === 0) return null;
  return {
    address: hasAddress ? waypointAddr : null,
    port: waypointPort === 0 ? null : portOf(waypointPort),
    ...(waypointPort > 0xffff ? { rawPort: waypointPort } : {}),
    name: hasAddress ? directory.labelOfAddress(waypointAddr) : null,
    effective,
  };
}
