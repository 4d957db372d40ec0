// Every live TCP connection of the node's enabled pods in kernel-native mode.
import { formatHostPort } from '../../layout/ip-address.ts';
import { listListeners, type NativeMaps, requireNativeMaps } from '../../snapshot/native-maps.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type Connection, compareConnections } from '../connection.ts';
import type { Outcome } from '../explanation.ts';
import { listPodSockets } from '../pod-sockets.ts';
import { classifyNativeSocket, type NativeSocketContext } from './classify-socket.ts';
import { type EndpointPath, indexEndpoints } from './endpoint-paths.ts';
import { explainNativeConnect } from './explain-connect.ts';

/** The connections, by pod and then by address and port. Throws IncompleteError where the generation is not followed. */
export function explainNativeConnections(snapshot: Snapshot): readonly Connection[] {
  const maps = requireNativeMaps(snapshot);
  let index: ReadonlyMap<string, readonly EndpointPath[]> | undefined;
  const pathsTo = (endpoint: string) => {
    index ??= indexEndpoints(maps, listListeners(snapshot));
    return index.get(endpoint) ?? [];
  };
  const { hasClusterStorage } = maps.generation;
  return listPodSockets(snapshot).flatMap(({ pod, sockets, listeningPorts }) => {
    const explain = rememberedExplain(maps, pod, snapshot.monotonicNs);
    const context = { pod, listeningPorts, hasClusterStorage, pathsTo, explain };
    return sockets.map((socket) => classifyNativeSocket(context, socket)).sort(compareConnections);
  });
}

/** Many connections of a pod go to the same place: each place is explained once. */
function rememberedExplain(
  maps: NativeMaps,
  { netnsCookie: cookie }: Pod,
  nowNs: bigint,
): NativeSocketContext['explain'] {
  const known = new Map<string, readonly Outcome[]>();
  const source = { cookie, managed: true };
  return ({ address, port }) => {
    const place = formatHostPort(address, port);
    let outcomes = known.get(place);
    if (outcomes === undefined) {
      const request = { family: 4, protocol: 'tcp', call: 'connect', address, port } as const;
      outcomes = explainNativeConnect({ maps, source, nowNs }, request).outcomes;
      known.set(place, outcomes);
    }
    return maps.incompleteMaps.length === 0 ? outcomes : undefined;
  };
}
