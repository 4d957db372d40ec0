// Holds explain to what a kernel did: every recorded outcome must be one that explain allows, and what
// explain calls likely must have been seen. Pure.
import { explainConnect } from '../../src/explain/dual-engine/explain-connect.ts';
import type { ConnectRequest, Outcome, StorageTrace } from '../../src/explain/explanation.ts';
import { addressBytes } from '../../src/kmesh/address.ts';
import {
  fromRecordedDestination,
  toRecordedDestination,
} from '../../src/kmesh/dual-engine/original-destination.ts';
import {
  sockStorageLayout,
  type sockTupleLayout,
} from '../../src/kmesh/dual-engine/sock-storage.ts';
import type { Generation } from '../../src/kmesh/generation.ts';
import { formatHostPort } from '../../src/layout/ip-address.ts';
import { type Decoded, encodeWhole } from '../../src/layout/layout.ts';
import { loadRoutingMaps } from '../../src/snapshot/loaded-routing-maps.ts';
import type { RoutingMaps } from '../../src/snapshot/routing-maps.ts';
import {
  type RecordedConnect,
  type RecordedOutcome,
  type RecordedState,
  toRawMaps,
} from './vector-file.ts';

/** What came of one recorded connect. */
export interface Judgement {
  /** `<state>#<position in the state, from 0>`. */
  readonly id: string;
  readonly label: string;
  /** Empty = passed. */
  readonly failures: readonly string[];
}

/** Outcomes less likely than this to have been missed must have been seen. */
const missLimit = 1e-6;

/** Every connect of a state, judged. */
export function judgeState(state: RecordedState, generation: Generation): Judgement[] {
  const maps = loadRoutingMaps(toRawMaps(state, generation), generation.maps);
  const cookie = BigInt(state.client.cookie);
  const managed = maps.isManaged(cookie);
  const bypassed = maps.isBypassed(cookie);
  return state.connects.map((connect, position) => ({
    id: `${state.id}#${position}`,
    label: connect.case,
    failures: judgeConnect({ generation, maps, managed, bypassed }, connect),
  }));
}

interface Context {
  readonly generation: Generation;
  readonly maps: RoutingMaps;
  readonly managed: boolean;
  readonly bypassed?: boolean;
}

/** How explain and the recording disagree about a connect; empty where they agree. */
export function judgeConnect(context: Context, connect: RecordedConnect): string[] {
  const explanation = explainConnect(context, toRequest(connect));
  const { generation } = context;
  const expected = groupExpected(generation, explanation.outcomes, connect.family);
  const recorded = new Map(connect.outcomes.map((outcome) => [recordedKey(outcome), outcome]));
  const failures: string[] = [];
  if (recorded.size === 0) failures.push('the recording has no outcome');
  for (const [key, outcome] of recorded) {
    if (expected.has(key)) continue;
    const allowed = [...expected.values()].map((one) => describe(one.outcome));
    failures.push(
      `expected ${list(allowed)}, got ${describeRecorded(generation, outcome, connect.family)}`,
    );
  }
  for (const [key, { outcome, share }] of expected) {
    const missChance = (1 - share) ** connect.n;
    if (recorded.has(key) || missChance >= missLimit) continue;
    const chance = `share ${share}, missed ${connect.n} times with probability ${missChance}`;
    failures.push(`expected ${describe(outcome)} (${chance}), got none`);
  }
  return failures;
}

function toRequest({ family, proto, op, dst, port }: RecordedConnect): ConnectRequest {
  const call = op === 'sendto' ? 'sendmsg' : 'connect';
  return { family, protocol: proto, call, address: dst, port };
}

interface Expected {
  readonly outcome: Outcome;
  /** Of all outcomes that a recording cannot tell apart. */
  share: number;
}

function groupExpected(
  generation: Generation,
  outcomes: readonly Outcome[],
  family: 4 | 6,
): Map<string, Expected> {
  const groups = new Map<string, Expected>();
  for (const outcome of outcomes) {
    const { storage } = outcome;
    const left = storage === null ? nothing : encodeTrace(generation, storage, family);
    const key = keyOf(outcome, left, storage?.hasConnectTime ?? false);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { outcome, share: outcome.share });
    else group.share += outcome.share;
  }
  return groups;
}

function recordedKey(outcome: RecordedOutcome): string {
  const { dst, port, storage, orig_dst: original = null } = outcome;
  return keyOf({ address: dst, port }, { storage, original }, outcome.connect_ns_set ?? false);
}

