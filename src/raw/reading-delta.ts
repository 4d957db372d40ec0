// The difference between two readings of a node: most of what is read every two seconds is as it was.
// Answers that are equal stay the same objects, so that whatever was made of them can be kept too.
import type { RawMap } from './raw-map.ts';
import { copyBytes, type RawSocket, type RawSockets } from './raw-socket.ts';
import type { Reading } from './reading.ts';
import { isMap, isSockets } from './same-answer.ts';

/** A list of sockets against an earlier one. */
interface SocketsDelta extends Omit<RawSockets, 'sockets'> {
  /** For each socket its place in the earlier list, or -1 for the next of `fresh`. */
  readonly places: Int32Array;
  readonly fresh: readonly RawSocket[];
}

type AnswerDelta =
  | { readonly kind: 'same' }
  | { readonly kind: 'sockets'; readonly sockets: SocketsDelta }
  | { readonly kind: 'other'; readonly answer: unknown };

/** Plain data; what is not in it was not asked this time. */
export type ReadingDelta = ReadonlyMap<string, readonly AnswerDelta[]>;

/** What `next`, which was read with `previous` at hand, is to somebody who has `previous`. */
export function toDelta(previous: Reading, next: Reading): ReadingDelta {
  const delta = new Map<string, readonly AnswerDelta[]>();
  for (const [question, answers] of next) {
    const before = previous.get(question) ?? [];
    delta.set(
      question,
      answers.map((answer, index) => toAnswerDelta(before[index], answer)),
    );
  }
  return delta;
}

function toAnswerDelta(before: unknown, answer: unknown): AnswerDelta {
  if (before !== undefined && before === answer) return { kind: 'same' };
  if (isSockets(answer)) return toSocketsDelta(isSockets(before) ? before : undefined, answer);
  return { kind: 'other', answer };
}

function toSocketsDelta(before: RawSockets | undefined, now: RawSockets): AnswerDelta {
  const places = new Map(before?.sockets.map((socket, place) => [socket, place]));
  const fresh: RawSocket[] = [];
  const list = Int32Array.from(now.sockets, (socket) => {
    const place = places.get(socket);
    if (place === undefined) fresh.push(socket);
    return place ?? -1;
  });
  const { complete, reason } = now;
  return { kind: 'sockets', sockets: { places: list, fresh, complete, reason } };
}

/** The reading that the delta tells of. Throws RangeError for a delta against another reading. */
export function applyDelta(previous: Reading, delta: ReadingDelta): Reading {
  const next = new Map<string, readonly unknown[]>();
  for (const [question, answers] of delta) {
    const before = previous.get(question) ?? [];
    next.set(
      question,
      answers.map((answer, index) => applyAnswer(before[index], answer)),
    );
  }
  return next;
}

function applyAnswer(before: unknown, delta: AnswerDelta): unknown {
  switch (delta.kind) {
    case 'same':
      if (before === undefined) throw new RangeError('the delta is against another reading');
      return before;
    case 'sockets':
      return applySockets(isSockets(before) ? before.sockets : [], delta.sockets);
    case 'other':
      return isMap(delta.answer) ? copyMap(delta.answer) : delta.answer;
  }
}

function applySockets(
  before: readonly RawSocket[],
  { places, fresh, complete, reason }: SocketsDelta,
): RawSockets {
  let next = 0;
  const sockets = Array.from(places, (place) => {
    const socket = place === -1 ? fresh[next++] : before[place];
    if (socket === undefined) throw new RangeError('the delta is against another reading');
    return place === -1 ? copySocket(socket) : socket;
  });
  return { sockets, complete, reason };
}

/** Buffers that came in one message are views of it: a copy lets the rest of the message go. */
function copyMap(map: RawMap): RawMap {
  return { ...map, keys: Buffer.from(map.keys), values: Buffer.from(map.values) };
}

function copySocket(socket: RawSocket): RawSocket {
  const { storage, byAddress } = socket;
  const own = { ...socket, storage: storage === null ? null : copyBytes(storage) };
  return byAddress == null ? own : { ...own, byAddress: copyBytes(byAddress) };
}

/** A socket and its storage in memory, bytes, roughly; and its place in a list. */
const socketBytes = 400;
const placeBytes = 8;

/** Bytes that a reading holds and the one before does not, roughly. */
export function unsharedBytes(previous: Reading, reading: Reading): number {
  let bytes = 0;
  for (const [question, answers] of reading) {
    const before = previous.get(question) ?? [];
    for (const [index, answer] of answers.entries()) {
      if (answer !== before[index]) bytes += ownBytes(before[index], answer);
    }
  }
  return bytes;
}

function ownBytes(before: unknown, answer: unknown): number {
  if (isMap(answer)) return answer.keys.length + answer.values.length;
  if (!isSockets(answer)) return JSON.stringify(answer, (_, value) => toText(value)).length;
  const known = new Set(isSockets(before) ? before.sockets : []);
  const own = answer.sockets.filter((socket) => !known.has(socket)).length;
  return own * socketBytes + answer.sockets.length * placeBytes;
}

/** JSON has no bigint. */
function toText(value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
