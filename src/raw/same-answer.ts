// Whether a node answered what it answered the time before.
import { isDeepStrictEqual } from 'node:util';
import type { RawMap } from './raw-map.ts';
import type { RawSockets } from './raw-socket.ts';

/** `before` itself, where `now` is equal to it; else `now`. */
export function sameAnswer<T>(before: unknown, now: T): T {
  return before !== undefined && isEqual(before, now) ? (before as T) : now;
}

function isEqual(before: unknown, now: unknown): boolean {
  if (before === now) return true;
  if (isMap(now)) return isMap(before) && isEqualMap(before, now);
  if (isSockets(now)) return isSockets(before) && isEqualList(before, now);
  return isDeepStrictEqual(before, now);
}

/** Whether an answer is a map that was read whole. */
export function isMap(answer: unknown): answer is RawMap {
  return typeof answer === 'object' && answer !== null && 'values' in answer && 'info' in answer;
}

/** Whether an answer is a list of sockets. */
export function isSockets(answer: unknown): answer is RawSockets {
  return typeof answer === 'object' && answer !== null && 'sockets' in answer;
}

/** Equal rows in another order count as another map. */
function isEqualMap(a: RawMap, b: RawMap): boolean {
  return (
    a.count === b.count &&
    a.complete === b.complete &&
    a.reason === b.reason &&
    a.keys.equals(b.keys) &&
    a.values.equals(b.values) &&
    isDeepStrictEqual(a.info, b.info)
  );
}

/** Of sockets that are equal, a process that reads a node again and again has one object only. */
function isEqualList(a: RawSockets, b: RawSockets): boolean {
  return (
    a.complete === b.complete &&
    a.reason === b.reason &&
    a.sockets.length === b.sockets.length &&
    a.sockets.every((socket, index) => socket === b.sockets[index])
  );
}
