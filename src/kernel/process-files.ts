// What /proc/PID tells of a process and of the network namespace it is in. `procRoot` is /proc, or the
// node's /proc as a debug shell sees it. A process that is gone gives null.
import { readlinkSync } from 'node:fs';
import { formatIpv4, formatIpv6 } from '../layout/ip-address.ts';
import { readTextFile, unlessGone } from './files.ts';

/** The process's cgroup path in the unified hierarchy, or the first that names a pod, or null. */
export function readCgroupPaths(procRoot: string, pid: number): string[] | null {
  const text = readTextFile(`${procRoot}/${pid}/cgroup`);
  if (text === null) return null;
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(':').slice(2).join(':'));
}

const podUid =
  /(?:^|[/-])pod([0-9a-f]{8}(?:[_-][0-9a-f]{4}){3}[_-][0-9a-f]{12}|[0-9a-f]{32})(?:\.slice)?(?:\/|$)/;

/** The Kubernetes pod UID in a cgroup path, as the kubelet writes it in log folders, or null. */
export function findPodUid(paths: readonly string[]): string | null {
  for (const path of paths) {
    const uid = podUid.exec(path)?.[1];
    if (uid !== undefined) return uid.replaceAll('_', '-');
  }
  return null;
}

/** Local addresses of the process's network namespace, loopback and link-local left out; or null. */
export function readLocalAddresses(procRoot: string, pid: number): string[] | null {
  const trie = readTextFile(`${procRoot}/${pid}/net/fib_trie`);
  if (trie === null) return null;
  const ipv6 = readTextFile(`${procRoot}/${pid}/net/if_inet6`) ?? '';
  return [...new Set([...localIpv4(trie), ...localIpv6(ipv6)])];
}

/** fib_trie names a leaf's address on one line and what it is on the next. */
function localIpv4(trie: string): string[] {
  const found: string[] = [];
  for (const match of trie.matchAll(/\|-- ([\d.]+)\n\s*\/32 host LOCAL/g)) {
    const address = match[1];
    if (address !== undefined && !address.startsWith('127.')) found.push(address);
  }
  return found;
}

/** Columns: address, interface index, prefix length, scope, flags, name; scope 00 is global. */
function localIpv6(table: string): string[] {
  const found: string[] = [];
  for (const line of table.split('\n')) {
    const [hex, , , scope] = line.trim().split(/\s+/);
    if (hex?.length === 32 && scope === '00') found.push(formatIpv6(Buffer.from(hex, 'hex'), 0));
  }
  return found;
}

export interface TableSocket {
  readonly family: 4 | 6;
  readonly state: number;
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** 0 = no file holds it. */
  readonly inode: number;
}

/** Makes one value of each text; one that remembers may give the value that it gave before. */
export type MakeOf<T> = (text: string, make: () => T) => T;

/** The socket tables of the process's network namespace, /proc/PID/net/tcp and tcp6; or null. */
export function readTcpTables(procRoot: string, pid: number): readonly string[] | null {
  const ipv4 = readTextFile(`${procRoot}/${pid}/net/tcp`);
  if (ipv4 === null) return null;
  return [ipv4, readTextFile(`${procRoot}/${pid}/net/tcp6`) ?? ''];
}

/** Rows of a socket table as net/ipv4/tcp_ipv4.c prints them; those of equal text are made once. */
export function parseTcpTable<T>(
  text: string,
  family: 4 | 6,
  remember: MakeOf<T>,
  toSocket: (row: TableSocket) => T,
): T[] {
  const found: T[] = [];
  for (const line of text.split('\n').slice(1)) {
    // Behind the row's number, which changes with its neighbours.
    const row = line.slice(line.indexOf(': ') + 2);
    if (row.length < shortestRow) continue;
    found.push(remember(`${family} ${row}`, () => toSocket(parseRow(row, family))));
  }
  return found;
}

/** An IPv4 row up to its state. */
const shortestRow = 30;

function parseRow(row: string, family: 4 | 6): TableSocket {
  const columns = row.trim().split(/\s+/);
  const [[localAddress = '', localPort = ''], [remoteAddress = '', remotePort = '']] = [
    columns[0]?.split(':') ?? [],
    columns[1]?.split(':') ?? [],
  ];
  return {
    family,
    state: Number.parseInt(columns[2] ?? '', 16),
    localAddress: tableAddress(localAddress),
    localPort: Number.parseInt(localPort, 16),
    remoteAddress: tableAddress(remoteAddress),
    remotePort: Number.parseInt(remotePort, 16),
    inode: Number(columns[8] ?? 0),
  };
}

/** The tables print each 32-bit word of an address as a host-order number. */
function tableAddress(hex: string): string {
  const bytes = Buffer.from(hex, 'hex').swap32();
  return bytes.length === 4 ? formatIpv4(bytes, 0) : formatIpv6(bytes, 0);
}

/**
 * Inode number of the node's own network namespace: that of its first process, or ours where that one
 * may not be asked (a debug shell with host namespaces shares it).
 */
export function readNodeNetns(procRoot: string): number | null {
  for (const path of [`${procRoot}/1/ns/net`, '/proc/self/ns/net']) {
    const link = unlessGone(() => readlinkSync(path));
    const inode = /\d+/.exec(link ?? '')?.[0];
    if (inode !== undefined) return Number(inode);
  }
  return null;
}
