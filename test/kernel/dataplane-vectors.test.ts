// The lab's own data plane held to the same recordings as explain: it makes every recorded connect again
// in this kernel. What is random is drawn often enough that every way must show.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import {
  type RecordedConnect,
  type RecordedOutcome,
  type RecordedState,
  readVectorFile,
} from '../../scripts/vectors/vector-file.ts';
import { describeOnKernel, nativeProgram } from '../support/kernel.ts';

const randomDraws = 400;
const routingMaps = ['km_frontend', 'km_service', 'km_endpoint', 'km_backend'];

type Manage = readonly (readonly [string, string])[];
type Outcome = RecordedOutcome & {
  readonly errno: string | null;
  readonly sock_dst?: string;
  readonly sock_port?: number;
  readonly no_syn?: boolean;
  readonly hook?: string;
  readonly manage_after?: Manage;
};

interface Case {
  readonly state: RecordedState;
  readonly connect: RecordedConnect;
}

async function readCases(name: string): Promise<Case[]> {
  const path = fileURLToPath(new URL(`../vectors/${name}.jsonl.gz`, import.meta.url));
  const cases: Case[] = [];
  for await (const read of readVectorFile(path)) {
    if (read.kind === 'problem') throw new Error(read.message);
    if (read.kind !== 'state') throw new Error('not of dual-engine mode');
    for (const connect of read.state.connects) cases.push({ state: read.state, connect });
  }
  return cases;
}

/** The cookie of the recorded client, as the head of its manager key. */
function cookieHex(state: RecordedState): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(state.client.cookie));
  return bytes.toString('hex');
}

/** A key of the recorded client's, for whoever replays it. */
function withoutCookie(state: RecordedState, key: string): string {
  const cookie = cookieHex(state);
  return key.startsWith(cookie) ? `COOKIE${key.slice(cookie.length)}` : key;
}

/** The lines for native/lab/replay.c: each state once, then its connects. */
function toLines(cases: readonly Case[]): string[] {
  const lines: string[] = [];
  let current: RecordedState | undefined;
  for (const { state, connect } of cases) {
    if (state !== current) lines.push(...stateLines(state));
    current = state;
    const { family, proto, op = 'connect', dst, port } = connect;
    const isRandom = connect.outcomes.length > 1;
    const n = isRandom ? Math.max(connect.n, randomDraws) : connect.n;
    lines.push(`connect ${family} ${proto} ${op} ${dst} ${port} ${n}`);
  }
  return lines;
}

function stateLines(state: RecordedState): string[] {
  const puts = routingMaps.flatMap((map) =>
    (state.maps[map] ?? []).map(([key, value]) => `put ${map} ${key} ${value}`),
  );
  const manage = (state.maps['km_manage'] ?? []).map(
    ([key, value]) => `manage ${withoutCookie(state, key)} ${value}`,
  );
  return [`state ${state.id}`, ...puts, ...manage];
}

/** Everything that is known of an outcome but how often it was seen. */
function outcomeKey(state: RecordedState, outcome: Outcome): string {
  const after = outcome.manage_after?.map(([key, value]) => [withoutCookie(state, key), value]);
  return JSON.stringify([
    outcome.dst,
    outcome.port,
    outcome.storage,
    outcome.connect_ns_set,
    outcome.errno,
    outcome.sock_dst,
    outcome.sock_port,
    outcome.no_syn,
    outcome.hook,
    after?.sort(),
  ]);
}

function outcomeKeys(state: RecordedState, outcomes: readonly RecordedOutcome[]): string[] {
  return [...new Set(outcomes.map((outcome) => outcomeKey(state, outcome as Outcome)))].sort();
}

describeOnKernel('the lab’s data plane', () => {
  it.each([
    ['v1.0.0', 427, ['v1.0']],
    ['v1.1.0', 408, ['v1.1']],
    ['v1.2.0', 413, []],
    ['main', 1679, []],
  ])('does for each of the connects of Kmesh %s what was recorded', async (name, count, args) => {
    const cases = await readCases(name);
    expect(cases).toHaveLength(count);
    const input = `${toLines(cases).join('\n')}\n`;
    const options = { input, encoding: 'utf8', maxBuffer: 256 << 20 } as const;
    const output = execFileSync(nativeProgram('lab/replay'), args, options);
    const answers = output
      .split('\n')
      .filter((line) => line.includes('"outcomes"'))
      .map((line) => JSON.parse(line) as { outcomes: RecordedOutcome[] });
    expect(answers).toHaveLength(count);
    for (const [i, { state, connect }] of cases.entries()) {
      const own = outcomeKeys(state, answers[i]?.outcomes ?? []);
      const recorded = outcomeKeys(state, connect.outcomes);
      // A recording of few tries may have missed a way that 400 tries show.
      const comparable = recorded.length > 1 ? own.filter((key) => recorded.includes(key)) : own;
      expect(comparable, `${state.id} ${connect.case}`).toEqual(recorded);
      if (connect.n >= 24) expect(own, `${state.id} ${connect.case}`).toEqual(recorded);
    }
  });
});
