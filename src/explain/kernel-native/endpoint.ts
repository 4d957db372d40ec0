// cluster_handle_loadbalance and loadbalance_round_robin (cluster.h): whose turn it is, and its address.
import type { ClusterEntry } from '../../kmesh/kernel-native/cluster.ts';
import {
  type ClusterEndpoints,
  endpointLimit,
  toClusterEndpoints,
} from '../../kmesh/kernel-native/cluster-endpoints.ts';
import { endpointLayout } from '../../kmesh/kernel-native/endpoint.ts';
import {
  findMessage,
  findStringSlot,
  follow,
  type ReferenceMaps,
  referenceText,
  slotText,
} from '../../kmesh/kernel-native/reference.ts';
import {
  type SocketAddressEntry,
  socketAddressLayout,
  toSocketAddress,
} from '../../kmesh/kernel-native/socket-address.ts';
import { formatHostPort } from '../../layout/ip-address.ts';
import { buildList, encodeList, findAssignment, readScratch, scratchKey } from './endpoint-list.ts';
import { type Ending, leave, type Point, take, type Walk, write } from './walk.ts';

/** Every way the connections of a chosen cluster can end. */
export function handleLoadBalance(walk: Walk, at: Point, cluster: ClusterEntry): Ending[] {
  const name = findStringSlot(walk.references, cluster.name);
  if (name === undefined) return [fail(walk, at, "the cluster's own name is unreadable")];
  const assignment = findAssignment(walk.references, cluster);
  if (assignment === undefined) return [fail(walk, at, 'its load assignment is unreadable')];
  const kept = walk.maps.lookup('km_cluster_eps', name);
  const asked = take(walk, at, {
    function: 'cluster_refresh_endpoints',
    map: 'km_cluster_eps',
    key: JSON.stringify(slotText(name)),
    hit: kept !== undefined,
    note: kept === undefined ? 'no list kept: built now' : 'the kept list, whatever changed since',
  });
  if (kept !== undefined) return roundRobin(walk, asked, name, toClusterEndpoints(kept, 0));
  const built = buildList(walk.references, assignment, readScratch(walk.maps.lookup));
  const after = write(asked, 'km_eps_data', scratchKey, encodeList(built.scratch));
  if (built.list !== null) {
    const stored = write(after, 'km_cluster_eps', name, encodeList(built.list));
    return roundRobin(walk, stored, name, built.list);
  }
  const note = 'a list of localities or endpoints is unreadable: nothing is kept';
  const failed = take(walk, after, { function: 'cluster_init_endpoints', note });
  return [leave(walk, failed, 'ENDPOINTS_UNREADABLE')];
}

function fail(walk: Walk, at: Point, note: string): Ending {
  const failed = take(walk, at, { function: 'cluster_handle_loadbalance', note });
  return leave(walk, failed, 'CLUSTER_UNREADABLE');
}

function roundRobin(walk: Walk, at: Point, name: Buffer, list: ClusterEndpoints): Ending[] {
  const { count, counter } = list;
  const next = count === 0 ? 0 : counter % count;
  const asked = take(walk, at, {
    function: 'loadbalance_round_robin',
    hit: count !== 0 && next < endpointLimit,
    note: count === 0 ? 'the list is empty' : `turn ${next} of ${count}`,
  });
  if (count === 0) return [leave(walk, asked, 'CLUSTER_EMPTY')];
  if (next >= endpointLimit) return [leave(walk, asked, 'ENDPOINT_INDEX_OVER')];
  const value = encodeList({ ...list, counter: (counter + 1) >>> 0 });
  const moved = write(asked, 'km_cluster_eps', name, value);
  // A list longer than its slots runs into a place where it stays: only the next turn is certain.
  if (walk.turn === 'next' || count > endpointLimit) {
    return [takeTurn(walk, moved, list.references[next] ?? 0n)];
  }
  return weigh(list.references.slice(0, count)).map(({ reference, times }) =>
    takeTurn(walk, { ...moved, share: (moved.share * times) / count }, reference),
  );
}

/** Equal references once, with how often they stand in the list. */
function weigh(references: readonly bigint[]): { reference: bigint; times: number }[] {
  const times = new Map<bigint, number>();
  for (const reference of references) times.set(reference, (times.get(reference) ?? 0) + 1);
  return [...times].map(([reference, count]) => ({ reference, times: count }));
}

function takeTurn(walk: Walk, at: Point, reference: bigint): Ending {
  const found = findAddress(walk.references, reference);
  const asked = take(walk, at, {
    function: 'cluster_get_ep_sock_addr',
    key: referenceText(walk.references.scheme, reference),
    hit: found !== undefined,
    note: found === undefined ? 'unreadable' : `to ${formatHostPort(found.address, found.port)}`,
  });
  if (found === undefined) return leave(walk, asked, 'ENDPOINT_UNREADABLE');
  const { address, port } = found;
  return { ...asked, reason: 'LOAD_BALANCED', destination: { address, port } };
}

/** The address of an endpoint; a null reference is never followed, whatever stands in slot 0. */
export function findAddress(
  references: ReferenceMaps,
  reference: bigint,
): SocketAddressEntry | undefined {
  if (reference === 0n) return undefined;
  const endpoint = findMessage(references, reference, endpointLayout);
  if (endpoint === undefined) return undefined;
  const { bytes } = follow(references, endpoint.address, socketAddressLayout.size);
  return bytes && toSocketAddress(bytes, 0);
}
