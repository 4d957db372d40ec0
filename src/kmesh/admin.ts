// The daemon's admin server (reference 6): where it listens, and what is asked of it. All of it by GET:
// its POST paths change settings (pkg/status/status_server.go, v0.4.0 to main).
import type { AdminQuestion } from '../raw/raw-admin.ts';
import type { Mode } from './maps.ts';

/** It listens on `localhost:15200` of the daemon's own network namespace, in every release. */
export const adminHost = '127.0.0.1';
export const adminPort = 15200;

/** The daemon's process name. */
export const daemonProcess = 'kmesh-daemon';

/** Since v1.0; before, nothing is there. */
export const versionPath = '/version';

/** What the control plane told the daemon, by the mode that it runs in: the path of the other has status 400. */
export const dumpPaths: Readonly<Record<string, Mode>> = Object.freeze({
  // Since v1.0.
  '/debug/config_dump/dual-engine': 'dual-engine',
  '/debug/config_dump/kernel-native': 'kernel-native',
  // Up to v0.5.
  '/debug/config_dump/workload': 'dual-engine',
  '/debug/config_dump/ads': 'kernel-native',
});

/** The daemon puts a dump together before it sends the first byte of it, which takes seconds on a large mesh. */
export const adminQuestions: readonly AdminQuestion[] = Object.freeze([
  { paths: [versionPath], timeoutMs: 2000 },
  { paths: Object.keys(dumpPaths), timeoutMs: 10_000 },
]);
