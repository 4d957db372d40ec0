// The lab's data plane of kernel-native mode held to the same recordings as explain: it makes every recorded
// connect again in this kernel.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import {
  type NativeOutcome,
  type NativeRecordedConnect,
  type NativeRecordedState,
  padded,
  toNativeMaps,
} from '../../scripts/vectors/native-file.ts';
import { isWithin } from '../../scripts/vectors/tolerance.ts';
import { readVectorFile } from '../../scripts/vectors/vector-file.ts';
import type { Outcome } from '../../src/explain/explanation.ts';
import { explainNativeConnect } from '../../src/explain/kernel-native/explain-connect.ts';
import { cookieKey } from '../../src/kmesh/dual-engine/manage.ts';
import type { NativeGeneration } from '../../src/kmesh/kernel-native/generation.ts';
import { rateLimitValueLayout } from '../../src/kmesh/kernel-native/rate-limit.ts';
import { encodeWhole } from '../../src/layout/layout.ts';
import { describeOnKernel, nativeProgram } from '../support/kernel.ts';

interface Case {
  readonly state: NativeRecordedState;
  readonly generation: NativeGeneration;
  readonly connect: NativeRecordedConnect;
}

interface Answer {
  readonly outcomes: readonly {
    readonly dst: string;
    readonly port: number;
    readonly storage: string | null;
    readonly count: number;
  }[];
}

const slots = [2, 3, 5];

async function readCases(name: string): Promise<Case[]> {
  const path = fileURLToPath(new URL(`../vectors/native-${name}.jsonl.gz`, import.meta.url));
  const cases: Case[] = [];
  for await (const read of readVectorFile(path)) {
    if (read.kind !== 'native-state') throw new Error('not of kernel-native mode');
    const { state, generation } = read;
    for (const connect of state.connects) cases.push({ state, generation, connect });
  }
  return cases;
}

/** A key of the recorded client's, for whoever replays it. */
function withoutCookie({ client }: NativeRecordedState, key: string): string {
  const cookie = cookieKey(BigInt(client.cookie)).subarray(0, 8).toString('hex');
  return key.startsWith(cookie) ? `COOKIE${key.slice(cookie.length)}` : key;
}

/** Just now, or long ago where the recording has the first moments of its clock. */
function rebasedTime(recordedNs: bigint): bigint {
  // The clock of BPF programs; what was before it began wraps around, there too.
  const now = process.hrtime.bigint();
  return BigInt.asUintN(64, recordedNs < 10n ** 9n ? now - 10n ** 14n : now);
}

/** A bucket's last fill is of the recording's clock, not of this machine's. */
function rebased(map: string, hex: string): string {
  if (map !== 'km_ratelimit') return hex || '00';
  const value = padded(hex, rateLimitValueLayout.size);
  const level = rateLimitValueLayout.decode(value, 0);
  const after = { ...level, last_topup: rebasedTime(level.last_topup) };
  return encodeWhole(rateLimitValueLayout, after).toString('hex');
}

/** The lines for native/lab/replay.c: each connect starts from its state anew. */
function toLines({ state, connect }: Case): string[] {
  const puts = Object.entries(state.maps).flatMap(([map, rows]) =>
    rows.map(([key, value]) => {
      // A name of no bytes at all is one of zeros.
      const own = withoutCookie(state, key) || '00';
      return map === 'km_manage'
        ? `manage ${own} ${value.padEnd(8, '0')}`
        : `put ${map} ${own} ${rebased(map, value)}`;
    }),
  );
  const empty = slots.filter((slot) => !(state.tail_slots ?? slots).includes(slot));
  const { family, proto, dst, port, n } = connect;
  return [
    `state ${state.id}`,
    ...puts,
    ...empty.map((slot) => `untail ${slot}`),
    `connect ${family} ${proto} connect ${dst} ${port} ${n}`,
  ];
}

