// Compares what the procedure writes into the maps with what a recording found in them afterwards.
import type { Write } from '../../src/explain/kernel-native/native-maps.ts';
import {
  type ClusterEndpoints,
  clusterEndpointsLayout,
  toClusterEndpoints,
} from '../../src/kmesh/kernel-native/cluster-endpoints.ts';
import { rateLimitValueLayout } from '../../src/kmesh/kernel-native/rate-limit.ts';
import { slotText, stringSize } from '../../src/kmesh/kernel-native/reference.ts';
import type { NativeMaps } from '../../src/snapshot/native-maps.ts';
import { type NativeRecordedConnect, padded } from './native-file.ts';
import { isWithin } from './tolerance.ts';

/** Entries of one map after the calls, as text by key; only those that differ from before. */
type Entries = ReadonlyMap<string, string>;

/** How the maps differ from what was recorded, to the byte; empty where they do not. */
export function judgeEntries(
  maps: NativeMaps,
  writes: readonly Write[],
  connect: NativeRecordedConnect,
): string[] {
  return [
    ...compare('km_cluster_eps', writtenLists(maps, writes), recordedLists(maps, connect)),
    ...compare(
      'km_ratelimit',
      written(maps, writes, 'km_ratelimit', withoutTime),
      recordedLevels(connect),
    ),
    ...compare('km_manage', written(maps, writes, 'km_manage', hex), recordedManage(connect)),
  ];
}

/**
 * The same where the draws are not known: the lists must be equal up to their counts, what is behind them
 * must come from the scratch or another list, and the counters may differ by chance.
 */
export function judgeLikelyEntries(
  maps: NativeMaps,
  writes: readonly Write[],
  connect: NativeRecordedConnect,
): string[] {
  const lists = writes.filter(({ map }) => map === 'km_cluster_eps');
  const scratch = toClusterEndpoints(
    maps.lookup('km_eps_data', Buffer.alloc(4)) ?? Buffer.alloc(clusterEndpointsLayout.size),
    0,
  );
  const others = [
    scratch,
    ...lists.flatMap(({ value }) => (value ? [toClusterEndpoints(value, 0)] : [])),
  ];
  return (connect.eps_after ?? []).flatMap((entry) => {
    const key = padded(entry.key, stringSize);
    const value = lists.find((list) => list.key.equals(key))?.value;
    const name = slotText(key);
    if (value == null) return [`km_cluster_eps ${name}: expected none`];
    const want = toClusterEndpoints(value, 0);
    const got = toClusterEndpoints(toListValue(maps, entry), 0);
    const failures: string[] = [];
    if (got.count !== want.count)
      failures.push(`${name}: expected count ${want.count}, got ${got.count}`);
    const isOdd = got.references.some((reference, i) => !isPossible(reference, i, want, others));
    if (isOdd) failures.push(`${name}: other endpoints than expected`);
    const before = maps.lookup('km_cluster_eps', key);
    const start = before === undefined ? scratch.counter : toClusterEndpoints(before, 0).counter;
    if (!isWithin(got.counter - start, want.counter - start, connect.n)) {
      failures.push(`${name}: expected a counter of about ${want.counter}, got ${got.counter}`);
    }
    return failures.map((failure) => `km_cluster_eps ${failure}`);
  });
}

function isPossible(
  reference: bigint,
  index: number,
  want: ClusterEndpoints,
  others: readonly ClusterEndpoints[],
): boolean {
  if (index < want.count) return reference === want.references[index];
  return [want, ...others].some((list) => list.references[index] === reference);
}

function compare(map: string, want: Entries, got: Entries): string[] {
  return [...new Set([...want.keys(), ...got.keys()])].flatMap((key) => {
    const [expected, found] = [want.get(key) ?? 'as before', got.get(key) ?? 'as before'];
    return expected === found ? [] : [`${map} ${key}: expected ${expected}, got ${found}`];
  });
}

const hex = (value: Buffer) => value.toString('hex');
const withoutTime = (value: Buffer) => `${rateLimitValueLayout.decode(value, 0).tokens} tokens`;
/** Count, references and counter. */
const listText = (value: Buffer) => value.toString('hex', 0, 524);

function written(
  maps: NativeMaps,
  writes: readonly Write[],
  map: string,
  text: (value: Buffer) => string,
): Entries {
  const entries = new Map<string, string>();
  for (const { map: name, key, value } of writes) {
    if (name !== map) continue;
    const before = maps.lookup(map, key);
    const after = value === null ? 'removed' : text(value);
    if (after !== (before === undefined ? 'removed' : text(before))) entries.set(hex(key), after);
  }
  return entries;
}

function writtenLists(maps: NativeMaps, writes: readonly Write[]): Entries {
  return written(maps, writes, 'km_cluster_eps', listText);
}

function recordedLists(maps: NativeMaps, connect: NativeRecordedConnect): Entries {
  const rows = (connect.eps_after ?? []).map((entry) => {
    return [hex(padded(entry.key, stringSize)), listText(toListValue(maps, entry))] as const;
  });
  return new Map(rows);
}

type RecordedList = NonNullable<NativeRecordedConnect['eps_after']>[number];

function toListValue(maps: NativeMaps, entry: RecordedList): Buffer {
  const before = maps.lookup('km_cluster_eps', padded(entry.key, stringSize));
  const value = Buffer.from(before ?? Buffer.alloc(clusterEndpointsLayout.size));
  if (entry.refs !== undefined) padded(entry.refs, 512).copy(value, 8);
  value.writeUInt32LE(entry.count, 0);
  value.writeUInt32LE(entry.counter, 520);
  return value;
}

function recordedLevels({ ratelimit_after: rows = [] }: NativeRecordedConnect): Entries {
  return new Map(rows.map(([key, value]) => [key, withoutTime(padded(value, 16))]));
}

function recordedManage({ manage_after: rows = [] }: NativeRecordedConnect): Entries {
  return new Map(
    rows.map(([key, value]) => [key, value === null ? 'removed' : hex(padded(value, 4))]),
  );
}
