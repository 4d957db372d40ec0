// Namespaces and sockets of the live node: from the BPF iterators and from /proc/PID.
import { isDeepStrictEqual } from 'node:util';
import type { BpfMap } from '../kernel/bpf-map.ts';
import { storedSocketLayout, taskRecordLayout } from '../kernel/iterator-records.ts';
import { Iterators, splitRecords } from '../kernel/iterators.ts';
import { reasonOf } from '../kernel/kernel-error.ts';
import {
  findPodUid,
  readCgroupPaths,
  readLocalAddresses,
  readNodeNetns,
  readTcpTable,
  type TableSocket,
  tcpRows,
} from '../kernel/process-files.ts';
import { formatIpv4, formatIpv6 } from '../layout/ip-address.ts';
import { type Decoded, encodeWhole, type Layout } from '../layout/layout.ts';
import { u64 } from '../layout/scalar.ts';
import {
  copyBytes,
  type RawNamespace,
  type RawNamespaces,
  type RawSocket,
  type RawSockets,
} from './raw-socket.ts';
import { type Part, RecentLists } from './recent.ts';

type Task = Decoded<typeof taskRecordLayout>;
type StoredSocket = Decoded<ReturnType<typeof storedSocketLayout>>;

const AF_INET = 2;
const AF_INET6 = 10;
const IPPROTO_TCP = 6;
/** More of a pod's processes than this say nothing new of whose they are. */
const askedProcesses = 8;

/** Loading takes tens of milliseconds, so the programs stay for the process's life. */
const iterators = new Iterators([
  'dump_tasks',
  'dump_sockets_64',
  'dump_sockets_16',
  'dump_sockets_4',
]);
/** What the reading before was made of. */
const recentTasks = new RecentLists<Task>();
const recentRecords = new RecentLists<AddressedSocket | null>();
const recentSockets = new RecentLists<RawSocket | null>();

export class LiveNamespaces {
  readonly #procRoot: string;

  constructor(procRoot: string) {
    this.#procRoot = procRoot;
  }

