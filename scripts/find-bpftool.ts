// bpftool, the peer that reads the same maps: for figures and for tests that nothing was changed.
import { existsSync, readdirSync } from 'node:fs';

/** Its path, also where Ubuntu keeps it for a kernel that is not the running one; or undefined. */
export function findBpftool(): string | undefined {
  const tools = '/usr/lib/linux-tools';
  const packed = existsSync(tools)
    ? readdirSync(tools).map((name) => `${tools}/${name}/bpftool`)
    : [];
  const direct = ['/usr/sbin/bpftool', '/usr/local/sbin/bpftool'];
  return [...packed, ...direct].find((path) => existsSync(path));
}
