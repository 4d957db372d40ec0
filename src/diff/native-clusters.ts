// Clusters and their endpoints. Endpoints are found again by their address: which locality they stand in, and
// where, says only what its weight and priority say.

import { findAddress } from '../explain/kernel-native/endpoint.ts';
import { findEndpointList } from '../explain/kernel-native/endpoint-list.ts';
import { type ClusterEntry, toClusterEntry } from '../kmesh/kernel-native/cluster.ts';
import { type ClusterTree, readClusterTree } from '../kmesh/kernel-native/cluster-tree.ts';
import { nativeOwner } from '../kmesh/kernel-native/generation.ts';
import { formatHostPort } from '../layout/ip-address.ts';
import { listClusters, type NativeMaps, requireNativeMaps } from '../snapshot/native-maps.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Fields, NativePlace, Scope } from './change.ts';
import { type NativeThing, noPlace } from './native-thing.ts';

/** Every cluster with its endpoints; what is odd is put down in the snapshot. */
export function readClusterThings(snapshot: Snapshot, scope: Scope): NativeThing[] {
  const maps = requireNativeMaps(snapshot);
  const { lookup, generation } = maps;
  const references = { lookup, scheme: generation.references };
  return listClusters(snapshot).flatMap(({ key, value }) => {
    const entry = toClusterEntry(key, 0, value, 0, generation.clusterLayout);
    const tree = readClusterTree(references, entry, nativeOwner(generation, 'km_cluster', key));
    snapshot.noteOddities(tree.problems);
    const place = { ...noPlace, cluster: entry.key };
    const fields = clusterFields(tree);
    const endpoints = scope === 'nodes' ? declaredOf(tree) : endpointsOf(maps, tree);
    return [
      { kind: 'cluster' as const, place, address: null, fields },
      ...endpoints.map((endpoint) => toEndpointThing(endpoint, place, scope)),
    ];
  });
}

function clusterFields({ cluster, name, localities, maxConnections }: ClusterTree): Fields {
  const { lbPolicy, connectTimeout, key } = cluster;
  const lost = localities?.flatMap(({ endpoints }) => endpoints).filter(({ address }) => !address);
  return {
    ...(name === key ? {} : { ownName: name }),
    lbPolicy: lbPolicy.name ?? lbPolicy.raw,
    connectTimeout,
    maxConnections,
    ...(localities === null ? { loadAssignment: 'unreadable' } : {}),
    ...(lost === undefined || lost.length === 0 ? {} : { unreadableEndpoints: lost.length }),
  };
}

interface Endpoint {
  readonly address: string;
  /** Null = only in the kept list. */
  readonly prio: number | null;
  readonly localityWeight: number | null;
  /** Whether connections come to it. */
  readonly isInReach: boolean;
}

function declaredOf({ localities }: ClusterTree): Endpoint[] {
  return (localities ?? []).flatMap(({ endpoints, priority: prio, weight: localityWeight }) =>
    endpoints.flatMap(({ address, port }) => {
      if (address === null || port === null) return [];
      return { address: formatHostPort(address, port), prio, localityWeight, isInReach: false };
    }),
  );
}

/** The declared endpoints, and those that only the kept list has. */
function endpointsOf(maps: NativeMaps, tree: ClusterTree): Endpoint[] {
  const inReach = addressesInReach(maps, tree.cluster);
  const declared = declaredOf(tree).map((endpoint) => ({
    ...endpoint,
    isInReach: inReach.has(endpoint.address),
  }));
  const known = new Set(declared.map(({ address }) => address));
  const others = [...inReach].filter((address) => !known.has(address));
  const kept = others.map((address) => ({
    address,
    prio: null,
    localityWeight: null,
    isInReach: true,
  }));
  return [...declared, ...kept];
}

/** What the list in force leads to: the kept one, else the one that the first connection would build. */
function addressesInReach(maps: NativeMaps, cluster: ClusterEntry): Set<string> {
  const references = { lookup: maps.lookup, scheme: maps.generation.references };
  const list = findEndpointList(references, cluster);
  const used = list === null ? [] : list.references.slice(0, list.count);
  return new Set(
    used.flatMap((reference) => {
      const found = findAddress(references, reference);
      return found === undefined ? [] : formatHostPort(found.address, found.port);
    }),
  );
}

/** Each node has localities and kept lists for itself. */
function toEndpointThing(endpoint: Endpoint, place: NativePlace, scope: Scope): NativeThing {
  const { address, prio, localityWeight, isInReach } = endpoint;
  const own = {
    prio,
    localityWeight,
    inReach: isInReach ? 'yes' : 'no',
    ...(prio === null ? { declared: 'no' } : {}),
  };
  return { kind: 'endpoint', place, address, fields: scope === 'nodes' ? {} : own };
}
