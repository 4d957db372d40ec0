// Two columns for every listener: the share that its configuration declares for each endpoint, and the
// share that the programs really give it, with why they differ.

import { clusterKey, toClusterEntry } from '../../kmesh/kernel-native/cluster.ts';
import {
  type ClusterTree,
  type LocalityTree,
  readClusterTree,
} from '../../kmesh/kernel-native/cluster-tree.ts';
import { filterKinds } from '../../kmesh/kernel-native/filter.ts';
import { rawBuffer } from '../../kmesh/kernel-native/filter-chain.ts';
import { nativeOwner } from '../../kmesh/kernel-native/generation.ts';
import { toListenerEntry } from '../../kmesh/kernel-native/listener.ts';
import {
  type ChainTree,
  type FilterTree,
  readListenerTree,
} from '../../kmesh/kernel-native/listener-tree.ts';
import { readRouteTree } from '../../kmesh/kernel-native/route-tree.ts';
import type { DeclaredCluster } from '../../kmesh/kernel-native/weighted-tree.ts';
import { formatHostPort } from '../../layout/ip-address.ts';
import type { Problem } from '../../raw/problem.ts';
import type { NativeMaps } from '../../snapshot/native-maps.ts';
import type { Outcome, Reason } from '../explanation.ts';
import { explainNativeConnect } from './explain-connect.ts';

/** One endpoint of a listener, or what is left as it is. */
export interface NativeWeight {
  /** `address:port`; `0.0.0.0` = every address. */
  readonly listener: string;
  /** `configuration/virtual host/route` of an HTTP listener, null = TCP. */
  readonly route: string | null;
  readonly cluster: string | null;
  /** `address:port`, null = the connection stays as it is. */
  readonly endpoint: string | null;
  /** Weight of the cluster as written, null = the only one. */
  readonly weight: number | null;
  /** 0 to 1 by cluster weight, then best priority, locality weight and equal endpoints; null = none. */
  readonly declared: number | null;
  /** 0 to 1: part of new plain TCP connections. */
  readonly enforced: number;
  /** Why the two differ, empty where they do not. */
  readonly why: string;
}

export interface NativeWeights {
  /** Name of the listener, null = none that can be read. */
  readonly name: string | null;
  readonly rows: readonly NativeWeight[];
  readonly problems: readonly Problem[];
}

