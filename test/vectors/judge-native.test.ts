// The judge of kernel-native mode must be able to fail: recordings altered in one place.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { judgeNativeState } from '../../scripts/vectors/judge-native.ts';
import type {
  NativeOutcome,
  NativeRecordedConnect,
  NativeRecordedState,
} from '../../scripts/vectors/native-file.ts';
import { readVectorFile } from '../../scripts/vectors/vector-file.ts';
import { nativeGenerations } from '../../src/kmesh/kernel-native/generation.ts';

const path = fileURLToPath(new URL('native-main.jsonl.gz', import.meta.url));
const states: NativeRecordedState[] = [];
for await (const read of readVectorFile(path)) {
  if (read.kind === 'native-state') states.push(read.state);
}

type Alter = (connect: NativeRecordedConnect) => NativeRecordedConnect;

/** Failures of the longest recording of a corner case, altered. */
function judgeAltered(label: string, alter: Alter): readonly string[] {
  const found = states
    .flatMap((state) => state.connects.map((connect) => ({ state, connect })))
    .filter(({ connect }) => connect.case === label)
    .sort((a, b) => b.connect.n - a.connect.n)[0];
  const { main } = nativeGenerations;
  if (found === undefined || main === undefined) throw new Error(`no recording of ${label}`);
  const { state, connect } = found;
  const [judgement] = judgeNativeState({ ...state, connects: [alter(connect)] }, main);
  return judgement?.failures ?? [];
}

const eachOutcome =
  (change: (outcome: NativeOutcome) => Partial<NativeOutcome>): Alter =>
  (connect) => ({
    ...connect,
    outcomes: connect.outcomes.map((outcome) => ({ ...outcome, ...change(outcome) })),
  });

const turns = '2 localities, weights 1 and 99';
const drawn = 'weighted 90/10';
const limited = 'rate limit before TCP proxy, 6 tokens';

describe('the judge of kernel-native mode', () => {
  it.each([turns, drawn, limited, 'UDP', 'control 930'])('accepts %s as recorded', (label) => {
    expect(judgeAltered(label, (connect) => connect)).toEqual([]);
  });

  const alterations: { what: string; label: string; alter: Alter }[] = [
    { what: 'another address', label: turns, alter: eachOutcome(() => ({ dst: '10.0.0.1' })) },
    { what: 'another port', label: turns, alter: eachOutcome(({ port }) => ({ port: port ^ 1 })) },
    { what: 'no storage', label: turns, alter: eachOutcome(() => ({ cluster_sock: null })) },
    {
      what: 'another cluster id',
      label: turns,
      alter: eachOutcome(() => ({ cluster_sock: '07000000' })),
    },
    {
      what: 'two calls in another order',
      label: turns,
      alter: (connect) => {
        const [a = 0, b = 0, ...rest] = connect.sequence ?? [];
        return { ...connect, sequence: [b, a, ...rest] };
      },
    },
    { what: 'no kept list', label: turns, alter: ({ eps_after: _, ...connect }) => connect },
    {
      what: 'another counter',
      label: turns,
      alter: (connect) => ({
        ...connect,
        eps_after: (connect.eps_after ?? []).map((row) => ({ ...row, counter: row.counter + 1 })),
      }),
    },
    {
      what: 'a left-over behind the count',
      label: turns,
      alter: (connect) => ({
        ...connect,
        eps_after: (connect.eps_after ?? []).map(({ refs = '', ...row }) => ({
          ...row,
          refs: `${refs.padEnd(1022, '0')}01`,
        })),
      }),
    },
    { what: 'no token taken', label: limited, alter: ({ ratelimit_after: _, ...rest }) => rest },
    {
      what: 'a pod that stays enabled',
      label: 'control 930',
      alter: ({ manage_after: _, ...connect }) => connect,
    },
    {
      what: 'the declared weights',
      label: drawn,
      alter: (connect) => {
        const [most = 0, least = 0] = connect.outcomes.map(({ count }) => count);
        const moved = Math.round((most + least) * 0.05);
        const shift = [-moved, moved];
        return {
          ...connect,
          outcomes: connect.outcomes.map((outcome, i) => ({
            ...outcome,
            count: outcome.count + (shift[i] ?? 0),
          })),
        };
      },
    },
  ];

  it.each(alterations)('rejects a recording altered to $what', ({ label, alter }) => {
    expect(judgeAltered(label, alter).length).toBeGreaterThan(0);
  });
});
