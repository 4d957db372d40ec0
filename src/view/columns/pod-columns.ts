import { type Enablement, enablementOf, type PodEnabled } from '../../snapshot/pod.ts';
import { type Column, orAbsent } from '../column.ts';
import type { PodItem } from '../items/pod.ts';
import type { Tone } from '../style.ts';

export const podColumns: readonly Column<PodItem>[] = Object.freeze([
  { header: 'NAMESPACE', priority: 2, cell: (item) => orAbsent(item.namespace) },
  { header: 'NAME', priority: 1, cell: (item) => orAbsent(item.name) },
  { header: 'ADDRESSES', priority: 1, cell: (item) => orAbsent(item.addresses.join(',')) },
  {
    header: 'ENABLED',
    priority: 1,
    cell: (item) => `${enabledWord(item.enabled)}${item.known === 'inferred' ? ' (inferred)' : ''}`,
    tone: (item) => enabledTone(item.enabled),
  },
  {
    header: 'PROCESSES',
    priority: 4,
    align: 'right',
    cell: (item) => String(item.pids.length),
    order: (item) => item.pids.length,
  },
  { header: 'KNOWN-BY', priority: 4, cell: (item) => item.knownBy },
  {
    header: 'NETNS-COOKIE',
    priority: 5,
    isWide: true,
    align: 'right',
    cell: (item) => orAbsent(item.netnsCookie),
    order: (item) => (item.netnsCookie === null ? null : Number(item.netnsCookie)),
  },
  { header: 'PIDS', priority: 5, isWide: true, cell: (item) => pidsCell(item.pids) },
  { header: 'UID', priority: 5, isWide: true, cell: (item) => orAbsent(item.uid) },
]);

/** `yes`, `no`, which half is there (a fault), or which half could not be seen. */
export function enabledWord(enabled: PodEnabled): string {
  const { cookie, address } = enabled;
  switch (enablementOf(enabled)) {
    case 'enabled':
      return 'yes';
    case 'not enabled':
      return 'no';
    case 'half-enabled':
      return `half: ${cookie ? 'cookie' : 'address'} only`;
    case 'unknown':
      if (cookie) return 'cookie yes, address unknown';
      return address ? 'address yes, cookie unknown' : 'unknown';
  }
}

const tones: Readonly<Record<Enablement, Tone>> = {
  enabled: 'good',
  'half-enabled': 'warn',
  'not enabled': 'dim',
  unknown: 'warn',
};

/** The tone of that word. */
export function enabledTone(enabled: PodEnabled): Tone {
  return tones[enablementOf(enabled)];
}

const shownPids = 5;

function pidsCell(pids: readonly number[]): string {
  if (pids.length <= shownPids) return orAbsent(pids.join(','));
  return `${pids.slice(0, shownPids).join(',')},+${pids.length - shownPids}`;
}
