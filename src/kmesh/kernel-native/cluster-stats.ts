// Map `km_clusterstats` (v1.0 and later): open connections by network namespace and cluster id. Kept by the
// sock_ops program from v1.1 on, and only for sources whose address is in the manager map.
import { u32, u64 } from '../../layout/scalar.ts';
import { packedStruct } from '../../layout/struct.ts';

export const clusterStatsKeyLayout = packedStruct('cluster_stats_key', {
  netns_cookie: u64,
  cluster_id: u32,
});
export const clusterStatsValueLayout = packedStruct('cluster_stats', { active_connections: u32 });

export interface ClusterStatsEntry {
  readonly netnsCookie: bigint;
  readonly clusterId: number;
  readonly activeConnections: number;
}

/** The entry of one row, whose key and value lie at the given offsets. */
export function toClusterStatsEntry(
  keys: Buffer,
  keyOffset: number,
  values: Buffer,
  valueOffset: number,
): ClusterStatsEntry {
  const key = clusterStatsKeyLayout.decode(keys, keyOffset);
  return {
    netnsCookie: key.netns_cookie,
    clusterId: key.cluster_id,
    activeConnections: clusterStatsValueLayout.decode(values, valueOffset).active_connections,
  };
}
