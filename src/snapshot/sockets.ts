// Sockets with storage and sockets without, read so that neither is taken for the other. The kernel gives
// them in two readings, and sockets come and go in between: a socket counts as one without storage only
// when it was there before and after the reading of those that have some.
import { madeOf } from '../raw/made-of.ts';
import type { NodeSource, RawMapSet } from '../raw/node-source.ts';
import type { RawSocket, RawSockets } from '../raw/raw-socket.ts';

const LISTEN = 10;

export interface NodeSockets {
  /** Every socket of the node that carries Kmesh's storage. */
  readonly stored: RawSockets;
  /** Sockets of a namespace without storage, by the namespace's cookie; listening ones among them. */
  readonly bare: ReadonlyMap<bigint, RawSockets>;
}

/** The same array each time: what follows from it is told once. */
export const noSockets: readonly RawSocket[] = Object.freeze([]);

interface Namespace {
  readonly cookie: bigint;
  readonly pids: readonly number[];
}

/** Names of the maps that tell of sockets. */
export interface StoredMaps {
  /** Null = this Kmesh keeps nothing with a socket. */
  readonly storage: string | null;
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
  const stored =
    maps.storage === null
      ? { sockets: noSockets, complete: true, reason: null }
      : source.readStoredSockets(mapSet, maps.storage, maps.byAddress);
  const bare = new Map<bigint, RawSockets>();
  for (const [i, namespace] of namespaces.entries()) {
    const table = before[i];
    if (table === undefined) continue;
    const candidates = findCandidates(table, stored);
    if (candidates.length === 0) {
      bare.set(namespace.cookie, { ...table, sockets: noSockets });
      continue;
    }
    const second = source.readNamespaceSockets(namespace);
    const lasting = findLasting(candidates, second);
    bare.set(namespace.cookie, { ...(table.complete ? second : table), sockets: lasting });
  }
  return { stored, bare };
}

interface Found {
  readonly from: object;
  readonly sockets: readonly RawSocket[];
}

const candidatesOf = new WeakMap<RawSockets, Found>();
const lastingOf = new WeakMap<RawSockets, Found>();

/** Those of the table that have no storage; found once for the same two readings. */
function findCandidates(table: RawSockets, stored: RawSockets): readonly RawSocket[] {
  const known = candidatesOf.get(table);
  if (known?.from === stored) return known.sockets;
  const keys = madeOf(storedKeys, stored, () => new Set(stored.sockets.map(socketKey)));
  // Without the storages, a socket that has none cannot be told: only what listens is certain.
  const sockets = table.sockets.filter((socket) =>
    stored.complete ? !keys.has(socketKey(socket)) : socket.state === LISTEN,
  );
  candidatesOf.set(table, { from: stored, sockets });
  return sockets;
}

/** Those that the same file still holds in the second table; found once for the same two. */
function findLasting(candidates: readonly RawSocket[], second: RawSockets): readonly RawSocket[] {
  const known = lastingOf.get(second);
  if (known?.from === candidates) return known.sockets;
  const after = new Set(second.sockets.map(heldKey));
  const sockets = candidates.filter(
    (socket) => socket.inode !== null && after.has(heldKey(socket)),
  );
  lastingOf.set(second, { from: candidates, sockets });
  return sockets;
}

const storedKeys = new WeakMap<RawSockets, ReadonlySet<string>>();
const keys = new WeakMap<RawSocket, string>();

/** What tells a socket from the others of the node. */
function socketKey(socket: RawSocket): string {
  return madeOf(keys, socket, () => {
    const { netnsCookie, family, localAddress, localPort, remoteAddress, remotePort } = socket;
    return `${netnsCookie} ${family} ${localAddress} ${localPort} ${remoteAddress} ${remotePort}`;
  });
}

function heldKey(socket: RawSocket): string {
  return `${socketKey(socket)} ${socket.inode}`;
}
