// Which clusters a TCP proxy or a route's action names, with the weights that are written for them.
import type { TreeReader } from './tree-reader.ts';
import {
  clusterWeightLayout,
  weightedClusterLayout,
  weightedClusterLimit,
} from './weighted-clusters.ts';

export interface DeclaredCluster {
  /** Null where the reference leads nowhere. */
  readonly name: string | null;
  /** Signed, as the programs take it; null = the only cluster, without a weight. */
  readonly weight: number | null;
}

/** The clusters behind a specifier: one name, or a list of weighted ones. */
export function readClusterChoice(
  reader: TreeReader,
  path: string,
  specifier: bigint,
  isWeighted: boolean,
): readonly DeclaredCluster[] {
  if (!isWeighted) {
    return [{ name: reader.text(`${path}.cluster`, specifier, 'required'), weight: null }];
  }
  const weighted = reader.message(`${path}.weighted_clusters`, specifier, weightedClusterLayout);
  if (weighted === null) return [];
  const { clusters, n_clusters: count } = weighted;
  const list = reader.list(`${path}.clusters`, clusters, count, weightedClusterLimit);
  return list.map((reference, i) => {
    const at = `${path}.clusters[${i}]`;
    const entry = reader.message(at, reference, clusterWeightLayout);
    const name = entry && reader.text(`${at}.name`, entry.name, 'required');
    return { name, weight: (entry?.weight ?? 0) | 0 };
  });
}
