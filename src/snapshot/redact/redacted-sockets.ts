// Namespaces and sockets behind pseudonyms.
import { clusterSockLayout } from '../../kmesh/kernel-native/cluster-sock.ts';
import { encodeWhole } from '../../layout/layout.ts';
import type { RawNamespace, RawSocket, RawSockets } from '../../raw/raw-socket.ts';
import { redactDestination, redactStorage } from './redacted-rows.ts';
import { clusterIdOf, type Redaction } from './redaction.ts';

/** A network namespace with its processes and addresses. */
export function redactNamespace(
  namespace: RawNamespace,
  { names, addresses: pseudonyms, numbers }: Redaction,
): RawNamespace {
  const { cookie, inode, pids, hostName, podUid, addresses } = namespace;
  return {
    cookie: pseudonyms.cookie(cookie),
    inode: numbers('inode').of(inode),
    pids: pids.map((pid) => numbers('pid').of(pid)).sort((a, b) => a - b),
    hostName: names.pod(hostName),
    podUid: podUid === null ? null : names.uid(podUid),
    addresses: addresses?.map((address) => pseudonyms.text(address)) ?? null,
  };
}

/** Sockets, and why there are no more. */
export function redactSockets(
  { sockets, complete, reason }: RawSockets,
  redaction: Redaction,
): RawSockets {
  const redacted = sockets.map((socket) => redactSocket(socket, redaction));
  return { sockets: redacted, complete, reason: redactReason(reason) };
}

function redactSocket(socket: RawSocket, redaction: Redaction): RawSocket {
  const { family, inode, netnsCookie, socketCookie, storage, byAddress } = socket;
  const { addresses, numbers } = redaction;
  return {
    ...socket,
    netnsCookie: addresses.cookie(netnsCookie),
    socketCookie: socketCookie === null ? null : BigInt(numbers('socket cookie').of(socketCookie)),
    inode: inode === null ? null : numbers('socket').of(inode),
    localAddress: addresses.text(socket.localAddress),
    remoteAddress: addresses.text(socket.remoteAddress),
    storage: storage === null ? null : storageOf(storage, family, redaction),
    ...(byAddress == null ? {} : { byAddress: redactDestination(byAddress, family, addresses) }),
  };
}

/** Kmesh's storage; of kernel-native mode it is the id of a cluster. */
function storageOf(storage: Buffer, family: 4 | 6, redaction: Redaction): Buffer {
  if (storage.length === clusterSockLayout.size) {
    const { cluster_id: own } = clusterSockLayout.decode(storage, 0);
    const cluster_id = clusterIdOf(redaction, own);
    return encodeWhole(clusterSockLayout, { cluster_id });
  }
  return redactStorage(storage, family, redaction.addresses, redaction.shiftNs);
}

/** Why something could not be read, without the paths and addresses in it. */
export function redactReason(reason: string | null): string | null {
  return (
    reason?.replace(/\/[^\s:,;]+|\b\d+\.\d+\.\d+\.\d+\b|[0-9a-f]*:[0-9a-f:]{2,}/gi, '…') ?? null
  );
}
