// Reads a map key by key, where there are no batches. A key that is deleted under the walk makes the
// kernel start over, so rows are told apart by key and the walk is bounded.
import type { BpfMap, MapRows } from './bpf-map.ts';
import { describeErrno } from './kernel-error.ts';
import { callError, callInt } from './libbpf.ts';

const ENOENT = 2;

/** All rows. Throws KernelError when not even a key can be had. */
export function walkKeys(map: BpfMap): MapRows {
  const { maxEntries } = map.info;
  const rows = new Map<string, Buffer>();
  let key = firstKey(map);
  let reason: string | null = null;
  for (let walked = 0; Buffer.isBuffer(key); walked++) {
    if (walked > maxEntries * 2) {
      reason = `${map.path} is being rewritten: its keys did not end within twice its capacity`;
      break;
    }
    // A key that vanished since it was named is no row.
    const value = map.lookup(key);
    if (value !== undefined) rows.set(key.toString('latin1'), value);
    key = nextKey(map, key);
  }
  if (typeof key === 'number' && key !== ENOENT) {
    reason = `reading ${map.path} ended early: ${describeErrno(key)}`;
  }
  return {
    keys: Buffer.concat([...rows.keys()].map((text) => Buffer.from(text, 'latin1'))),
    values: Buffer.concat([...rows.values()]),
    count: rows.size,
    complete: reason === null,
    reason,
  };
}

/** Number of keys; no more than the capacity. Throws KernelError when not even a key can be had. */
export function countKeys(map: BpfMap): number {
  const { keySize, maxEntries } = map.info;
  const first = firstKey(map);
  if (!Buffer.isBuffer(first)) return 0;
  // Two keys in turn: a new one for each of ten thousand sockets would be most of the work.
  let [key, next] = [Buffer.from(first), Buffer.alloc(keySize)];
  let count = 1;
  for (let walked = 0; walked < maxEntries * 2 && readNextKey(map, key, next) === 0; walked++) {
    [key, next] = [next, key];
    // The kernel has started over, since the key before was deleted.
    count = key.equals(first) ? 1 : count + 1;
  }
  return Math.min(count, maxEntries);
}

function firstKey(map: BpfMap): Buffer | number {
  const key = nextKey(map, null);
  if (typeof key !== 'number' || key === ENOENT) return key;
  throw callError('BPF_MAP_GET_NEXT_KEY', `read map ${map.path}`, -key);
}

/** The key after `key`, or the errno that ended the walk. */
function nextKey(map: BpfMap, key: Buffer | null): Buffer | number {
  const next = Buffer.alloc(map.info.keySize);
  return readNextKey(map, key, next) || next;
}

/** Writes the key after `key` to `next`; 0, or the errno that ended the walk. */
function readNextKey(map: BpfMap, key: Buffer | null, next: Buffer): number {
  // SAFETY: both keys have the size that the kernel reported for this map; NULL asks for the first.
  const result = callInt('bpf_map_get_next_key', map.fd, key, next);
  return result < 0 ? -result : 0;
}
