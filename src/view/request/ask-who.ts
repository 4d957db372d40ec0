// By which services and ports a workload is reached: the question of `explain` turned round. Each is
// explained like any connect, so that both questions have one answer.
import { explainConnect } from '../../explain/dual-engine/explain-connect.ts';
import { type Outcome, reasons } from '../../explain/explanation.ts';
import { addressBytes, unmapAddress } from '../../kmesh/address.ts';
import { hasEffectiveWaypoint, type ServiceEntry } from '../../kmesh/dual-engine/service.ts';
import type { Generation } from '../../kmesh/generation.ts';
import { IncompleteError } from '../../raw/problem.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Directory } from '../directory.ts';
import type { WhoItem } from '../items/who.ts';
import { orderAddresses } from './resolve-destination.ts';
import { findWaysToWorkload } from './ways-to-workload.ts';

interface Asked {
  readonly snapshot: Snapshot;
  readonly generation: Generation;
  readonly directory: Directory;
  readonly uid: number;
  readonly ownAddresses: readonly string[];
}

export interface WhoAnswer {
  /** By service and port, then by the workload's own addresses. */
  readonly items: readonly WhoItem[];
  readonly notes: readonly string[];
}

/** The ways to a workload. Throws IncompleteError where the programs are not known. */
export function askWho(snapshot: Snapshot, directory: Directory, uid: number): WhoAnswer {
  const generation = snapshot.followed;
  if (generation === undefined) {
    const { nearest } = snapshot.generation;
    throw new IncompleteError(
      'cannot tell who reaches a workload: the maps are of an unknown generation',
      `--generation ${nearest} follows the programs of the nearest one`,
    );
  }
  const { ownAddresses, listing, services } = findWaysToWorkload(snapshot, directory, uid);
  const asked: Asked = { snapshot, generation, directory, uid, ownAddresses };
  const found = sortByLabel([...services], directory).flatMap((id) => {
    const service = snapshot.routing.findService(id);
    if (service === undefined) return [];
    const items = serviceWays(asked, service);
    // A waypoint may lead elsewhere from a service that does not have the workload.
    return listing.has(id) ? items : items.filter(({ share }) => share !== null && share > 0);
  });
  const direct = orderAddresses(ownAddresses).map((address) => toWhoItem(asked, null, { address }));
  const headless = sortByLabel([...listing], directory).flatMap((id) => {
    if (directory.addressesOfService(id).length > 0) return [];
    const which = directory.labelOf(id) ?? `service id ${id}`;
    return [`${which} has it as an endpoint but no address: its pods are reached by their own`];
  });
  return { items: [...found, ...direct], notes: headless };
}

function sortByLabel(ids: readonly number[], { labelOf }: Directory): readonly number[] {
  const labelled = ids.map((id) => ({ id, label: labelOf(id) ?? '\uffff' }));
  labelled.sort((a, b) => (a.label === b.label ? a.id - b.id : a.label < b.label ? -1 : 1));
  return labelled.map(({ id }) => id);
}

function serviceWays(asked: Asked, service: ServiceEntry): WhoItem[] {
  const addresses = orderAddresses(asked.directory.addressesOfService(service.id));
  const ports = service.servicePorts.filter((port) => port !== 0 && port <= 0xffff);
  return [...new Set(ports)].flatMap((port) =>
    addresses.map((address) => toWhoItem(asked, service, { address, port })),
  );
}

/** A port at which no program does anything but what it does at all others. */
const anyPort = 1;

function toWhoItem(
  asked: Asked,
  service: ServiceEntry | null,
  { address, port = null }: { readonly address: string; readonly port?: number | null },
): WhoItem {
  const { snapshot, generation, directory, uid } = asked;
  const { outcomes } = explainConnect(
    { generation, maps: snapshot.routing, managed: true },
    {
      family: address.includes(':') ? 6 : 4,
      protocol: 'tcp',
      call: 'connect',
      address,
      port: port ?? anyPort,
    },
  );
  const reaching = outcomes.filter((outcome) => isReached(asked, outcome));
  // The largest come first.
  const [shown] = reaching.length > 0 ? reaching : outcomes;
  if (shown === undefined) throw new RangeError('an explanation without outcomes');
  const isDecided = reaching.length > 0 || shown.verdict !== 'waypoint';
  const targetPort = reaching.length > 0 && port !== null ? shown.port : null;
  return {
    backendUid: uid,
    workload: directory.labelOf(uid),
    serviceId: service?.id ?? null,
    service: service === null ? null : directory.labelOf(service.id),
    address,
    port,
    targetPort,
    share: isDecided ? reaching.reduce((sum, { share }) => sum + share, 0) : null,
    verdict: shown.verdict,
    reason: shown.reason,
    waypoint: shown.verdict === 'waypoint' ? waypointText(asked, service, shown) : null,
    note: noteOf(asked, shown, { isReached: reaching.length > 0 }),
  };
}

/** Whether a connection comes to the workload: by the draw, or left as it is; and at an address of its own. */
function isReached({ uid, ownAddresses }: Asked, { backendUid, address }: Outcome): boolean {
  return (backendUid ?? uid) === uid && ownAddresses.includes(unmapAddress(address));
}

/** Why the share is what it is. */
function noteOf({ uid }: Asked, shown: Outcome, { isReached: comes }: { isReached: boolean }) {
  if (comes || shown.verdict === 'fallthrough') return reasons[shown.reason].meaning;
  if (shown.verdict === 'waypoint') return 'the waypoint decides whether it gets there';
  const lost = `drawn, but connected to ${shown.address}: the service's address is of another family`;
  return shown.backendUid === uid
    ? lost
    : 'others are drawn: its priority or index is out of reach';
}

/** The first waypoint on the way: the service's, else the workload's. */
function waypointText(
  { snapshot, directory, uid }: Asked,
  service: ServiceEntry | null,
  { address }: Outcome,
): string {
  const isOfService =
    service !== null && hasEffectiveWaypoint(service, addressBytes(service.waypointAddr));
  const own = snapshot.routing.findBackend(uid);
  const ofWorkload = own !== undefined && own.waypointPort !== 0 ? own.waypointAddr : address;
  const waypoint = isOfService ? service.waypointAddr : ofWorkload;
  return directory.labelOfAddress(waypoint) ?? waypoint;
}
