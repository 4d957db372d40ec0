// The processes that a /proc shows, by name, and whether those are all of the node's.
import { readlinkSync } from 'node:fs';
import { listFolder, readTextFile, unlessGone } from './files.ts';

/** The inode of the first PID namespace, INIT_PID_NS_INO of the kernel's uapi/linux/nsfs.h. */
const firstPidNamespace = 'pid:[4026531836]';

/** Ids of the processes of this name, ascending. One that has ended and was not waited for is none. */
export function findProcesses(procRoot: string, name: string): number[] {
  return (listFolder(procRoot) ?? [])
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => readTextFile(`${procRoot}/${pid}/comm`)?.trimEnd() === name)
    .filter((pid) => !isEnded(`${procRoot}/${pid}`))
    .map(Number)
    .sort((a, b) => a - b);
}

/** The state follows the name, which may have brackets and spaces in it: `7 (a) b) Z 1 …`. */
function isEnded(folder: string): boolean {
  const stat = readTextFile(`${folder}/stat`);
  return stat === null || /\) [ZX] [^)]*$/.test(stat);
}

/** Why processes of the node may not be among those that `procRoot` shows; null where they all are. */
export function whyNotAllProcesses(procRoot: string): string | null {
  const first = readTextFile(`${procRoot}/1/comm`)?.trimEnd();
  if (first === undefined) return `${procRoot} does not show the processes of others`;
  // Another /proc than our own is the node's, mounted for us; a node that is a container has an init.
  if (procRoot !== '/proc' || first === 'systemd') return null;
  const own = unlessGone(() => readlinkSync('/proc/self/ns/pid'));
  if (own === firstPidNamespace) return null;
  return "only this container's processes are seen: needs the node's PID namespace (hostPID), or its /proc at /host/proc";
}
