// A cluster with everything that it refers to: its own name, localities, endpoints and breakers.

import { formatIpv4 } from '../../layout/ip-address.ts';
import type { Problem } from '../../raw/problem.ts';
import { portOf } from '../port-slot.ts';
import { circuitBreakersLayout } from './circuit-breakers.ts';
import type { ClusterEntry } from './cluster.ts';
import { endpointLimit } from './cluster-endpoints.ts';
import { endpointLayout } from './endpoint.ts';
import { loadAssignmentLayout, localityLimit } from './load-assignment.ts';
import { localityLbEndpointsLayout } from './locality-lb-endpoints.ts';
import type { ReferenceMaps } from './reference.ts';
import { socketAddressLayout } from './socket-address.ts';
import { createTreeReader, type TreeOwner, type TreeReader } from './tree-reader.ts';

export interface ClusterTree {
  readonly cluster: ClusterEntry;
  /** Its own name: the key of its kept list of endpoints. */
  readonly name: string | null;
  /** Null where the cluster has no load assignment that can be read. */
  readonly localities: readonly LocalityTree[] | null;
  /** Null = no limit. */
  readonly maxConnections: number | null;
  readonly problems: readonly Problem[];
}

export interface LocalityTree {
  /** Declared; the programs ignore both. Priority 0 is the best. */
  readonly weight: number;
  readonly priority: number;
  readonly endpoints: readonly EndpointTree[];
}

export interface EndpointTree {
  readonly reference: bigint;
  /** Null where the reference leads nowhere. */
  readonly address: string | null;
  readonly port: number | null;
}

/** The tree of a cluster; whatever is odd in it is in `problems`. */
export function readClusterTree(
  maps: ReferenceMaps,
  cluster: ClusterEntry,
  owner: TreeOwner,
): ClusterTree {
  const reader = createTreeReader(maps, owner);
  const name = reader.text('name', cluster.name, 'required');
  const assignment = reader.message(
    'load_assignment',
    cluster.loadAssignment,
    loadAssignmentLayout,
  );
  const list =
    assignment === null
      ? null
      : reader.list('localities', assignment.endpoints, assignment.n_endpoints, localityLimit);
  const localities =
    list === null
      ? null
      : list.flatMap((reference, i) => readLocality(reader, `localities[${i}]`, reference) ?? []);
  const { circuitBreakers } = cluster;
  const breakers = reader.message('breakers', circuitBreakers, circuitBreakersLayout, 'optional');
  const maxConnections = breakers?.max_connections ?? null;
  return { cluster, name, localities, maxConnections, problems: reader.problems };
}

function readLocality(reader: TreeReader, path: string, reference: bigint): LocalityTree | null {
  const locality = reader.message(path, reference, localityLbEndpointsLayout);
  if (locality === null) return null;
  const { lb_endpoints: list, n_lb_endpoints: count } = locality;
  const endpoints = reader.list(`${path}.lb_endpoints`, list, count, endpointLimit);
  return {
    weight: locality.load_balancing_weight,
    priority: locality.priority,
    endpoints: endpoints.map((endpoint, i) => readEndpoint(reader, `${path}[${i}]`, endpoint)),
  };
}

function readEndpoint(reader: TreeReader, path: string, reference: bigint): EndpointTree {
  const endpoint = reader.message(path, reference, endpointLayout);
  const address =
    endpoint && reader.message(`${path}.address`, endpoint.address, socketAddressLayout);
  if (address === null) return { reference, address: null, port: null };
  return { reference, address: formatIpv4(address.ipv4, 0), port: portOf(address.port) };
}
