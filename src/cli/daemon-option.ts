// --daemon: where the daemon's admin server is.
import { formatHostPort } from '../layout/ip-address.ts';
import { UsageError } from '../raw/problem.ts';

/** `auto`: found by its process, and asked in that one's network namespace. */
export type DaemonOption = 'auto' | { readonly host: string; readonly port: number };

const hostAndPort = /^(?:\[([0-9a-fA-F:.%]+)\]|([^\s:[\]/]+)):(\d{1,5})$/;

/** The option's meaning, null = not given. Throws UsageError for what is none, and beside a `file`. */
export function toDaemonOption(word: string | null, file: string | null): DaemonOption | null {
  if (word === null) return null;
  if (file !== null) {
    throw new UsageError(
      '--daemon is for the live node: a dump is of another moment than the daemon',
    );
  }
  if (word === 'auto') return 'auto';
  const [, ipv6, name, digits] = hostAndPort.exec(word) ?? [];
  const port = Number(digits);
  if (digits === undefined || port < 1 || port > 65_535) {
    throw new UsageError(
      `--daemon needs ADDR:PORT or auto, got ${word}`,
      'for example 127.0.0.1:15200 behind kubectl port-forward -n kmesh-system POD 15200',
    );
  }
  return { host: ipv6 ?? name ?? '', port };
}

/** The word that is this option's. */
export function daemonWord(daemon: DaemonOption): string {
  return daemon === 'auto' ? daemon : formatHostPort(daemon.host, daemon.port);
}
