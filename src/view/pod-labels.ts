// Labels for addresses where no map names them: the pods of the node that have them.
import { podLabel } from '../snapshot/pod.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Labels } from './items/connection.ts';

/** The labels of the node's own pods; ids have none. */
export function podLabels(snapshot: Snapshot): Labels {
  const byAddress = new Map(
    snapshot.pods
      .filter(({ name }) => name !== null)
      .flatMap((pod) => pod.addresses.map((address) => [address, podLabel(pod)])),
  );
  return {
    labelOf: () => null,
    labelOfAddress: (address) => byAddress.get(address) ?? null,
  };
}