/** A row of the listener map. */
export interface ListenerRow {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** The weights of one listener. Counters and tokens of single pods play no part. */
export function listWeights(maps: NativeMaps, row: ListenerRow): NativeWeights {
  const references = { lookup: maps.lookup, scheme: maps.generation.references };
  const entry = toListenerEntry(row.key, 0, row.value, 0);
  const owner = nativeOwner(maps.generation, 'km_listener', row.key);
  const tree = readListenerTree(references, entry, owner);
  const { address, port } = entry.key;
  const listener = formatHostPort(address, port);
  const explanation = explainNativeConnect(
    { maps, source: { cookie: null, managed: true }, nowNs: 0n },
    { family: 4, protocol: 'tcp', call: 'connect', address, port },
  );
  const filter = findDeclaringFilter(tree.chains, port);
  const declared = filter === undefined ? noChoice : readDeclared(maps, filter);
  const rows = joinShares(declared.rows, explanation.outcomes).map((one) => ({ listener, ...one }));
  return { name: tree.name, rows, problems: [...tree.problems, ...declared.problems] };
}

type Row = Omit<NativeWeight, 'listener'>;
type Declared = Omit<Row, 'enforced' | 'why'>;

const noChoice: DeclaredRows = { rows: [], problems: [] };

interface DeclaredRows {
  readonly rows: readonly Declared[];
  readonly problems: readonly Problem[];
}

/** The filter that declares where plain TCP goes: the first usable one of the first chain for the port. */
export function findDeclaringFilter(
  chains: readonly ChainTree[],
  port: number,
): FilterTree | undefined {
  const chain = chains.find(({ match }) => {
    const wanted = match?.destinationPort ?? 0;
    const transport = match?.transportProtocol ?? rawBuffer;
    return (wanted === 0 || wanted === port) && (transport === '' || transport === rawBuffer);
  });
  return chain?.filters.find(
    ({ kind }) => kind.raw === filterKinds.tcpProxy || kind.raw === filterKinds.http,
  );
}

function readDeclared(maps: NativeMaps, filter: FilterTree): DeclaredRows {
  if (filter.kind.raw === filterKinds.tcpProxy) return readClusters(maps, filter.clusters, null);
  const { routeConfigName } = filter;
  if (routeConfigName === null) return noChoice;
  const key = clusterKey(Buffer.from(routeConfigName));
  const value = maps.lookup('km_routerconfig', key);
  if (value === undefined) return noChoice;
  const references = { lookup: maps.lookup, scheme: maps.generation.references };
  const owner = nativeOwner(maps.generation, 'km_routerconfig', key);
  const tree = readRouteTree(references, value, maps.generation.routeActionLayout, owner);
  const parts = tree.virtualHosts.flatMap((host) =>
    host.routes.map(({ name, clusters }) =>
      readClusters(maps, clusters, `${routeConfigName}/${host.name ?? ''}/${name ?? ''}`),
    ),
  );
  return {
    rows: parts.flatMap(({ rows }) => rows),
    problems: [...tree.problems, ...parts.flatMap(({ problems }) => problems)],
  };
}

function readClusters(
  maps: NativeMaps,
  clusters: readonly DeclaredCluster[],
  route: string | null,
): DeclaredRows {
  const total = clusters.reduce((sum, { weight }) => sum + Math.max(0, weight ?? 1), 0);
  const problems: Problem[] = [];
  const rows = clusters.flatMap(({ name: cluster, weight }): Declared[] => {
    const part = total === 0 ? 0 : Math.max(0, weight ?? 1) / total;
    const tree = cluster === null ? undefined : findCluster(maps, cluster);
    problems.push(...(tree?.problems ?? []));
    const endpoints = shareEndpoints(tree?.localities ?? []);
    const base = { route, cluster, weight };
    if (endpoints.length === 0) return [{ ...base, endpoint: null, declared: part }];
    return endpoints.map(({ endpoint, share }) => ({ ...base, endpoint, declared: part * share }));
  });
  return { rows, problems };
}

function findCluster(maps: NativeMaps, name: string): ClusterTree | undefined {
  const key = clusterKey(Buffer.from(name));
  const value = maps.lookup('km_cluster', key);
  if (value === undefined) return undefined;
  const references = { lookup: maps.lookup, scheme: maps.generation.references };
  const entry = toClusterEntry(key, 0, value, 0, maps.generation.clusterLayout);
  return readClusterTree(references, entry, nativeOwner(maps.generation, 'km_cluster', key));
}

interface EndpointShare {
  readonly endpoint: string | null;
  readonly share: number;
}

/** What the load assignment asks for: the best priority, localities by weight, endpoints alike. */
function shareEndpoints(localities: readonly LocalityTree[]): EndpointShare[] {
  const filled = localities.filter(({ endpoints }) => endpoints.length > 0);
  const best = Math.min(...filled.map(({ priority }) => priority));
  const total = filled.reduce(
    (sum, { priority, weight }) => sum + (priority === best ? weight : 0),
    0,
  );
  const alike = filled.reduce(
    (sum, { priority, endpoints }) => sum + (priority === best ? endpoints.length : 0),
    0,
  );
  const shares = new Map<string | null, number>();
  for (const { priority, weight, endpoints } of filled) {
    const part = total === 0 ? endpoints.length / alike : weight / total;
    for (const { address, port } of endpoints) {
      const endpoint = address === null || port === null ? null : formatHostPort(address, port);
      const share = priority === best ? part / endpoints.length : 0;
      shares.set(endpoint, (shares.get(endpoint) ?? 0) + share);
    }
  }
  return [...shares].map(([endpoint, share]) => ({ endpoint, share }));
}

/** Every declared endpoint with what it gets, and then whatever gets something without being declared. */
function joinShares(declared: readonly Declared[], outcomes: readonly Outcome[]): Row[] {
  const given = groupGiven(outcomes);
  const left = outcomes.find(({ verdict }) => verdict !== 'endpoint')?.reason;
  const merged = mergeDeclared(declared);
  const clusterGets = (cluster: string | null) =>
    sum(outcomes.filter((outcome) => (outcome.cluster?.name ?? null) === cluster).map(toShare));
  const rows = merged.map((row): Row => {
    const match = row.route === null ? given.get(rowKey(row)) : undefined;
    if (match !== undefined) given.delete(rowKey(row));
    const enforced = match?.share ?? 0;
    const wanted = sum(merged.filter(({ cluster }) => cluster === row.cluster).map(toDeclared));
    const isDrawn = !isSame(wanted, clusterGets(row.cluster));
    return {
      ...row,
      enforced,
      why: whyOf(row, { enforced, isDrawn, left: match?.reason ?? left }),
    };
  });
  return [...rows, ...[...given.values()].map(undeclaredRow)];
}

const sum = (shares: readonly number[]) => shares.reduce((a, b) => a + b, 0);
const toShare = ({ share }: Outcome) => share;
const toDeclared = ({ declared }: Declared) => declared ?? 0;
const isSame = (a: number, b: number) => Math.abs(a - b) < 1e-9;

/** Outcomes that one row shows, by its key. */
function groupGiven(outcomes: readonly Outcome[]): Map<string, Outcome> {
  const given = new Map<string, Outcome>();
  for (const outcome of outcomes) {
    const key = outcomeKey(outcome);
    const known = given.get(key);
    given.set(
      key,
      known === undefined ? outcome : { ...known, share: known.share + outcome.share },
    );
  }
  return given;
}

/** A cluster that is named twice gets the sum of its weights. */
function mergeDeclared(declared: readonly Declared[]): Declared[] {
  const merged = new Map<string, Declared>();
  for (const row of declared) {
    const key = `${row.route ?? ''} ${rowKey(row)}`;
    const known = merged.get(key);
    if (known === undefined) merged.set(key, row);
    else {
      const weight = known.weight === null ? row.weight : known.weight + (row.weight ?? 0);
      merged.set(key, { ...row, weight, declared: toDeclared(known) + toDeclared(row) });
    }
  }
  return [...merged.values()];
}

function undeclaredRow({ verdict, reason, address, port, cluster, share }: Outcome): Row {
  const isEndpoint = verdict === 'endpoint';
  return {
    route: null,
    cluster: cluster?.name ?? null,
    endpoint: isEndpoint ? formatHostPort(address, port) : null,
    weight: null,
    declared: null,
    enforced: share,
    why: isEndpoint ? 'only in the kept list, which is not refreshed' : `left as it is: ${reason}`,
  };
}

function rowKey({ cluster, endpoint }: Pick<Row, 'cluster' | 'endpoint'>): string {
  return `${cluster ?? ''} ${endpoint ?? ''}`;
}

function outcomeKey({ verdict, address, port, cluster }: Outcome): string {
  const endpoint = verdict === 'endpoint' ? formatHostPort(address, port) : null;
  return rowKey({ cluster: cluster?.name ?? null, endpoint });
}

interface Given {
  readonly enforced: number;
  /** Whether the cluster as a whole gets another share than it declares. */
  readonly isDrawn: boolean;
  /** The reason of what is left as it is, if anything is. */
  readonly left: Reason | undefined;
}

function whyOf(row: Declared, { enforced, isDrawn, left }: Given): string {
  if (row.route !== null) return 'HTTP routes are run by the enhanced kernel only';
  if (row.endpoint === null) return left === undefined ? '' : `left as it is: ${left}`;
  if (isSame(toDeclared(row), enforced)) return '';
  if (enforced === 0 && left !== undefined) return `not reached: ${left}`;
  if (enforced === 0) return 'not reached: not in the kept list, or no draw comes to its cluster';
  if (isDrawn && row.weight !== null) {
    return 'weights are subtracted from a draw of 0 to 99: the first cluster gets one more';
  }
  return 'endpoints take turns: weights and priorities of localities are ignored';
}
