// A TCP connection out of another network namespace. A socket stays in the namespace in which it was made,
// so this thread goes there, makes it, and comes back before anything else runs on it.
import { closeSync, openSync } from 'node:fs';
import { parseIp } from '../layout/ip-address.ts';
import { codeOfErrno, KernelError } from './kernel-error.ts';
import { callLibc } from './libc.ts';

const AF_INET = 2;
const SOCK_STREAM = 1;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_SNDTIMEO = 21;
const CLONE_NEWNET = 0x40000000;

export interface NamespaceTarget {
  /** A file of the namespace, as /proc/PID/ns/net. */
  readonly netns: string;
  /** IPv4, in that namespace. */
  readonly address: string;
  readonly port: number;
  readonly timeoutMs: number;
}

/** Descriptor of a connected socket, which the caller closes. Throws KernelError. */
export function connectInNamespace({ netns, address, port, timeoutMs }: NamespaceTarget): number {
  const name = sockaddrIn(address, port);
  const timeout = timeval(timeoutMs);
  const theirs = openNamespace(netns);
  const own = openNamespace('/proc/thread-self/ns/net');
  try {
    const entered = callLibc('setns', theirs, CLONE_NEWNET);
    if (entered < 0) throw refusal('setns', `enter ${netns}`, entered);
    const fd = connect(name, timeout);
    // Whatever came after would be of the wrong namespace: no refusal, which may be caught.
    const back = callLibc('setns', own, CLONE_NEWNET);
    if (back < 0) throw new Error(`cannot come back from ${netns}: errno ${-back}`);
    if (fd < 0) throw refusal('connect', `connect to ${address}:${port} in ${netns}`, fd);
    return fd;
  } finally {
    closeSync(own);
    closeSync(theirs);
  }
}

function openNamespace(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw refusal('openat', `open ${path}`, (error as NodeJS.ErrnoException).errno ?? 0);
  }
}

/** A connected socket, or a negative errno. Throws nothing: it runs in the other namespace. */
function connect(name: Buffer, timeout: Buffer): number {
  const fd = callLibc('socket', AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return fd;
  // SAFETY: the buffers are ours, live through these synchronous calls, and their own length is passed.
  // On Linux the time limit for sending is that for connecting too.
  const limited = callLibc('setsockopt', fd, SOL_SOCKET, SO_SNDTIMEO, timeout, timeout.length);
  const result = limited < 0 ? limited : callLibc('connect', fd, name, name.length);
  if (result === 0) return fd;
  closeSync(fd);
  return result;
}

/** struct timeval of a 64-bit host. */
function timeval(ms: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeBigInt64LE(BigInt(Math.floor(ms / 1000)), 0);
  bytes.writeBigInt64LE(BigInt((ms % 1000) * 1000), 8);
  return bytes;
}

/** struct sockaddr_in: family in host order, port in network order, address, eight bytes of nothing. */
function sockaddrIn(address: string, port: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16LE(AF_INET, 0);
  bytes.writeUInt16BE(port, 2);
  const ip = parseIp(address);
  if (ip?.length !== 4) throw new RangeError(`${address} is not an IPv4 address`);
  ip.copy(bytes, 4);
  return bytes;
}

function refusal(syscall: string, attempt: string, result: number): KernelError {
  const errno = Math.abs(result);
  const code = codeOfErrno(errno);
  const isRefused = code === 'NO_PERMISSION' && syscall !== 'connect';
  const hint = isRefused ? 'needs CAP_SYS_ADMIN and CAP_SYS_PTRACE' : undefined;
  return new KernelError(code, { attempt, errno, syscall, hint });
}
