// What /proc/PID tells of a process and of the network namespace it is in. `procRoot` is /proc, or the
// node's /proc as a debug shell sees it. A process that is gone gives null.
import { readlinkSync } from 'node:fs';
import { formatIpv4, formatIpv6 } from '../layout/ip-address.ts';
import { readTextFile, unlessGone } from './files.ts';
import { readBytes } from './read-to-end.ts';

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

/** The socket table of the process's network namespace for a family, as readBytes gives it, or null. */
export function readTcpTable(procRoot: string, pid: number, family: 4 | 6): Buffer | null {
  return readBytes(`${procRoot}/${pid}/net/${family === 4 ? 'tcp' : 'tcp6'}`);
}

/** A row of a socket table. Rows of equal `text` are of the same socket in the same state. */
export interface TableRow {
  readonly text: string;
  readonly parse: () => TableSocket;
}

const [newline, space, colon] = [0x0a, 0x20, 0x3a];
/** Columns between the state and the inode: queues, timer, retransmits, owner, timeout. */
const skippedColumns = 5;

/** The rows as net/ipv4/tcp_ipv4.c prints them, below their heading. */
export function* tcpRows(table: Buffer, family: 4 | 6): Generator<TableRow> {
  let start = table.indexOf(newline) + 1;
  let end = table.indexOf(newline, start);
  while (start > 0 && end >= 0) {
    yield toRow(table, start, family);
    start = end + 1;
    end = table.indexOf(newline, start);
  }
}

function toRow(table: Buffer, start: number, family: 4 | 6): TableRow {
  // The row's number, which changes with its neighbours, ends with a colon.
  const local = startOfColumn(table, table.indexOf(colon, start) + 1);
  const state = startOfColumn(table, endOfColumn(table, endOfColumn(table, local)));
  const head = table.toString('latin1', local, endOfColumn(table, state));
  // What is left out in between changes while a socket does nothing: its timers.
  let at = endOfColumn(table, state);
  for (let i = 0; i < skippedColumns; i++) at = endOfColumn(table, at);
  const inode = table.toString('latin1', startOfColumn(table, at), endOfColumn(table, at));
  return { text: `${head} ${inode}`, parse: () => parseRow(head, inode, family) };
}

function startOfColumn(table: Buffer, from: number): number {
  let at = from;
  while (table[at] === space) at++;
  return at;
}

function endOfColumn(table: Buffer, from: number): number {
  let at = startOfColumn(table, from);
  while (at < table.length && table[at] !== space && table[at] !== newline) at++;
  return at;
}

function parseRow(head: string, inode: string, family: 4 | 6): TableSocket {
  const [local = '', remote = '', state = ''] = head.split(' ');
  const [localAddress = '', localPort = ''] = local.split(':');
  const [remoteAddress = '', remotePort = ''] = remote.split(':');
  return {
    family,
    state: Number.parseInt(state, 16),
    localAddress: tableAddress(localAddress),
    localPort: Number.parseInt(localPort, 16),
    remoteAddress: tableAddress(remoteAddress),
    remotePort: Number.parseInt(remotePort, 16),
    inode: Number(inode),
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
  return readNetns(`${procRoot}/1/ns/net`) ?? readNetns('/proc/self/ns/net');
}

/** Inode number of the network namespace that a file as /proc/PID/ns/net is of, or null. */
export function readNetns(path: string): number | null {
  const link = unlessGone(() => readlinkSync(path));
  const inode = /\d+/.exec(link ?? '')?.[0];
  return inode === undefined ? null : Number(inode);
}
