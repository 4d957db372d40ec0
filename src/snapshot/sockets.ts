// Sockets with storage and sockets without, read so that neither is taken for the other. The kernel gives
// them in two readings, and sockets come and go in between: a socket counts as one without storage only
// when it was there before and after the reading of those that have some.
import type { NodeSource, RawMapSet } from '../raw/node-source.ts';
import type { RawSocket, RawSockets } from '../raw/raw-socket.ts';

const LISTEN = 10;

export interface NodeSockets {
  /** Every socket of the node that carries Kmesh's storage. */
  readonly stored: RawSockets;
  /** Sockets of a namespace without storage, by the namespace's cookie; listening ones among them. */
  readonly bare: ReadonlyMap<bigint, RawSockets>;
}

interface Namespace {
  readonly cookie: bigint;
  readonly pids: readonly number[];
}

/** Names of the maps that tell of sockets. */
export interface StoredMaps {
  readonly storage: string;
  /** The map of original destinations, null where the storage has them or there is none. */
  readonly byAddress: string | null;
}

/** The sockets of the node that have storage, and those of `namespaces` that have none. */
export function readSockets(
  source: NodeSource,
  mapSet: RawMapSet,
  maps: StoredMaps,
  namespaces: readonly Namespace[],
): NodeSockets {
  const before = namespaces.map((namespace) => source.readNamespaceSockets(namespace));
  const stored = source.readStoredSockets(mapSet, maps.storage, maps.byAddress);
  const storedKeys = new Set(stored.sockets.map(socketKey));
  const bare = new Map<bigint, RawSockets>();
  for (const [i, namespace] of namespaces.entries()) {
    const table = before[i];
    if (table === undefined) continue;
    // Without the storages, a socket that has none cannot be told: only what listens is certain.
    const candidates = table.sockets.filter((socket) =>
      stored.complete ? !storedKeys.has(socketKey(socket)) : socket.state === LISTEN,
    );
    if (candidates.length === 0) {
      bare.set(namespace.cookie, { ...table, sockets: [] });
      continue;
    }
    const second = source.readNamespaceSockets(namespace);
    const after = new Set(second.sockets.map(heldKey));
    const lasting = candidates.filter(
      (socket) => socket.inode !== null && after.has(heldKey(socket)),
    );
    bare.set(namespace.cookie, { ...(table.complete ? second : table), sockets: lasting });
  }
  return { stored, bare };
}

/** What tells a socket from the others of the node. */
function socketKey(socket: RawSocket): string {
  const { netnsCookie, family, localAddress, localPort, remoteAddress, remotePort } = socket;
  return `${netnsCookie} ${family} ${localAddress} ${localPort} ${remoteAddress} ${remotePort}`;
}

function heldKey(socket: RawSocket): string {
  return `${socketKey(socket)} ${socket.inode}`;
}
