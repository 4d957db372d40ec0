// Weighted clusters, 40 bytes, and one of them, 40 bytes: the same in a TCP proxy and in a route's action.
import { u32, u64 } from '../../layout/scalar.ts';
import { message, reference } from './message.ts';

/** Clusters beyond it are never reached. */
export const weightedClusterLimit = 32;
/** The programs draw 0 to 99. */
export const weightDraws = 100;

export const weightedClusterLayout = message('WeightedCluster', {
  n_clusters: u64,
  clusters: reference,
});

export const clusterWeightLayout = message('ClusterWeight', {
  name: reference,
  /** Subtracted from the draw as a signed number. */
  weight: u32,
});
