// Live recordings of kernel-native mode: connects that were established, closed and made again over one
// socket, while somebody changed the maps. Each connect is held to the maps as they were then. Pure.
import { followConnect } from '../../src/explain/kernel-native/follow-connect.ts';
import type { Write } from '../../src/explain/kernel-native/native-maps.ts';
import type { Ending } from '../../src/explain/kernel-native/walk.ts';
import { cookieKey } from '../../src/kmesh/dual-engine/manage.ts';
import type { NativeGeneration } from '../../src/kmesh/kernel-native/generation.ts';
import { formatHostPort } from '../../src/layout/ip-address.ts';
import type { NativeMaps } from '../../src/snapshot/native-maps.ts';
import type { Judgement } from './judge.ts';
import { isRows, type NativeRows, padded, toNativeMaps } from './native-file.ts';

interface LiveStep {
  /** `connect`, `close`, or what was done to which map. */
  readonly op: string;
  readonly dst?: string;
  readonly port?: number;
  readonly result?: string;
  /** Where the socket is connected to, once it is. */
  readonly peer?: readonly [string, number];
  /** The socket's `km_cluster_sock`, 4 bytes in hex; null = none. */
  readonly cluster_sock?: string | null;
  /** Maps as they are after the step. */
  readonly km_clusterstats?: NativeRows;
  readonly km_cluster_eps?: NativeRows;
  readonly km_cluster?: NativeRows;
}

export interface NativeLiveRun {
  readonly kmesh: string;
  readonly scenario: string;
  readonly maps: Readonly<Record<string, NativeRows>>;
  readonly client: { readonly cookie: number | string };
  readonly steps: readonly LiveStep[];
}

/** Whether a line is a live run. */
export function isLiveRun(line: Readonly<Record<string, unknown>>): boolean {
  return typeof line['scenario'] === 'string' && Array.isArray(line['steps']);
}

/** What keeps a line from being a live run, or undefined when it is one. */
export function findLiveFault(line: Readonly<Record<string, unknown>>): string | undefined {
  const { maps, client, steps } = line as Partial<NativeLiveRun>;
  if (maps === undefined || !Object.values(maps).every(isRows)) return 'maps are missing or bad';
  if (!/^\d+$/.test(String(client?.cookie))) return 'client is missing';
  const isSound = ({ op, dst, port }: Partial<LiveStep>) =>
    typeof op === 'string' &&
    (op !== 'connect' || (typeof dst === 'string' && Number.isInteger(port)));
  return steps?.every(isSound) === true ? undefined : 'a step is not whole';
}

/** Maps that the programs write, or that were changed while the run was on. */
type Changing = Readonly<Record<string, NativeRows>>;

/** Every connect of a run, judged. */
export function judgeLiveRun(run: NativeLiveRun, generation: NativeGeneration): Judgement[] {
  const judgements: Judgement[] = [];
  let maps: Changing = run.maps;
  let stored: string | null = null;
  for (const [position, step] of run.steps.entries()) {
    if (step.op === 'connect') {
      const state = toNativeMaps({ maps }, generation);
      const before = isOneSocket(run) ? stored : null;
      const { failures, writes } = judgeConnect(run, step, { maps: state, before });
      judgements.push({ id: `${run.scenario}#${position}`, label: step.op, failures });
      maps = withRows(maps, writes);
      stored = step.cluster_sock ?? null;
    }
    maps = afterStep(maps, step);
  }
  return judgements;
}

const isOneSocket = ({ scenario }: NativeLiveRun) => scenario.startsWith('one socket');
/** Its descriptor is not the socket that the programs see. */
const isMptcp = ({ scenario }: NativeLiveRun) => scenario.startsWith('MPTCP');

interface Before {
  readonly maps: NativeMaps;
  /** What an earlier connect left in the socket. */
  readonly before: string | null;
}

