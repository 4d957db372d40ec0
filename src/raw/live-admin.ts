// Asks the daemon's admin server. It listens on the loopback device of the daemon's own network namespace,
// which is the node's only where the pod is given it: from elsewhere it is entered for one socket.
import { httpGet } from '../kernel/http-get.ts';
import { KernelError } from '../kernel/kernel-error.ts';
import { connectInNamespace } from '../kernel/namespace-socket.ts';
import { readNetns } from '../kernel/process-files.ts';
import { findProcesses } from '../kernel/processes.ts';
import { formatHostPort } from '../layout/ip-address.ts';
import type { AdminAnswer, AdminQuestion, RawAdmin } from './raw-admin.ts';

/** Where the admin server is: an address as the user gave it, or a process to be found. */
export type AdminPlace =
  | { readonly kind: 'address'; readonly host: string; readonly port: number }
  | {
      readonly kind: 'process';
      readonly procRoot: string;
      readonly name: string;
      readonly host: string;
      readonly port: number;
    };

/** An address, and the namespace that it is of where that is not ours. */
interface Door {
  readonly host: string;
  readonly port: number;
  readonly netns: string | null;
  readonly place: string;
}

const connectMs = 2000;
/** The daemon gives up on an answer after 20 s (status_server.go, httpTimeout). */
const deadlineMs = 20_000;
/** Bytes: 100,000 workloads of 600 bytes each are a quarter of it. */
const largestBody = 256 << 20;

/** What it answers to the questions. Nothing that is refused or missing is thrown: see `failure`. */
export async function readAdmin(
  place: AdminPlace,
  questions: readonly AdminQuestion[],
): Promise<RawAdmin> {
  const door = findDoor(place);
  const answers: AdminAnswer[] = [];
  if (door === null) {
    const { name, procRoot } = place as Extract<AdminPlace, { kind: 'process' }>;
    const failure = `no process named ${name} in ${procRoot}`;
    return { place: `the process ${name}`, answers, failure };
  }
  try {
    for (const { paths, timeoutMs } of questions) {
      for (const path of paths) {
        const answer = { path, ...(await get(door, path, timeoutMs)) };
        answers.push(answer);
        if (answer.status === 200) break;
      }
    }
    return { place: door.place, answers, failure: null };
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    const failure = error.hint === null ? error.message : `${error.message} (${error.hint})`;
    return { place: door.place, answers, failure };
  }
}

function findDoor(place: AdminPlace): Door | null {
  const { host, port } = place;
  const address = formatHostPort(host, port);
  if (place.kind === 'address') return { host, port, netns: null, place: address };
  const [pid] = findProcesses(place.procRoot, place.name);
  if (pid === undefined) return null;
  const netns = `${place.procRoot}/${pid}/ns/net`;
  const inode = readNetns(netns);
  const isOurs = inode !== null && inode === readNetns('/proc/self/ns/net');
  return {
    host,
    port,
    netns: isOurs ? null : netns,
    place: `${address} of process ${pid}`,
  };
}

async function get({ host, port, netns }: Door, path: string, timeoutMs: number) {
  const bounds = { timeoutMs, deadlineMs, largestBody };
  if (netns === null) return httpGet({ host, port, path, ...bounds });
  const fd = connectInNamespace({ netns, address: host, port, timeoutMs: connectMs });
  return httpGet({ host, port, fd, path, ...bounds });
}