  readAll(): RawNamespaces {
    let tasks: readonly Task[];
    try {
      const output = iterators.read('dump_tasks', null);
      tasks = recentTasks.of('tasks', output, (bytes) =>
        toParts(taskRecordLayout, bytes, (task) => task),
      );
    } catch (error) {
      return { namespaces: [], complete: false, reason: reasonOf(error) };
    }
    const nodeInode = readNodeNetns(this.#procRoot);
    const groups = groupTasks(tasks);
    const namespaces = [...groups]
      .filter(([, members]) => members[0]?.netns_inum !== nodeInode)
      .map(([cookie, members]) => this.#toNamespace(cookie, members))
      .sort((a, b) => (a.cookie < b.cookie ? -1 : 1));
    return { namespaces, complete: true, reason: null };
  }

  /** Every socket that has a value in the storage map, TCP and others; `addressed` as in NodeSource. */
  readStoredSockets(map: BpfMap, addressed: BpfMap | null): RawSockets {
    const { valueSize } = map.info;
    if (valueSize !== 64 && valueSize !== 16 && valueSize !== 4) {
      const reason = `${map.path} has ${valueSize}-byte values: unknown layout, its sockets are not read`;
      return { sockets: [], complete: false, reason };
    }
    try {
      const output = iterators.read(`dump_sockets_${valueSize}`, map.fd);
      const layout = storedSocketLayout(valueSize);
      const records = recentRecords.of(map.path, output, (bytes) =>
        toParts(layout, bytes, (record) => toSocket(record, valueSize)),
      );
      const sockets = records.flatMap((record) => {
        if (record === null) return [];
        return addressed === null ? record.socket : withAddressed(record, addressed);
      });
      return { sockets, complete: true, reason: null };
    } catch (error) {
      return { sockets: [], complete: false, reason: reasonOf(error) };
    }
  }

  /** The TCP sockets that a namespace's processes hold, through the first of its processes that is still there. */
  readSockets(namespace: { cookie: bigint; pids: readonly number[] }): RawSockets {
    for (const pid of namespace.pids) {
      const ipv4 = this.#readTable(namespace.cookie, pid, 4);
      if (ipv4 === null) continue;
      const table = [...ipv4, ...(this.#readTable(namespace.cookie, pid, 6) ?? [])];
      // What no process holds is closing, or waits to be forgotten.
      const sockets = table.filter((socket) => socket !== null);
      return { sockets, complete: true, reason: null };
    }
    const reason = `no process of namespace ${namespace.cookie} lets its socket table be read`;
    return { sockets: [], complete: namespace.pids.length === 0, reason };
  }

  /** Ends a reading. */
  close(): void {
    recentTasks.turn();
    recentRecords.turn();
    recentSockets.turn();
  }

  #readTable(cookie: bigint, pid: number, family: 4 | 6): readonly (RawSocket | null)[] | null {
    const table = readTcpTable(this.#procRoot, pid, family);
    if (table === null) return null;
    return recentSockets.of(`${cookie} ${family}`, table, function* (bytes) {
      for (const { text, parse } of tcpRows(bytes, family)) {
        yield { text, make: () => toBareSocket(parse(), cookie) };
      }
    });
  }

  #toNamespace(cookie: bigint, tasks: readonly Task[]): RawNamespace {
    const pids = tasks.map((task) => task.pid).sort((a, b) => a - b);
    const asked = pids.slice(0, askedProcesses);
    const podUid = firstOf(asked, (pid) => findPodUid(readCgroupPaths(this.#procRoot, pid) ?? []));
    return {
      cookie,
      inode: tasks[0]?.netns_inum ?? 0,
      pids,
      hostName: tasks[0]?.nodename ?? '',
      podUid,
      addresses: firstOf(asked, (pid) => readLocalAddresses(this.#procRoot, pid)),
    };
  }
}

function groupTasks(tasks: readonly Task[]): Map<bigint, Task[]> {
  const groups = new Map<bigint, Task[]>();
  for (const task of tasks) {
    const group = groups.get(task.netns_cookie);
    if (group === undefined) groups.set(task.netns_cookie, [task]);
    else group.push(task);
  }
  return groups;
}

/** The records of an iterator's output, each decoded only where it is new. */
function* toParts<R, T>(
  layout: Layout<R>,
  output: Buffer,
  make: (record: R) => T,
): Generator<Part<T>> {
  for (const { text, decode } of splitRecords(layout, output)) {
    yield { text, make: () => make(decode()) };
  }
}

/** A socket and the key under which a map by socket address has its value. */
interface AddressedSocket {
  readonly socket: RawSocket;
  readonly address: Buffer;
}

const addressedSockets = new WeakMap<RawSocket, RawSocket>();

/** The socket with its value in the map by socket address; the same object while the value is the same. */
function withAddressed({ socket, address }: AddressedSocket, addressed: BpfMap): RawSocket {
  const byAddress = addressed.lookup(address) ?? null;
  const known = addressedSockets.get(socket);
  if (known !== undefined && isDeepStrictEqual(known.byAddress, byAddress)) return known;
  const made = { ...socket, byAddress };
  addressedSockets.set(socket, made);
  return made;
}

/** Null where it is of another family than the two that connections have. */
function toSocket(record: StoredSocket, valueSize: number): AddressedSocket | null {
  if (record.family !== AF_INET && record.family !== AF_INET6) return null;
  const format = record.family === AF_INET ? formatIpv4 : formatIpv6;
  const socket: RawSocket = {
    netnsCookie: record.netns_cookie,
    socketCookie: record.socket_cookie === 0n ? null : record.socket_cookie,
    inode: record.inode === 0n ? null : Number(record.inode),
    family: record.family === AF_INET ? 4 : 6,
    protocol: record.protocol,
    state: record.state,
    localAddress: format(record.local_addr, 0),
    localPort: record.local_port,
    remoteAddress: format(record.remote_addr, 0),
    remotePort: record.remote_port,
    storage: copyBytes(record.value.subarray(0, valueSize)),
  };
  return { socket, address: encodeWhole(u64, record.sk) };
}

function toBareSocket(row: TableSocket, netnsCookie: bigint): RawSocket | null {
  if (row.inode === 0) return null;
  const none = { socketCookie: null, storage: null, byAddress: null };
  return { ...row, netnsCookie, protocol: IPPROTO_TCP, ...none };
}

function firstOf<T>(pids: readonly number[], find: (pid: number) => T | null): T | null {
  for (const pid of pids) {
    const found = find(pid);
    if (found !== null) return found;
  }
  return null;
}
