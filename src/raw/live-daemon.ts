// Whether the daemon runs on the live node, by the processes that its /proc shows.
import { findProcesses, whyNotAllProcesses } from '../kernel/processes.ts';
import type { RawDaemon } from './node-source.ts';

/** The daemon by its process's name. None is a sign that it is down only where all would be seen. */
export function readDaemon(procRoot: string, name: string): RawDaemon {
  const [pid = null] = findProcesses(procRoot, name);
  if (pid !== null) return { state: 'up', pid, reason: null };
  const reason = whyNotAllProcesses(procRoot);
  return { state: reason === null ? 'down' : 'unknown', pid: null, reason };
}
