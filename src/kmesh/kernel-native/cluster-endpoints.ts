// Map `km_cluster_eps` and the scratch `km_eps_data` (776 bytes): a cluster's endpoints as its first
// connection found them, and whose turn it is. Never refreshed while the entry exists (upstream issue 1770).
//
//    0       8                              520       524
//    | count | references[64]               | counter | the rest of conn_num[64] |

import { rawBytes, u32, u64 } from '../../layout/scalar.ts';
import { array, struct } from '../../layout/struct.ts';
import { stringSize } from './reference.ts';

/** Endpoints beyond it are not taken. */
export const endpointLimit = 64;

/** The cluster's own name as its 192-byte slot holds it, left-overs behind the NUL included. */
export const clusterEndpointsKeyLayout = rawBytes(stringSize, 'char[192]');
export const clusterEndpointsLayout = struct('cluster_endpoints', {
  ep_num: u32,
  ep_identity: array(u64, endpointLimit),
  last_round_robin_idx: u32,
  conn_num: array(u32, endpointLimit - 1),
});

export interface ClusterEndpoints {
  /** As stored; the programs never write more than 64. */
  readonly count: number;
  /** All 64 slots; those behind the count are left over from lists built before. */
  readonly references: readonly bigint[];
  /** Connections so far; the next one takes `counter % count`. */
  readonly counter: number;
  /** The rest of the value, unused. */
  readonly rest: readonly number[];
}

/** The list in the 776 bytes at `offset`. */
export function toClusterEndpoints(bytes: Buffer, offset: number): ClusterEndpoints {
  const raw = clusterEndpointsLayout.decode(bytes, offset);
  return {
    count: raw.ep_num,
    references: raw.ep_identity,
    counter: raw.last_round_robin_idx,
    rest: raw.conn_num,
  };
}

/** What the layout encodes for a list. */
export function fromClusterEndpoints(list: ClusterEndpoints) {
  return {
    ep_num: list.count,
    ep_identity: [...list.references],
    last_round_robin_idx: list.counter,
    conn_num: [...list.rest],
  };
}
