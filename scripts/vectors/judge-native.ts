// Holds the connect procedure of kernel-native mode to what a kernel did: calls in sequence exactly, with
// what they leave in the maps; random draws within five standard deviations. Pure.
import { explainNativeConnect } from '../../src/explain/kernel-native/explain-connect.ts';
import {
  followConnect,
  type NativeConnect,
} from '../../src/explain/kernel-native/follow-connect.ts';
import { type Write, withWrites } from '../../src/explain/kernel-native/native-maps.ts';
import { followSyn } from '../../src/explain/kernel-native/sock-ops.ts';
import type { Ending } from '../../src/explain/kernel-native/walk.ts';
import { cookieKey } from '../../src/kmesh/dual-engine/manage.ts';
import type { NativeGeneration } from '../../src/kmesh/kernel-native/generation.ts';
import { rateLimitValueLayout } from '../../src/kmesh/kernel-native/rate-limit.ts';
import { formatHostPort } from '../../src/layout/ip-address.ts';
import type { NativeMaps } from '../../src/snapshot/native-maps.ts';
import type { Judgement } from './judge.ts';
import { judgeEntries, judgeLikelyEntries } from './native-entries.ts';
import {
  type NativeOutcome,
  type NativeRecordedConnect,
  type NativeRecordedState,
  toNativeMaps,
} from './native-file.ts';
import { isWithin } from './tolerance.ts';

/** More ways than this for the maps to have come where they are: none is followed any further. */
const stateLimit = 256;
/**
 * ns between the calls of one connect. How fast they were recorded is not known; it matters to buckets
 * that are filled about as fast, so a recording must fit one of these.
 */
const paces = [100_000n, 300_000n, 10_000n, 1_000_000n, 3_000_000n] as const;

/** Every connect of a state, judged. */
export function judgeNativeState(
  state: NativeRecordedState,
  generation: NativeGeneration,
): Judgement[] {
  const maps = toNativeMaps(state, generation);
  const context = { maps, client: state.client, startNs: startOf(state), callNs: paces[0] };
  return state.connects.map((connect, position) => ({
    id: `${state.id}#${position}`,
    label: connect.case,
    failures: judgeNativeConnect(context, connect),
  }));
}

interface Context {
  readonly maps: NativeMaps;
  readonly client: NativeRecordedState['client'];
  readonly startNs: bigint;
  /** ns from call to call. */
  readonly callNs: bigint;
}

/**
 * The time of the recording is not in it: just after the last fill that a bucket tells of, or long after
 * zero where none does.
 */
function startOf(state: NativeRecordedState): bigint {
  const fills = (state.maps['km_ratelimit'] ?? []).map(
    ([, value]) =>
      rateLimitValueLayout.decode(Buffer.from(value.padEnd(32, '0'), 'hex'), 0).last_topup,
  );
  const last = fills.reduce((a, b) => (a > b ? a : b), 0n);
  return last === 0n ? 10n ** 14n : last;
}

/** How the procedure and the recording disagree about a connect; empty where they agree. */
export function judgeNativeConnect(context: Context, connect: NativeRecordedConnect): string[] {
  const failures = judgeExplanation(context, connect);
  const { sequence, outcomes, n } = connect;
  const calls = sequence ?? (outcomes.length === 1 ? new Array<number>(n).fill(0) : undefined);
  if (calls === undefined) return [...failures, ...judgeCounts(context, connect)];
  if (connect.family === 6) return [...failures, ...judgeUntouched(connect)];
  let fault: string[] = [];
  for (const callNs of paces) {
    fault = judgeSequence({ ...context, callNs }, connect, calls);
    if (fault.length === 0) break;
  }
  return [...failures, ...fault];
}

/** Whatever was recorded must be an outcome of the explanation, and what it calls likely must be there. */
function judgeExplanation(context: Context, connect: NativeRecordedConnect): string[] {
  const { outcomes } = explain(context, connect);
  const shares = new Map<string, number>();
  for (const { address, port, cluster, share } of outcomes) {
    const key = keyOf(address, port, cluster?.storedId ?? null);
    shares.set(key, (shares.get(key) ?? 0) + share);
  }
  const recorded = new Map(
    connect.outcomes.map((outcome) => [recordedKey(outcome), outcome.count]),
  );
  const isDrawn = connect.sequence === undefined && connect.outcomes.length > 1;
  const first = connect.outcomes[connect.sequence?.[0] ?? 0];
  const failures: string[] = [];
  if (first !== undefined && !isDrawn && !shares.has(recordedKey(first))) {
    failures.push(`explain has ${[...shares.keys()].join(' or ')}, got ${recordedKey(first)}`);
  }
  if (!isDrawn) return failures;
  for (const key of new Set([...shares.keys(), ...recorded.keys()])) {
    const share = shares.get(key) ?? 0;
    const count = recorded.get(key) ?? 0;
    if (!isWithin(count, share * connect.n, connect.n)) {
      failures.push(`explain gives ${key} share ${share}, got ${count} of ${connect.n}`);
    }
  }
  return failures;
}

function explain({ maps, client, startNs }: Context, connect: NativeRecordedConnect) {
  const { family, proto: protocol, dst: address, port } = connect;
  const source = sourceOf(maps, client);
  return explainNativeConnect(
    { maps, source, nowNs: startNs },
    { family, protocol, call: 'connect', address, port },
  );
}

