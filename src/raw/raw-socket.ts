// Sockets and the network namespaces they live in, as the kernel shows them. No Kmesh word.

/** TCP states as in the kernel's net/tcp_states.h. */
export const tcpStateNames: Readonly<Record<number, string>> = Object.freeze({
  1: 'ESTABLISHED',
  2: 'SYN_SENT',
  3: 'SYN_RECV',
  4: 'FIN_WAIT1',
  5: 'FIN_WAIT2',
  6: 'TIME_WAIT',
  7: 'CLOSE',
  8: 'CLOSE_WAIT',
  9: 'LAST_ACK',
  10: 'LISTEN',
  11: 'CLOSING',
  12: 'NEW_SYN_RECV',
});

export interface RawSocket {
  /** Cookie of the socket's network namespace. */
  readonly netnsCookie: bigint;
  /** The socket's own cookie, null where it was never asked for. */
  readonly socketCookie: bigint | null;
  /** Inode of the socket's file, null for sockets without a file. */
  readonly inode: number | null;
  /** Family of the socket: an IPv4-mapped peer has family 6. */
  readonly family: 4 | 6;
  /** IP protocol number: 6 TCP, 17 UDP. */
  readonly protocol: number;
  /** TCP state number, see tcpStateNames. */
  readonly state: number;
  /** Text; IPv6 in RFC 5952 form, IPv4-mapped as ::ffff:a.b.c.d. */
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** The value that the socket-storage map holds for this socket, or null. */
  readonly storage: Buffer | null;
  /**
   * The value that a map keyed by the kernel's addresses of sockets holds for it, null = none; absent where
   * no such map was asked.
   */
  readonly byAddress?: Buffer | null;
}

export interface RawSockets {
  readonly sockets: readonly RawSocket[];
  readonly complete: boolean;
  readonly reason: string | null;
}

/** A network namespace other than the node's own, with what tells whose it is. */
export interface RawNamespace {
  readonly cookie: bigint;
  /** Inode number as /proc/PID/ns/net shows it. */
  readonly inode: number;
  /** Processes (thread-group leaders) in it, ascending. */
  readonly pids: readonly number[];
  /** Host name of the first process's UTS namespace. */
  readonly hostName: string;
  /** Kubernetes pod UID from a process's cgroup path, or null. */
  readonly podUid: string | null;
  /** Local addresses of its interfaces (loopback left out), or null where they could not be read. */
  readonly addresses: readonly string[] | null;
}

export interface RawNamespaces {
  readonly namespaces: readonly RawNamespace[];
  readonly complete: boolean;
  readonly reason: string | null;
}

/** A folder of the kubelet's pod logs: NAMESPACE_NAME_UID. */
export interface RawPodFolder {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** The bytes in memory of their own: a view would keep all that they were read with. */
export function copyBytes(bytes: Buffer): Buffer {
  // Not Buffer.from: that cuts small copies out of shared pools, which one socket would keep whole.
  const copy = Buffer.alloc(bytes.length);
  bytes.copy(copy);
  return copy;
}