type Counts = ReadonlyMap<string, number>;

function countsOf(rows: readonly (readonly [key: string, count: number])[]): Counts {
  const counts = new Map<string, number>();
  for (const [key, count] of rows) counts.set(key, (counts.get(key) ?? 0) + count);
  return new Map([...counts].sort());
}

const keyOf = (address: string, port: number, stored: string | null) =>
  `${address}:${port} ${stored ?? 'none'}`;
const recordedCounts = ({ outcomes }: NativeRecordedConnect) =>
  countsOf(
    outcomes.map((one: NativeOutcome) => [keyOf(one.dst, one.port, one.cluster_sock), one.count]),
  );
const answeredCounts = ({ outcomes }: Answer) =>
  countsOf(outcomes.map((one) => [keyOf(one.dst, one.port, one.storage), one.count]));

/** What explain, which is held to the recordings too, says of such a connect. */
function explain({ state, generation, connect }: Case): readonly Outcome[] {
  const maps = toNativeMaps(state, generation);
  const cookie = BigInt(state.client.cookie);
  const managed = maps.lookup('km_manage', cookieKey(cookie)) !== undefined;
  const { family, proto: protocol, dst: address, port } = connect;
  const request = { family, protocol, call: 'connect', address, port } as const;
  const context = { maps, source: { cookie, managed }, nowNs: 10n ** 14n };
  return explainNativeConnect(context, request).outcomes;
}

function expectedCounts(outcomes: readonly Outcome[], n: number): Counts {
  return countsOf(
    outcomes.map((one) => {
      const stored = one.cluster?.storedId ?? null;
      const bytes = stored === null ? null : Buffer.from(Uint32Array.of(stored).buffer);
      return [keyOf(one.address, one.port, bytes?.toString('hex') ?? null), one.share * n];
    }),
  );
}

/** The same as recorded or, where draws decide, as often as is likely. */
function isAsRecorded(one: Case, answered: Counts): boolean {
  const recorded = recordedCounts(one.connect);
  if (JSON.stringify([...answered]) === JSON.stringify([...recorded])) return true;
  const outcomes = explain(one);
  // Turns are taken in their order; only between clusters is there a draw.
  const isDrawn = new Set(outcomes.map(({ cluster, reason }) => cluster?.name ?? reason)).size > 1;
  if (!isDrawn) return false;
  const { n } = one.connect;
  const expected = expectedCounts(outcomes, n);
  const keys = [...new Set([...answered.keys(), ...expected.keys()])];
  return keys.every((key) => isWithin(answered.get(key) ?? 0, expected.get(key) ?? 0, n));
}

describeOnKernel('the lab’s data plane of kernel-native mode', () => {
  it.each([
    ['v1.0.0', 'kernel-native-v1.0'],
    ['v1.1.0', 'kernel-native'],
    ['v1.2.0', 'kernel-native'],
    ['main', 'kernel-native'],
  ])('does for each of the connects of Kmesh %s what was recorded', async (name, kind) => {
    const cases = await readCases(name);
    expect(cases.length).toBeGreaterThan(100);
    const input = `${cases.flatMap(toLines).join('\n')}\n`;
    const options = { input, encoding: 'utf8', maxBuffer: 256 << 20 } as const;
    const output = execFileSync(nativeProgram('lab/replay'), [kind], options);
    const answers = output
      .split('\n')
      .filter((line) => line.includes('"outcomes"'))
      .map((line) => JSON.parse(line) as Answer);
    expect(answers).toHaveLength(cases.length);
    const wrong = cases.flatMap((one, i) => {
      const answered = answeredCounts(answers[i] ?? { outcomes: [] });
      if (isAsRecorded(one, answered)) return [];
      const recorded = [...recordedCounts(one.connect)];
      return [{ id: one.state.id, case: one.connect.case, recorded, answered: [...answered] }];
    });
    expect(wrong).toEqual([]);
  });
});
