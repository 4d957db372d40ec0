// From what the user names to what explain is asked, reading no more of the node than the names need.

import { addressBytes } from '../../kmesh/address.ts';
import { hasEffectiveWaypoint } from '../../kmesh/dual-engine/service.ts';
import { IncompleteError, NotFoundError, UsageError } from '../../raw/problem.ts';
import { podLabel } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { sortedFrontends } from '../directory.ts';
import type { ExplainedSource } from '../items/explanation.ts';
import { nameLabel } from '../label.ts';
import { asFarAsRead, findUnread } from './as-far-as-read.ts';
import {
  type DestinationWish,
  findService,
  findWorkload,
  type Named,
  orderAddresses,
} from './resolve-destination.ts';
import { findPod, type SourceWish } from './resolve-source.ts';

export interface FoundSource {
  readonly source: ExplainedSource;
  /** Whether the manager map has its cookie. */
  readonly managed: boolean;
  /** Whether its value there, in v0.4, has it bypassed. */
  readonly bypassed: boolean;
  readonly notes: readonly string[];
}

/** Who connects. `any` needs nothing of the node, a cookie one look-up. */
export function findSource(snapshot: Snapshot, wish: SourceWish): FoundSource {
  if (wish.kind === 'any') {
    return { source: { pod: null, netnsCookie: null }, managed: true, bypassed: false, notes: [] };
  }
  if (wish.kind === 'netns') {
    const managed = snapshot.keyedRouting.isManaged(wish.cookie);
    const [unread] = managed ? [] : findUnread(snapshot, ['km_manage']);
    if (unread !== undefined) {
      throw new IncompleteError(
        `cannot tell whether netns:${wish.cookie} is enabled: ${unread.message}`,
        'use --from any for a pod that is enabled',
      );
    }
    const bypassed = snapshot.keyedRouting.isBypassed(wish.cookie);
    return {
      source: { pod: null, netnsCookie: String(wish.cookie) },
      managed,
      bypassed,
      notes: [],
    };
  }
  const searched = ['namespaces', 'km_manage', 'km_frontend', 'km_backend'] as const;
  const pod = asFarAsRead(snapshot, searched, () => findPod(snapshot.pods, wish));
  const { netnsCookie, enabled } = pod;
  const label = podLabel(pod);
  if (enabled.cookie === null) {
    throw new IncompleteError(
      `cannot tell whether ${label} is enabled: its network namespace or the manager map could not be read`,
      'use --from any for a pod that is enabled, or --from netns:COOKIE; `kmscope status` says what may be read',
    );
  }
  const half = `${label} is only half enabled: its address is not in the manager map`;
  return {
    source: { pod: label, netnsCookie: netnsCookie === null ? null : String(netnsCookie) },
    managed: enabled.cookie,
    bypassed: netnsCookie !== null && snapshot.keyedRouting.isBypassed(netnsCookie),
    notes: enabled.cookie && enabled.address === false ? [half] : [],
  };
}

export interface FoundDestination {
  readonly address: string;
  readonly port: number;
  readonly notes: readonly string[];
}

/** Where it connects to. An address needs nothing of the node. */
export function findDestination(
  snapshot: Snapshot,
  wish: DestinationWish,
  namespace: string | null,
): FoundDestination {
  const { port } = wish;
  if (wish.kind === 'address') return { address: wish.address, port, notes: [] };
  if (snapshot.names.path === null) {
    throw new UsageError('no name file on this node, so names mean nothing', 'use ADDR:PORT');
  }
  if (wish.kind === 'workload') {
    const label = `${wish.namespace}/${wish.name}`;
    const address = asFarAsRead(snapshot, ['km_backend'], () => workloadAddress(snapshot, label));
    return { address, port, notes: [] };
  }
  return asFarAsRead(snapshot, ['km_service', 'km_frontend'], () =>
    serviceDestination(snapshot, wish, namespace),
  );
}

function serviceDestination(
  snapshot: Snapshot,
  wish: Extract<DestinationWish, { kind: 'service' }>,
  namespace: string | null,
): FoundDestination {
  const { port } = wish;
  const service = findService(namedEntries(snapshot, 'service'), wish.name, namespace);
  const [address, ...others] = serviceAddresses(snapshot, service);
  if (address === undefined) {
    throw new NotFoundError(
      `${nameLabel(service.name)} has no address in the maps: it is headless`,
      podHint(snapshot, service, port),
    );
  }
  const label = nameLabel(service.name);
  const more = `${label} has more addresses: ${address} is explained, not ${others.join(', ')}`;
  return {
    address,
    port,
    notes: [
      ...(others.length === 0 ? [] : [more]),
      ...(isUnlistedBehindWaypoint(snapshot, service.id, port)
        ? [`${label} has no port ${port}: its waypoint gets the connection all the same`]
        : []),
    ],
  };
}

/** The programs send everything to a waypoint before they look at ports. */
function isUnlistedBehindWaypoint(snapshot: Snapshot, id: number, port: number): boolean {
  const service = snapshot.keyedRouting.findService(id);
  if (service === undefined || service.servicePorts.includes(port)) return false;
  return hasEffectiveWaypoint(service, addressBytes(service.waypointAddr));
}

/** The names of what is in the maps now. */
export function namedEntries(snapshot: Snapshot, kind: 'service' | 'workload'): Named[] {
  const { keyedRouting } = snapshot;
  const isThere = (id: number) =>
    (kind === 'service' ? keyedRouting.findService(id) : keyedRouting.findBackend(id)) !==
    undefined;
  return [...snapshot.names.all()]
    .filter(([id, name]) => name.kind === kind && isThere(id))
    .map(([id, name]) => ({ id, name }));
}

function workloadAddress(snapshot: Snapshot, label: string): string {
  const { id } = findWorkload(namedEntries(snapshot, 'workload'), label);
  const backend = snapshot.keyedRouting.findBackend(id);
  if (backend === undefined) throw new UsageError(`${label} has no backend in the maps`);
  return backend.address;
}

function serviceAddresses(snapshot: Snapshot, service: Named): string[] {
  const addresses: string[] = [];
  for (const { upstreamId, address } of sortedFrontends(snapshot)) {
    if (upstreamId === service.id) addresses.push(address);
  }
  return orderAddresses(addresses);
}

/** A headless service is reached by the addresses of its pods. */
function podHint(snapshot: Snapshot, { id }: Named, port: number): string {
  const counts = snapshot.keyedRouting.findService(id)?.endpointCounts ?? [];
  const labels = counts.flatMap((count, prio) =>
    snapshot.keyedRouting.listEndpoints(id, prio, Math.min(count, 3)).flatMap((endpoint) => {
      const name = snapshot.names.find(endpoint.backendUid);
      return name === undefined ? [] : [`${nameLabel(name)}:${port}`];
    }),
  );
  return `ask for one of its pods: ${labels.slice(0, 3).join(', ') || 'NAMESPACE/POD:PORT'}`;
}
