// Namespaces and sockets of the live node: from the BPF iterators and from /proc/PID.
import type { BpfMap } from '../kernel/bpf-map.ts';
import { storedSocketLayout, taskRecordLayout } from '../kernel/iterator-records.ts';
import { decodeRecords, Iterators } from '../kernel/iterators.ts';
import { KernelError } from '../kernel/kernel-error.ts';
import {
  findPodUid,
  parseTcpTable,
  readCgroupPaths,
  readLocalAddresses,
  readNodeNetns,
  readTcpTables,
  type TableSocket,
} from '../kernel/process-files.ts';
import { formatIpv4, formatIpv6 } from '../layout/ip-address.ts';
import { type Decoded, encodeWhole } from '../layout/layout.ts';
import { u64 } from '../layout/scalar.ts';
import type { RawNamespace, RawNamespaces, RawSocket, RawSockets } from './raw-socket.ts';
import { Recent } from './recent.ts';

type Task = Decoded<typeof taskRecordLayout>;
type StoredSocket = Decoded<ReturnType<typeof storedSocketLayout>>;

const AF_INET = 2;
const AF_INET6 = 10;
const IPPROTO_TCP = 6;
/** More of a pod's processes than this say nothing new of whose they are. */
const askedProcesses = 8;

/** Loading takes tens of milliseconds, so the programs stay for the process's life. */
const iterators = new Iterators();
/** Sockets of the readings before, for as long as the same bytes come again. */
const recentRecords = new Recent<{ readonly socket: RawSocket; readonly address: Buffer } | null>();
const recentAddressed = new Recent<RawSocket>();
let lastStored: { readonly output: Buffer; readonly answer: RawSockets } | undefined;

interface KeptTable {
  readonly recent: Recent<RawSocket>;
  texts: readonly string[];
  answer: RawSockets;
}

/** Socket tables by namespace; those that a reading does not ask for are forgotten. */
let tables = new Map<bigint, KeptTable>();

export class LiveNamespaces {
  readonly #procRoot: string;
  readonly #asked = new Set<bigint>();

  constructor(procRoot: string) {
    this.#procRoot = procRoot;
  }

  readAll(): RawNamespaces {
    let tasks: Task[];
    try {
      tasks = decodeRecords(taskRecordLayout, iterators.read('dump_tasks', null));
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
      if (addressed === null && lastStored?.output.equals(output)) return lastStored.answer;
      const sockets = toSockets(output, valueSize, addressed);
      const answer = { sockets, complete: true, reason: null };
      lastStored = { output, answer };
      return answer;
    } catch (error) {
      return { sockets: [], complete: false, reason: reasonOf(error) };
    }
  }

  /** The TCP sockets that a namespace's processes hold, through the first of its processes that is still there. */
  readSockets(namespace: { cookie: bigint; pids: readonly number[] }): RawSockets {
    for (const pid of namespace.pids) {
      const texts = readTcpTables(this.#procRoot, pid);
      if (texts === null) continue;
      const kept = tables.get(namespace.cookie);
      const table =
        kept !== undefined && texts.every((text, family) => text === kept.texts[family])
          ? kept
          : toTable(namespace.cookie, texts, kept?.recent ?? new Recent());
      tables.set(namespace.cookie, table);
      this.#asked.add(namespace.cookie);
      return table.answer;
    }
    const reason = `no process of namespace ${namespace.cookie} lets its socket table be read`;
    return { sockets: [], complete: namespace.pids.length === 0, reason };
  }

  /** Ends a reading. */
  close(): void {
    tables = new Map([...tables].filter(([cookie]) => this.#asked.has(cookie)));
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

/** The sockets of a namespace's tables. What no process holds is closing, or waits to be forgotten. */
function toTable(
  netnsCookie: bigint,
  texts: readonly string[],
  recent: Recent<RawSocket>,
): KeptTable {
  const toSocket = (row: TableSocket): RawSocket => ({
    ...row,
    netnsCookie,
    socketCookie: null,
    inode: row.inode === 0 ? null : row.inode,
    protocol: IPPROTO_TCP,
    storage: null,
    byAddress: null,
  });
  const remember = (text: string, make: () => RawSocket) => recent.of(text, make);
  const [ipv4 = '', ipv6 = ''] = texts;
  const sockets = [
    ...parseTcpTable(ipv4, 4, remember, toSocket),
    ...parseTcpTable(ipv6, 6, remember, toSocket),
  ].filter((socket) => socket.inode !== null);
  recent.turn();
  return { recent, texts, answer: { sockets, complete: true, reason: null } };
}

/**
 * The sockets of an iterator's output, each with its value in the map `addressed`, if there is one. What
 * has the same bytes as before is the same object.
 */
function toSockets(output: Buffer, valueSize: 64 | 16 | 4, addressed: BpfMap | null): RawSocket[] {
  const layout = storedSocketLayout(valueSize);
  const sockets: RawSocket[] = [];
  for (let start = 0; start < output.length; start += layout.size) {
    const end = start + layout.size;
    const bytes = output.toString('latin1', start, end);
    const known = recentRecords.of(bytes, () => {
      // A copy: what is kept must not keep the whole output.
      const [record] = decodeRecords(layout, Buffer.from(output.subarray(start, end)));
      const isInet = record !== undefined && [AF_INET, AF_INET6].includes(record.family);
      return isInet
        ? { socket: toSocket(record, valueSize), address: encodeWhole(u64, record.sk) }
        : null;
    });
    if (known === null) continue;
    const { socket, address } = known;
    if (addressed === null) {
      sockets.push(socket);
      continue;
    }
    const byAddress = addressed.lookup(address) ?? null;
    const text = `${bytes}${byAddress?.toString('latin1')}`;
    sockets.push(recentAddressed.of(text, () => ({ ...socket, byAddress })));
  }
  recentRecords.turn();
  recentAddressed.turn();
  return sockets;
}

function toSocket(record: StoredSocket, valueSize: number): RawSocket {
  const format = record.family === AF_INET ? formatIpv4 : formatIpv6;
  return {
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
    storage: record.value.subarray(0, valueSize),
  };
}

function firstOf<T>(pids: readonly number[], find: (pid: number) => T | null): T | null {
  for (const pid of pids) {
    const found = find(pid);
    if (found !== null) return found;
  }
  return null;
}

/** What a view says instead of the rows; anything but a refusal of the kernel is a bug and goes on up. */
function reasonOf(error: unknown): string {
  if (!(error instanceof KernelError)) throw error;
  return error.hint === null ? error.message : `${error.message} (${error.hint})`;
}