function judgeConnect(run: NativeLiveRun, step: LiveStep, { maps, before }: Before) {
  const { dst: address = '', port = 0, peer, cluster_sock: stored = null } = step;
  const cookie = BigInt(run.client.cookie);
  const managed = maps.lookup('km_manage', cookieKey(cookie)) !== undefined;
  const source = { cookie, managed };
  const endings = followConnect(maps, {
    source,
    protocol: 'tcp',
    address,
    port,
    nowNs: 10n ** 14n,
  });
  const isStored = (ending: Ending) => isMptcp(run) || (idOf(ending) ?? before) === stored;
  const isThere = ({ destination }: Ending) =>
    peer === undefined || (destination.address === peer[0] && destination.port === peer[1]);
  const found = endings.find(
    (ending) => isStored(ending) && isThere(ending) && isListed(ending, step.km_cluster_eps),
  );
  if (found !== undefined) return { failures: [], writes: found.writes };
  const got = `${peer === undefined ? step.result : formatHostPort(...peer)} [${stored}]`;
  const expected = endings.map(
    (ending) =>
      `${formatHostPort(ending.destination.address, ending.destination.port)} [${idOf(ending)}]`,
  );
  return { failures: [`expected ${expected.join(' or ')}, got ${got}`], writes: [] };
}

/** What the connect leaves in the socket, as it is recorded; null = nothing. */
function idOf({ cluster }: Ending): string | null {
  if (cluster === null || cluster.storedId === null) return null;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(cluster.storedId);
  return bytes.toString('hex');
}

const listSize = 776;
const counterAt = 520;

/** Whether the lists of endpoints that the ending writes are as recorded: count, references, counter. */
function isListed({ writes }: Ending, recorded: NativeRows | undefined): boolean {
  if (recorded === undefined) return true;
  const lists = new Map(
    recorded.map(([key, value]) => [padded(key, 192).toString('hex'), padded(value, listSize)]),
  );
  const own = writes.filter(({ map }) => map === 'km_cluster_eps');
  // A list is made, and then its turn is counted: the last write is what stays.
  const written = new Map(own.map(({ key, value }) => [key.toString('hex'), value]));
  return [...written].every(([key, value]) => {
    const list = lists.get(key);
    return value !== null && list !== undefined && usedPart(list).equals(usedPart(value));
  });
}

/** Behind the count, the slots hold left-overs of the list that was built before. */
function usedPart(list: Buffer): Buffer {
  const count = list.readUInt32LE(0);
  return Buffer.concat([
    list.subarray(0, 4),
    list.subarray(8, 8 + 8 * Math.min(count, 64)),
    list.subarray(counterAt, counterAt + 4),
  ]);
}

/** The maps after what the programs wrote. */
function withRows(maps: Changing, writes: readonly Write[]): Changing {
  const changed: Record<string, NativeRows> = { ...maps };
  for (const { map, key, value } of writes) {
    const hex = key.toString('hex');
    const others = (changed[map] ?? []).filter(([known]) => !isSameKey(known, hex));
    changed[map] = value === null ? others : [...others, [hex, value.toString('hex')]];
  }
  return changed;
}

/** Keys that are names are recorded without the zeros at their end. */
function isSameKey(a: string, b: string): boolean {
  return a.replace(/(?:00)+$/, '') === b.replace(/(?:00)+$/, '');
}

/** The maps as the recording gives them after a step: counters, lists, and what somebody changed. */
function afterStep(maps: Changing, step: LiveStep): Changing {
  const { op, km_clusterstats: stats, km_cluster_eps: lists, km_cluster: clusters } = step;
  const [, emptied] = /^(km_\w+) (?:emptied|entry deleted)$/.exec(op) ?? [];
  return {
    ...maps,
    ...(stats === undefined ? {} : { km_clusterstats: stats }),
    ...(lists === undefined ? {} : { km_cluster_eps: lists }),
    ...(clusters === undefined ? {} : { km_cluster: clusters }),
    ...(emptied === undefined ? {} : { [emptied]: [] }),
  };
}
