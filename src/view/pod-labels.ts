// Labels for addresses where no map names them: the pods of the node that have them.
import { podLabel } from '../snapshot/pod.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** The labels of the node's own pods by their addresses. */
export function podLabels({ pods }: Snapshot): ReadonlyMap<string, string> {
  const named = pods.filter(({ name }) => name !== null);
  return new Map(
    named.flatMap((pod) =>
      pod.addresses.map((address): [string, string] => [address, podLabel(pod)]),
    ),
  );
}