/** What is left of a socket, in hex with the times zeroed: its storage, its entry in a map of destinations. */
interface Left {
  readonly storage: string | null;
  readonly original: string | null;
}

const nothing: Left = { storage: null, original: null };

/** What a recording can tell of an outcome: the socket's address, the port, what is left of it. */
function keyOf(
  { address, port }: { readonly address: string; readonly port: number },
  { storage, original }: Left,
  hasConnectTime: boolean,
): string {
  const form = address.includes(':') ? 'IPv6' : 'IPv4';
  const bytes = addressBytes(address).toString('hex');
  const time = storage !== null && hasConnectTime;
  return `${form} ${bytes} ${port} ${storage} ${time} ${original}`;
}

/** Storage and destination entry as the programs of a generation write them. */
function encodeTrace(generation: Generation, trace: StorageTrace, family: 4 | 6): Left {
  const { km_sockstorage: storage, km_orig_dst: destinations } = generation.maps;
  if (destinations === null) return { storage: encodeStorage(trace, family), original: null };
  const { hasConnectTime, originalDestination: original } = trace;
  const isMarked = destinations.isMarked && trace.isViaWaypoint;
  return {
    storage: hasConnectTime ? '00'.repeat(storage.value.size) : null,
    original:
      original === null
        ? null
        : fromRecordedDestination(original, family, isMarked).toString('hex'),
  };
}

/** The storage's 64 bytes as recorded, that is, with the times zeroed. */
function encodeStorage(trace: StorageTrace, family: 4 | 6): string {
  const original = trace.originalDestination;
  const daddr = original === null ? Buffer.alloc(16) : addressBytes(original.address);
  const ports = { sport: 0, dport: original?.port ?? 0 };
  const tuple =
    family === 6
      ? { ipv6: { saddr: Buffer.alloc(16), daddr, ...ports } }
      : { ipv4: { saddr: Buffer.alloc(4), daddr: daddr.subarray(0, 4), ...ports } };
  const bytes = encodeWhole(sockStorageLayout, {
    connect_ns: 0n,
    last_report_ns: 0n,
    direction: 0,
    connect_success: 0,
    via_waypoint: trace.isViaWaypoint ? 1 : 0,
    has_encoded: 0,
    has_set_ip: original === null ? 0 : 1,
    pad: Buffer.alloc(3),
    // A union is written through the one member that is given.
    sk_tuple: tuple as unknown as Decoded<typeof sockTupleLayout>,
    pad2: Buffer.alloc(4),
  });
  return bytes.toString('hex');
}

function describe(outcome: Outcome): string {
  const target = formatHostPort(outcome.address, outcome.port);
  return `${target} ${outcome.reason} ${describeStorage(outcome.storage)}`;
}

function describeRecorded(generation: Generation, outcome: RecordedOutcome, family: 4 | 6): string {
  const target = `${formatHostPort(outcome.dst, outcome.port)} ${outcome.count} times`;
  const { storage, orig_dst: original = null, connect_ns_set: hasConnectTime = false } = outcome;
  if (storage === null && original === null) return `${target} ${describeStorage(null)}`;
  const read =
    storage === null
      ? noStorage
      : generation.maps.km_sockstorage.toStorage(Buffer.from(storage, 'hex'), family);
  const isMarked = generation.maps.km_orig_dst?.isMarked === true;
  const side =
    original === null ? {} : toRecordedDestination(Buffer.from(original, 'hex'), family, isMarked);
  const text = describeStorage({ ...read, ...side, hasConnectTime });
  return `${target} ${text} (bytes ${storage}, ${original})`;
}

const noStorage = { originalDestination: null, isViaWaypoint: false };

function describeStorage(storage: StorageTrace | null): string {
  if (storage === null) return '[no storage]';
  const original = storage.originalDestination;
  const parts = [
    storage.hasConnectTime ? 'connect time' : 'no connect time',
    storage.isViaWaypoint ? 'via waypoint' : 'not via waypoint',
    original === null
      ? 'no original'
      : `original ${formatHostPort(original.address, original.port)}`,
  ];
  return `[${parts.join(', ')}]`;
}

function list(items: readonly string[]): string {
  const shown = items.slice(0, 8).join(' or ');
  return items.length > 8 ? `${shown} or one of ${items.length - 8} more` : shown;
}
