// By which listeners a pod is reached in kernel-native mode: the rows of its weights that end there.
import { NotFoundError } from '../../raw/problem.ts';
import { podLabel } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type NativeWeightItem, toNativeWeightItems } from '../items/native-weight.ts';
import { canonicalAddress } from './addresses.ts';
import { asFarAsRead } from './as-far-as-read.ts';
import { didYouMean } from './near-matches.ts';
import { findPod, parseSource } from './resolve-source.ts';

/** The ways to the pod of this name on the node, or to this address anywhere. Throws UsageError. */
export function askNativeWho(
  snapshot: Snapshot,
  who: string,
  namespace: string | null,
): readonly NativeWeightItem[] {
  const address = canonicalAddress(who.replace(/^ip:/, ''));
  const rows = toNativeWeightItems(snapshot);
  const reaching = (addresses: readonly string[]) =>
    rows.filter(({ target }) => target.address !== null && addresses.includes(target.address));
  if (address === undefined) return reaching(addressesOf(snapshot, who, namespace));
  const found = reaching([address]);
  if (found.length > 0) return found;
  return asFarAsRead(snapshot, null, () => {
    const hint = didYouMean(
      address,
      rows.flatMap(({ target }) => target.address ?? []),
    );
    throw new NotFoundError(`no listener leads to ${address}`, hint);
  });
}

function addressesOf(snapshot: Snapshot, who: string, namespace: string | null): readonly string[] {
  const wish = parseSource(who, namespace);
  if (wish.kind === 'any' || wish.kind === 'netns') {
    throw new NotFoundError(`${who} is no pod`, 'use NAMESPACE/POD, POD or ADDR');
  }
  const pod = asFarAsRead(snapshot, ['namespaces'], () => findPod(snapshot.pods, wish));
  if (pod.addresses.length > 0) return pod.addresses;
  throw new NotFoundError(`no address is known of ${podLabel(pod)}`, 'ask by its address');
}
