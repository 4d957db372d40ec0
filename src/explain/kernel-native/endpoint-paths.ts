// The way back from an endpoint: which listeners and clusters lead there. Nothing keeps what a socket asked
// for in kernel-native mode, so this is all that tells.
import { toListenerEntry } from '../../kmesh/kernel-native/listener.ts';
import { findStringSlot, slotText } from '../../kmesh/kernel-native/reference.ts';
import { formatHostPort } from '../../layout/ip-address.ts';
import type { NativeMaps } from '../../snapshot/native-maps.ts';
import type { NativeTrace } from '../connection.ts';
import { explainNativeConnect } from './explain-connect.ts';
import type { ListenerRow } from './weights.ts';

/** One way to an endpoint. */
export interface EndpointPath {
  /** `address:port`. */
  readonly listener: string;
  /** Name of the listener, null = none that can be read. */
  readonly service: string | null;
  readonly cluster: string;
  /** Cluster id that the socket's storage holds then, null = sockets get none. */
  readonly storedId: number | null;
}

/** Every way to each endpoint, by the endpoint's `address:port`. */
export function indexEndpoints(
  maps: NativeMaps,
  listeners: readonly ListenerRow[],
): ReadonlyMap<string, readonly EndpointPath[]> {
  const index = new Map<string, EndpointPath[]>();
  const references = { lookup: maps.lookup, scheme: maps.generation.references };
  for (const { key, value } of listeners) {
    const entry = toListenerEntry(key, 0, value, 0);
    const { address, port } = entry.key;
    const slot = findStringSlot(references, entry.name);
    const from = {
      listener: formatHostPort(address, port),
      service: slot === undefined ? null : slotText(slot) || null,
    };
    const { outcomes } = explainNativeConnect(
      { maps, source: { cookie: null, managed: true }, nowNs: 0n },
      { family: 4, protocol: 'tcp', call: 'connect', address, port },
    );
    for (const { verdict, address, port, cluster } of outcomes) {
      if (verdict !== 'endpoint' || cluster === undefined) continue;
      const endpoint = formatHostPort(address, port);
      const path = { ...from, cluster: cluster.name, storedId: cluster.storedId };
      const paths = index.get(endpoint);
      if (paths === undefined) index.set(endpoint, [path]);
      else paths.push(path);
    }
  }
  return index;
}

/** What all of the ways have in common. */
export function toTrace(paths: readonly EndpointPath[]): NativeTrace {
  const [first] = paths;
  if (first === undefined) return noTrace;
  const isOneListener = paths.every(({ listener }) => listener === first.listener);
  const isOneCluster = paths.every(({ cluster }) => cluster === first.cluster);
  return {
    listener: isOneListener ? first.listener : null,
    service: isOneListener ? first.service : null,
    cluster: isOneCluster ? first.cluster : null,
  };
}

export const noTrace: NativeTrace = Object.freeze({ listener: null, service: null, cluster: null });
