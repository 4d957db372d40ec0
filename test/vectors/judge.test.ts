// The judge must be able to fail: recordings altered in one place, each of which it has to reject.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { judgeState } from '../../scripts/vectors/judge.ts';
import {
  type RecordedConnect,
  type RecordedOutcome,
  type RecordedState,
  readVectorFile,
} from '../../scripts/vectors/vector-file.ts';
import { generations } from '../../src/kmesh/generation.ts';

async function readStates(name: string): Promise<RecordedState[]> {
  const states: RecordedState[] = [];
  const path = fileURLToPath(new URL(`${name}.jsonl.gz`, import.meta.url));
  for await (const read of readVectorFile(path)) {
    if (read.kind === 'state') states.push(read.state);
  }
  return states;
}

const statesOf = {
  main: await readStates('main'),
  'v1.0': await readStates('v1.0.0'),
  'v0.5': await readStates('v0.5.0'),
};

type Alter = (connect: RecordedConnect) => RecordedConnect;

/** Failures of the first connect of a corner case, with the recording altered. */
function judgeAltered(
  label: string,
  alter: Alter,
  generation: keyof typeof statesOf = 'main',
): readonly string[] {
  const state = statesOf[generation].find(({ connects }) =>
    connects.some((connect) => connect.case === label),
  );
  const connect = state?.connects.find((one) => one.case === label);
  if (state === undefined || connect === undefined) throw new Error(`no recording of ${label}`);
  const altered = { ...state, connects: [alter(connect)] };
  const [judgement] = judgeState(altered, generations[generation]);
  return judgement?.failures ?? [];
}

const eachOutcome =
  (change: (outcome: RecordedOutcome) => Partial<RecordedOutcome>): Alter =>
  (connect) => ({
    ...connect,
    outcomes: connect.outcomes.map((outcome) => ({ ...outcome, ...change(outcome) })),
  });

/** The storage with one bit of one byte turned over. */
const flip = (offset: number) => (outcome: RecordedOutcome) => {
  const bytes = Buffer.from(outcome.storage ?? '', 'hex');
  bytes.writeUInt8(bytes.readUInt8(offset) ^ 1, offset);
  return { storage: bytes.toString('hex') };
};

const drawn = 'random-2ep/match';

describe('the judge', () => {
  it.each([drawn, 'unknown-address/v4', 'svc-waypoint-vip/v6', 'dns/backend0-yes/udp-sendto-53'])(
    'accepts the recording of %s as it is',
    (label) => {
      expect(judgeAltered(label, (connect) => connect)).toEqual([]);
    },
  );

  const alterations: { what: string; label: string; alter: Alter }[] = [
    { what: 'another address', label: drawn, alter: eachOutcome(() => ({ dst: '10.0.0.1' })) },
    { what: 'another port', label: drawn, alter: eachOutcome(({ port }) => ({ port: port + 1 })) },
    {
      what: 'no connect time',
      label: drawn,
      alter: eachOutcome(() => ({ connect_ns_set: false })),
    },
    { what: 'no storage', label: drawn, alter: eachOutcome(() => ({ storage: null })) },
    { what: 'via a waypoint', label: drawn, alter: eachOutcome(flip(18)) },
    { what: 'no original destination', label: drawn, alter: eachOutcome(flip(20)) },
    { what: 'another original address', label: drawn, alter: eachOutcome(flip(31)) },
    { what: 'another original port', label: drawn, alter: eachOutcome(flip(35)) },
    { what: 'bytes in the other half', label: drawn, alter: eachOutcome(flip(40)) },
    {
      what: 'not via a waypoint',
      label: 'svc-waypoint-vip/v6',
      alter: eachOutcome(flip(18)),
    },
    {
      what: 'a connect time',
      label: 'dns/backend0-yes/udp-sendto-53',
      alter: eachOutcome(() => ({ connect_ns_set: true })),
    },
    {
      what: 'storage',
      label: 'not-enabled(none)/svc',
      alter: eachOutcome(() => ({ storage: '00'.repeat(64) })),
    },
    {
      what: 'only one endpoint of two',
      label: drawn,
      alter: (connect) => ({ ...connect, outcomes: connect.outcomes.slice(0, 1) }),
    },
    { what: 'no outcome', label: drawn, alter: (connect) => ({ ...connect, outcomes: [] }) },
    {
      what: 'an address that differs only in being IPv4-mapped',
      label: 'pod-direct/v4mapped',
      alter: eachOutcome(({ dst }) => ({ dst: dst.replace('::ffff:', '::') })),
    },
  ];

  it.each(alterations)('rejects a recording altered to $what', ({ label, alter }) => {
    expect(judgeAltered(label, alter).length).toBeGreaterThan(0);
  });

  const originalFlip = (offset: number) => (outcome: RecordedOutcome) => {
    const bytes = Buffer.from(outcome.orig_dst ?? '', 'hex');
    bytes.writeUInt8(bytes.readUInt8(offset) ^ 1, offset);
    return { orig_dst: bytes.toString('hex') };
  };
  const waypoint = 'pod-waypoint-unknown/v4';

  it.each([
    { generation: 'v1.0', label: drawn, what: 'via a waypoint', change: originalFlip(0) },
    { generation: 'v1.0', label: drawn, what: 'another original', change: originalFlip(7) },
    { generation: 'v1.0', label: drawn, what: 'no original', change: () => ({ orig_dst: null }) },
    { generation: 'v1.0', label: drawn, what: 'no storage', change: () => ({ storage: null }) },
    { generation: 'v0.5', label: waypoint, what: 'another port', change: originalFlip(11) },
    {
      generation: 'v0.5',
      label: waypoint,
      what: 'storage',
      change: () => ({ storage: '00'.repeat(16), connect_ns_set: true }),
    },
    {
      generation: 'v0.5',
      label: drawn,
      what: 'an original',
      change: () => ({ orig_dst: '00'.repeat(36) }),
    },
  ] as const)(
    'rejects a recording of $generation altered to $what',
    ({ generation, label, change }) => {
      expect(judgeAltered(label, (connect) => connect, generation)).toEqual([]);
      const alter = eachOutcome(change as (outcome: RecordedOutcome) => Partial<RecordedOutcome>);
      expect(judgeAltered(label, alter, generation).length).toBeGreaterThan(0);
    },
  );

  it('does not miss an outcome that a handful of tries may well miss', () => {
    const few: Alter = (connect) => ({
      ...connect,
      n: 10,
      outcomes: connect.outcomes.slice(0, 1),
    });
    expect(judgeAltered(drawn, few)).toEqual([]);
  });
});
