// cluster_refresh_endpoints and cluster_init_endpoints (cluster.h): the list of a cluster's endpoints, as
// kept, or built by its first connection.
import type { ClusterEntry } from '../../kmesh/kernel-native/cluster.ts';
import {
  type ClusterEndpoints,
  clusterEndpointsLayout,
  endpointLimit,
  fromClusterEndpoints,
  toClusterEndpoints,
} from '../../kmesh/kernel-native/cluster-endpoints.ts';
import { loadAssignmentLayout, localityLimit } from '../../kmesh/kernel-native/load-assignment.ts';
import { localityLbEndpointsLayout } from '../../kmesh/kernel-native/locality-lb-endpoints.ts';
import type { Lookup } from '../../kmesh/kernel-native/reference.ts';
import {
  findMessage,
  findReferences,
  findStringSlot,
  type ReferenceMaps,
} from '../../kmesh/kernel-native/reference.ts';
import { type Decoded, encodeWhole } from '../../layout/layout.ts';

type Assignment = Decoded<typeof loadAssignmentLayout>;

/** Key of the scratch value: the only element of a per-CPU array. */
export const scratchKey = Buffer.alloc(4);

/** A list that is being put together. */
export interface BuiltList {
  /** Null where an unreadable part made the build fail. */
  readonly list: ClusterEndpoints | null;
  /** What the scratch holds afterwards, also after a failure. */
  readonly scratch: ClusterEndpoints;
}

/** The cluster's load assignment, which must be readable even where a list is kept. */
export function findAssignment(
  references: ReferenceMaps,
  cluster: ClusterEntry,
): Assignment | undefined {
  return findMessage(references, cluster.loadAssignment, loadAssignmentLayout);
}

/** Builds the list over what the scratch held: slots behind the count keep their left-overs. */
export function buildList(
  references: ReferenceMaps,
  assignment: Assignment,
  held: ClusterEndpoints,
): BuiltList {
  const slots = [...held.references];
  const localities = findReferences(
    references,
    assignment.endpoints,
    Math.min(Number(assignment.n_endpoints), localityLimit),
  );
  let count = 0;
  let isWhole = localities !== undefined;
  for (const reference of localities ?? []) {
    const locality = findMessage(references, reference, localityLbEndpointsLayout);
    if (locality === undefined) continue;
    const wanted = Math.min(Number(locality.n_lb_endpoints), endpointLimit);
    const endpoints = findReferences(references, locality.lb_endpoints, wanted);
    if (endpoints === undefined) {
      isWhole = false;
      break;
    }
    for (const endpoint of endpoints) if (count < endpointLimit) slots[count++] = endpoint;
  }
  const scratch = { ...held, count, references: slots };
  return { list: isWhole ? scratch : null, scratch };
}

/** The list that decides now: the kept one, else the one that a first connection builds; null where neither. */
export function findEndpointList(
  references: ReferenceMaps,
  cluster: ClusterEntry,
): ClusterEndpoints | null {
  const name = findStringSlot(references, cluster.name);
  const assignment = findAssignment(references, cluster);
  if (name === undefined || assignment === undefined) return null;
  const kept = references.lookup('km_cluster_eps', name);
  if (kept !== undefined) return toClusterEndpoints(kept, 0);
  return buildList(references, assignment, readScratch(references.lookup)).list;
}

/** What the scratch holds; where that is not known, zeros. */
export function readScratch(lookup: Lookup): ClusterEndpoints {
  const value = lookup('km_eps_data', scratchKey);
  return toClusterEndpoints(value ?? Buffer.alloc(clusterEndpointsLayout.size), 0);
}

/** The 776 bytes of a list. */
export function encodeList(list: ClusterEndpoints): Buffer {
  return encodeWhole(clusterEndpointsLayout, fromClusterEndpoints(list));
}