function sourceOf(maps: NativeMaps, client: NativeRecordedState['client']) {
  const cookie = BigInt(client.cookie);
  return { cookie, managed: maps.lookup('km_manage', cookieKey(cookie)) !== undefined };
}

/** One call in a state: its endings with all that the socket's SYN writes too. */
function followCall(
  context: Context,
  maps: NativeMaps,
  connect: NativeRecordedConnect,
  call: number,
): Ending[] {
  if (connect.family === 6) return [];
  const { dst: address, port, proto: protocol } = connect;
  const nowNs = context.startNs + BigInt(call + 1) * context.callNs;
  const source = sourceOf(maps, context.client);
  const asked: NativeConnect = { source, protocol, address, port, nowNs };
  return followConnect(maps, asked).map((ending) => {
    const [local] = context.client.ips;
    if (protocol !== 'tcp' || local === undefined) return ending;
    return { ...ending, writes: [...ending.writes, ...followSyn(maps, local, ending.destination)] };
  });
}

/** Every state that the recorded calls can have led to must have one that is as the recording ends. */
function judgeSequence(
  context: Context,
  connect: NativeRecordedConnect,
  calls: readonly number[],
): string[] {
  let states: readonly Changes[] = [new Map()];
  for (const [call, index] of calls.entries()) {
    const recorded = connect.outcomes[index];
    if (recorded === undefined) return [`call ${call} has no outcome`];
    const wanted = recordedKey(recorded);
    const endings = states.flatMap((changes) => {
      const maps = withWrites(context.maps, [...changes.values()]);
      return followCall(context, maps, connect, call).map((ending) => ({ changes, ending }));
    });
    const next = new Map<string, Changes>();
    for (const { changes, ending } of endings) {
      if (endingKey(ending) !== wanted) continue;
      const after = changed(changes, ending.writes);
      next.set(changesKey(after), after);
    }
    if (next.size === 0) {
      const allowed = new Set(endings.map(({ ending }) => endingKey(ending)));
      return [`call ${call}: expected ${[...allowed].join(' or ')}, got ${wanted}`];
    }
    if (next.size > stateLimit)
      return [`call ${call}: more than ${stateLimit} states are possible`];
    states = [...next.values()];
  }
  const faults = states.map((changes) =>
    judgeEntries(context.maps, [...changes.values()], connect),
  );
  return faults.some((fault) => fault.length === 0) ? [] : (faults[0] ?? []);
}

function judgeUntouched({ outcomes, dst, port }: NativeRecordedConnect): string[] {
  const wrong = outcomes.filter((outcome) => recordedKey(outcome) !== keyOf(dst, port, null));
  return wrong.map((outcome) => `expected ${keyOf(dst, port, null)}, got ${recordedKey(outcome)}`);
}

/**
 * Counts of draws: the calls are followed with the draws spread as evenly as can be, so that turns, tokens
 * and lists come as they do; what was counted may differ from that by chance.
 */
function judgeCounts(context: Context, connect: NativeRecordedConnect): string[] {
  const expected = new Map<string, number>();
  const debts: number[] = [];
  let changes: Changes = new Map();
  for (let call = 0; call < connect.n; call++) {
    const maps = withWrites(context.maps, [...changes.values()]);
    const endings = followCall(context, maps, connect, call);
    for (const [i, { share }] of endings.entries()) debts[i] = (debts[i] ?? 0) + share;
    const most = endings.reduce(
      (best, _, i) => ((debts[i] ?? 0) > (debts[best] ?? 0) ? i : best),
      0,
    );
    const ending = endings[most];
    if (ending === undefined) return [`call ${call} has no ending`];
    debts[most] = (debts[most] ?? 0) - 1;
    expected.set(endingKey(ending), (expected.get(endingKey(ending)) ?? 0) + 1);
    changes = changed(changes, ending.writes);
  }
  const recorded = new Map(
    connect.outcomes.map((outcome) => [recordedKey(outcome), outcome.count]),
  );
  const failures = [...new Set([...expected.keys(), ...recorded.keys()])].flatMap((key) => {
    const [want, got] = [expected.get(key) ?? 0, recorded.get(key) ?? 0];
    return isWithin(got, want, connect.n)
      ? []
      : [`expected ${key} about ${want} times, got ${got}`];
  });
  return [...failures, ...judgeLikelyEntries(context.maps, [...changes.values()], connect)];
}

type Changes = ReadonlyMap<string, Write>;

function changed(changes: Changes, writes: readonly Write[]): Changes {
  if (writes.length === 0) return changes;
  const after = new Map(changes);
  for (const write of writes) after.set(`${write.map} ${write.key.toString('latin1')}`, write);
  return after;
}

function changesKey(changes: Changes): string {
  return [...changes]
    .map(([key, { value }]) => `${key}=${value?.toString('latin1')}`)
    .sort()
    .join('\n');
}

function endingKey({ destination, cluster }: Ending): string {
  return keyOf(destination.address, destination.port, cluster?.storedId ?? null);
}

function recordedKey({ dst, port, cluster_sock: stored }: NativeOutcome): string {
  return keyOf(dst, port, stored === null ? null : Buffer.from(stored, 'hex').readUInt32LE(0));
}

function keyOf(address: string, port: number, id: number | null): string {
  return `${formatHostPort(address, port)} [${id === null ? 'no storage' : `cluster id ${id}`}]`;
}
