// --to in kernel-native mode: the maps themselves hold the names, in their listeners and clusters.
import { NotFoundError, UsageError } from '../../raw/problem.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import {
  type NativeServiceItem,
  nativeServiceNames,
  toNativeServiceItems,
} from '../items/native-service.ts';
import { clusterNamespace } from '../label.ts';
import { asFarAsRead } from './as-far-as-read.ts';
import type { FoundDestination } from './explain-request.ts';
import { didYouMean } from './near-matches.ts';
import type { DestinationWish } from './resolve-destination.ts';
import { findPod } from './resolve-source.ts';

/** The address of a listener that takes connections from every address: none to connect to. */
const anyAddress = '0.0.0.0';

/** Where it connects to: the listener whose clusters, or whose own name, answer to the wish. Throws UsageError. */
export function findNativeDestination(
  snapshot: Snapshot,
  wish: DestinationWish,
  namespace: string | null,
): FoundDestination {
  const { port } = wish;
  if (wish.kind === 'address') return { address: wish.address, port, notes: [] };
  if (wish.kind === 'workload') {
    const named = { kind: 'name', namespace: wish.namespace, name: wish.name } as const;
    const pod = asFarAsRead(snapshot, ['namespaces'], () => findPod(snapshot.pods, named));
    const [address] = pod.addresses;
    if (address !== undefined) return { address, port, notes: [] };
    throw new UsageError(`no address is known of ${wish.namespace}/${wish.name}`, 'use ADDR:PORT');
  }
  return asFarAsRead(snapshot, null, () =>
    findListener(toNativeServiceItems(snapshot), wish, namespace),
  );
}

function findListener(
  services: readonly NativeServiceItem[],
  { name, port }: { readonly name: string; readonly port: number },
  namespace: string | null,
): FoundDestination {
  const answering = services.filter((item) => nativeServiceNames(item).includes(name));
  const isOfNamespace = ({ clusters }: NativeServiceItem) =>
    clusters.some((cluster) => clusterNamespace(cluster) === namespace);
  const inNamespace = answering.filter(isOfNamespace);
  const meant = namespace === null || inNamespace.length === 0 ? answering : inNamespace;
  if (meant.length === 0) {
    const known = services.flatMap(nativeServiceNames);
    const hint = didYouMean(name, known) ?? 'kmscope services lists them';
    throw new NotFoundError(`no listener leads to ${name}`, hint);
  }
  const portsOf = ({ ports }: NativeServiceItem) => ports.map(({ servicePort }) => servicePort);
  const found = meant.filter((item) => portsOf(item).includes(port));
  const addresses = [...new Set(found.flatMap((item) => item.addresses))];
  const [address, ...others] = addresses.filter((candidate) => candidate !== anyAddress);
  if (address === undefined) throw noAddress({ name, port }, addresses, meant.flatMap(portsOf));
  const note = `${name} has more listeners of port ${port}: ${address} is explained, not ${others.join(', ')}`;
  return { address, port, notes: others.length === 0 ? [] : [note] };
}

function noAddress(
  { name, port }: { readonly name: string; readonly port: number },
  addresses: readonly string[],
  ports: readonly number[],
): UsageError {
  if (addresses.length > 0) {
    return new UsageError(`the listener of ${name}:${port} is for every address`, 'use ADDR:PORT');
  }
  const known = [...new Set(ports)].sort((a, b) => a - b);
  return new NotFoundError(
    `no listener of port ${port} leads to ${name}`,
    `there are listeners of port ${known.join(', ')}`,
  );
}
