// kmesh_tail_call (tail_call.h): the parts of the program are called through an array that may have holes.
import { type Ending, leave, type Point, take, type Walk } from './walk.ts';

/** The end of a run whose next program is not there. */
export function noTailCall(walk: Walk, at: Point, slot: number): Ending {
  const missing = take(walk, at, {
    function: 'kmesh_tail_call',
    map: 'km_cgrptailcall',
    key: String(slot),
    hit: false,
    note: 'no program in this slot: the daemon is not up, or not whole',
  });
  return leave(walk, missing, 'TAIL_CALL_MISSING');
}
