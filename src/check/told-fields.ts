// Fields of a service and of a workload as the daemon ought to write them, after what it was told
// (reference 4.3; workload_processor.go, updateServiceMap and updateWorkloadInBackendMap), beside those of
// the row. Only what differs comes out; what cannot be told is left out.
import { noAddress, unmapAddress } from '../kmesh/address.ts';
import {
  type DaemonDump,
  type DaemonService,
  type DaemonWorkload,
  lbModes,
  toAddress,
} from '../kmesh/daemon-dump.ts';
import { type BackendEntry, backendServiceCount } from '../kmesh/dual-engine/backend.ts';
import { hasPriorities, portCount, type ServiceEntry } from '../kmesh/dual-engine/service.ts';
import type { EvidenceField } from './finding.ts';

/** One field as the daemon has it and as the map has it. */
export interface Difference {
  readonly field: string;
  readonly told: EvidenceField;
  readonly inMap: EvidenceField;
}

/** Target port of every service whose name has `waypoint` in it. */
const waypointTarget = 15019;
/** A service with this port is taken for a waypoint itself, and has none. */
const waypointStatusPort = 15021;

/** First addresses of services by their names: the daemon resolves the host names of waypoints by them. */
export type WaypointNames = ReadonlyMap<string, string>;

/** Those of the services that the daemon was told of. */
export function waypointNames({ services }: DaemonDump): WaypointNames {
  return new Map(
    services.flatMap(({ name, addresses: [first] }) =>
      first === undefined ? [] : [[name, first] as const],
    ),
  );
}

/** What differs in a service's own row: its ports, policy and waypoint. */
export function* serviceDifferences(
  told: DaemonService,
  entry: ServiceEntry,
  names: WaypointNames,
): Iterable<Difference> {
  const hasAll = hasPriorities(entry);
  yield* different('ports', toldPorts(told, hasAll), portsOf(entry));
  const mode = lbModes[told.lbMode];
  // Up to v0.5 there is no policy to choose.
  if (hasAll && mode !== undefined && mode !== entry.lbPolicy.raw) {
    const { name, raw } = entry.lbPolicy;
    yield { field: 'lbPolicy', told: told.lbMode, inMap: name ?? raw };
  }
  const waypoint = waypointAddress(told.waypoint, names);
  const isOwn =
    waypoint === told.addresses[0] ||
    told.ports.some(({ servicePort }) => servicePort === waypointStatusPort);
  if (waypoint === null || (isOwn && entry.waypointAddr === noAddress)) return;
  yield* different('waypoint', [waypoint], [withoutMapping(entry.waypointAddr)]);
}

/** What differs in a healthy workload's own row: its address, services and waypoint. */
export function* workloadDifferences(
  told: DaemonWorkload,
  entry: BackendEntry,
  { names, serviceIds }: { names: WaypointNames; serviceIds: readonly number[] | null },
): Iterable<Difference> {
  const address = withoutMapping(entry.address);
  // The row holds one of them, the last that was written.
  if (told.addresses.length > 0 && !told.addresses.includes(address)) {
    yield { field: 'address', told: told.addresses, inMap: address };
  }
  const listed = entry.serviceIds.slice(0, Math.min(entry.serviceCount, backendServiceCount));
  // Of more than fit, which ones are written is chance.
  if (serviceIds !== null && serviceIds.length <= backendServiceCount) {
    yield* different('services', serviceIds, listed);
  }
  const waypoint = waypointAddress(told.waypoint, names);
  if (waypoint === null) return;
  yield* different('waypoint', [waypoint], [withoutMapping(entry.waypointAddr)]);
}

/** An IPv4 address as the daemon prints it, whichever of its two forms the map has. */
export function withoutMapping(address: string): string {
  return address.startsWith('::ffff:') ? unmapAddress(address) : address;
}

/** The first ten; which slot has which port does not matter. */
function toldPorts({ name, ports }: DaemonService, isTargetFilled: boolean): string[] {
  const isWaypoint = name.includes('waypoint');
  return ports.slice(0, portCount).map(({ servicePort, targetPort }) => {
    // Since v1.0 a missing target is the service port.
    const given = targetPort ?? (isTargetFilled ? servicePort : 0);
    return `${servicePort}->${isWaypoint ? waypointTarget : given}`;
  });
}

function portsOf({ servicePorts, targetPorts }: ServiceEntry): string[] {
  return servicePorts.flatMap((port, slot) =>
    port === 0 ? [] : [`${port}->${targetPorts[slot] ?? 0}`],
  );
}

/** The address, `0.0.0.0` = none; null where it cannot be told. */
function waypointAddress(waypoint: string | null, names: WaypointNames): string | null {
  if (waypoint === null) return noAddress;
  return toAddress(waypoint) ?? names.get(waypoint) ?? null;
}

/** The field where the two have not the same elements; the order means nothing. */
function* different<T extends string | number>(
  field: string,
  told: readonly T[],
  inMap: readonly T[],
): Iterable<Difference> {
  const [a, b] = [[...told].sort(), [...inMap].sort()];
  if (a.length === b.length && a.every((item, at) => item === b[at])) return;
  yield { field, told: a, inMap: b };
}
