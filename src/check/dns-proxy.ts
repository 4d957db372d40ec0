// The backend row of the node's DNS proxy, to which the hooks of v1.2 and later send IPv4 port 53.
import { noAddress } from '../kmesh/address.ts';
import { type BackendEntry, dnsProxyUid } from '../kmesh/dual-engine/backend.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Tables } from './tables.ts';

/** The row, undefined = the DNS proxy is off. */
export function findDnsProxy({ backends }: Tables): BackendEntry | undefined {
  const row = backends.index.find(dnsProxyUid);
  return row === undefined ? undefined : backends.entry(row);
}

/** Whether a query can be sent there: the programs take the first four bytes, as IPv4. */
export function isUsableProxy({ address }: BackendEntry): boolean {
  return address !== noAddress && !address.includes(':');
}

/** Why nothing can be said of DNS here: the programs of this generation leave it alone. */
export function whyNoDns({ followed }: Snapshot): string | null {
  if (followed === undefined || followed.hasDnsHooks) return null;
  return `the programs of ${followed.name} do not redirect DNS`;
}
