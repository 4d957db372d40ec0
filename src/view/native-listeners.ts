// Listeners of kernel-native mode with what they lead to, for every view that names them.
import { toListenerEntry } from '../kmesh/kernel-native/listener.ts';
import { type ListenerTree, readListenerTree } from '../kmesh/kernel-native/listener-tree.ts';
import { listListeners, requireNativeMaps } from '../snapshot/native-maps.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** Every listener's tree, by key. */
export function listListenerTrees(snapshot: Snapshot): ListenerTree[] {
  const native = requireNativeMaps(snapshot);
  const references = { lookup: native.lookup, scheme: native.generation.references };
  return listListeners(snapshot).map(({ key, value }) => {
    const owner = { map: 'km_listener', key: key.toString('hex') };
    return readListenerTree(references, toListenerEntry(key, 0, value, 0), owner);
  });
}

/** The name of the listener that a connect to the address meets, null = none. */
export function findListenerName(snapshot: Snapshot, address: string, port: number) {
  const ofPort = listListenerTrees(snapshot).filter(
    ({ listener: { key } }) => key.port === port && key.protocol === 0,
  );
  const find = (wanted: string) => ofPort.find(({ listener }) => listener.key.address === wanted);
  return (find(address) ?? find('0.0.0.0'))?.name ?? null;
}
