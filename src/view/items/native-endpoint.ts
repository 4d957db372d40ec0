// Endpoints of kernel-native mode: cluster, locality, endpoint, as the configuration has them.
import { toClusterEntry } from '../../kmesh/kernel-native/cluster.ts';
import { readClusterTree } from '../../kmesh/kernel-native/cluster-tree.ts';
import { nativeOwner } from '../../kmesh/kernel-native/generation.ts';
import { listClusters, requireNativeMaps } from '../../snapshot/native-maps.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

export interface NativeEndpointItem {
  /** Clusters have no id that tells them apart. */
  readonly serviceId: null;
  /** Name of the cluster. */
  readonly serviceName: string;
  /** Priority of the locality, which the programs ignore. */
  readonly prio: number;
  /** 1-based, in its locality. */
  readonly index: number;
  readonly backendUid: null;
  readonly backendName: null;
  /** Null = its reference leads nowhere. */
  readonly address: string | null;
  readonly port: number | null;
  /** 1-based, in its cluster. */
  readonly locality: number;
  /** Weight of the locality, which the programs ignore. */
  readonly localityWeight: number;
}

/** The endpoints of every cluster, by its name. */
export function toNativeEndpointItems(snapshot: Snapshot): NativeEndpointItem[] {
  const { lookup, generation } = requireNativeMaps(snapshot);
  const references = { lookup, scheme: generation.references };
  return listClusters(snapshot).flatMap(({ key, value }) => {
    const entry = toClusterEntry(key, 0, value, 0, generation.clusterLayout);
    const owner = nativeOwner(generation, 'km_cluster', key);
    const { localities, problems } = readClusterTree(references, entry, owner);
    snapshot.noteOddities(problems);
    return (localities ?? []).flatMap(({ priority: prio, weight, endpoints }, position) =>
      endpoints.map(({ address, port }, i) => ({
        serviceId: null,
        serviceName: entry.key,
        prio,
        index: i + 1,
        backendUid: null,
        backendName: null,
        address,
        port,
        locality: position + 1,
        localityWeight: weight,
      })),
    );
  });
}
