import { type BackendEntry, backendServiceCount } from '../../kmesh/dual-engine/backend.ts';
import { type Directory, isDnsProxy } from '../directory.ts';
import { toWaypointItem, type WaypointItem } from './waypoint.ts';

export interface BackendItem {
  readonly uid: number;
  /** Short name of the workload, null = unknown. */
  readonly name: string | null;
  readonly namespace: string | null;
  readonly address: string;
  /** The services that the backend lists, as many as it says it has. */
  readonly serviceIds: readonly number[];
  /** What the backend says it has, where the list of ten slots cannot be that long. */
  readonly serviceCount?: number;
  /** All ten slots, where those behind the count are not empty. */
  readonly serviceSlots?: readonly number[];
  readonly serviceNames: readonly (string | null)[];
  readonly waypoint: WaypointItem | null;
  /** The workload's Kubernetes kind, or `DNSProxy` for the node's DNS proxy; null = unknown. */
  readonly workloadKind: string | null;
}

/** The backend with the names of its services. */
export function toBackendItem(entry: BackendEntry, directory: Directory): BackendItem {
  const name = directory.names.find(entry.uid);
  const length = Math.min(entry.serviceCount, backendServiceCount);
  const serviceIds = entry.serviceIds.slice(0, length);
  const hasMore = entry.serviceIds.some((id, slot) => slot >= length && id !== 0);
  const kind = name?.kind === 'workload' ? name.workloadKind : null;
  return {
    uid: entry.uid,
    name: name?.name ?? null,
    namespace: name?.namespace ?? null,
    address: entry.address,
    serviceIds,
    ...(entry.serviceCount === length ? {} : { serviceCount: entry.serviceCount }),
    ...(hasMore ? { serviceSlots: entry.serviceIds } : {}),
    serviceNames: serviceIds.map((id) => directory.labelOf(id)),
    // A port is enough: whatever the address, the traffic goes there.
    waypoint: toWaypointItem(entry, entry.waypointPort !== 0, directory),
    workloadKind: isDnsProxy(entry.uid) ? 'DNSProxy' : kind,
  };
}
