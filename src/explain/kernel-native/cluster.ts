// cluster_manager and on_cluster_sock_bind (cluster.h, circuit_breaker.h).
import { circuitBreakersLayout } from '../../kmesh/kernel-native/circuit-breakers.ts';
import { type ClusterEntry, toClusterEntry } from '../../kmesh/kernel-native/cluster.ts';
import {
  clusterStatsKeyLayout,
  clusterStatsValueLayout,
} from '../../kmesh/kernel-native/cluster-stats.ts';
import { findMessage } from '../../kmesh/kernel-native/reference.ts';
import { encodeWhole } from '../../layout/layout.ts';
import type { Reason } from '../explanation.ts';
import { handleLoadBalance } from './endpoint.ts';
import { noTailCall } from './tail-call.ts';
import { type Ending, isEnding, leave, type Point, take, type Walk } from './walk.ts';

const clusterSlot = 5;

/** Every way the connections of a cluster can end; `missing` is the reason where there is none. */
export function clusterManager(walk: Walk, at: Point, key: Buffer, missing: Reason): Ending[] {
  if (!walk.maps.tailCalls.has(clusterSlot)) return [noTailCall(walk, at, clusterSlot)];
  const value = walk.maps.lookup('km_cluster', key);
  const cluster = value && toClusterEntry(key, 0, value, 0, walk.maps.generation.clusterLayout);
  const name = cluster?.key ?? '';
  const asked = take(walk, at, {
    function: 'cluster_manager',
    map: 'km_cluster',
    key: cluster === undefined ? keyText(key) : JSON.stringify(name),
    hit: cluster !== undefined,
    note: cluster === undefined ? 'no cluster of this name' : `policy ${policyNote(cluster)}`,
  });
  if (cluster === undefined) return [leave(walk, asked, missing)];
  const chosen = { ...asked, cluster: { name, storedId: null } };
  const bound = bindClusterSock(walk, chosen, cluster);
  if (isEnding(bound)) return [bound];
  return handleLoadBalance(walk, bound, cluster);
}

function keyText(key: Buffer): string {
  const end = key.indexOf(0);
  return JSON.stringify(key.toString('utf8', 0, end < 0 ? key.length : end));
}

function policyNote({ lbPolicy: { name, raw } }: ClusterEntry): string {
  return raw === 0 ? 'ROUND_ROBIN' : `${name ?? raw}, which is ignored: the endpoints take turns`;
}

/** The breaker, then the socket's storage. Over the breaker nothing is refused: the address stays. */
function bindClusterSock(walk: Walk, at: Point, cluster: ClusterEntry): Point | Ending {
  if (!walk.maps.generation.hasClusterStorage) return at;
  const active = findActive(walk, cluster.id);
  const breakers = findMessage(walk.references, cluster.circuitBreakers, circuitBreakersLayout);
  const max = breakers?.max_connections;
  const isOver = active !== undefined && max !== undefined && active >= max;
  const asked = take(walk, at, {
    function: 'on_cluster_sock_bind',
    map: 'km_clusterstats',
    key: `cookie of the source's network namespace, cluster id ${cluster.id}`,
    hit: active !== undefined,
    note: `${active ?? 'no'} counted connections, limit ${max ?? 'none'}`,
  });
  if (isOver) return leave(walk, asked, 'BREAKER_OPEN');
  return { ...asked, cluster: { name: at.cluster?.name ?? '', storedId: cluster.id } };
}

function findActive(walk: Walk, id: number): number | undefined {
  const { cookie } = walk.source;
  if (cookie === null) return undefined;
  const key = encodeWhole(clusterStatsKeyLayout, { netns_cookie: cookie, cluster_id: id });
  const value = walk.maps.lookup('km_clusterstats', key);
  return value && clusterStatsValueLayout.decode(value, 0).active_connections;
}
