// Asks the daemon that --daemon names. Loaded only where it is given.
import { adminHost, adminPort, adminQuestions, daemonProcess } from '../kmesh/admin.ts';
import { readAdmin } from '../raw/live-admin.ts';
import { procRoot } from '../raw/live-source.ts';
import type { RawAdmin } from '../raw/raw-admin.ts';
import type { DaemonOption } from './daemon-option.ts';

/** What it answers; that it does not is an answer too. */
export function askDaemon(daemon: DaemonOption, hostRoot: string | null): Promise<RawAdmin> {
  if (daemon !== 'auto') return readAdmin({ kind: 'address', ...daemon }, adminQuestions);
  const process = { procRoot: procRoot(hostRoot), name: daemonProcess };
  const place = { kind: 'process', ...process, host: adminHost, port: adminPort } as const;
  return readAdmin(place, adminQuestions);
}
