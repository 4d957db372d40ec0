// What was odd or missing while a node was read, in the order in which it was met.
import type { Problem, ProblemCode } from '../raw/problem.ts';
import type { RawMap } from '../raw/raw-map.ts';

/** Grows with what is read. */
export class ReadLog {
  readonly #problems: Problem[] = [];
  readonly #oddities = new Map<string, Problem>();
  readonly #unknownLayouts: RawMap[] = [];

  /** What could not be read, then what is odd in entries. */
  get all(): readonly Problem[] {
    return [...this.#problems, ...this.#oddities.values()];
  }

  /** False when something that was asked for could not be read whole. */
  get isComplete(): boolean {
    const isCut = [...this.#oddities.values()].some(({ code }) => code === 'READ_LIMIT');
    return this.#problems.length === 0 && !isCut;
  }

  /** Maps whose sizes are not those of their layout. */
  get unknownLayouts(): readonly RawMap[] {
    return this.#unknownLayouts;
  }

  /** Puts down what could not be read. */
  note(code: ProblemCode, map: string | null, reason: string | null): void {
    this.#problems.push({ code, map, key: null, message: reason ?? code });
  }

  /** The same, unless it stands there for this map already. */
  noteOnce(code: ProblemCode, map: string, reason: string): void {
    const isTold = this.#problems.some((known) => known.code === code && known.map === map);
    if (!isTold) this.note(code, map, reason);
  }

  /** Puts down, once, what is odd in an entry. */
  noteOddity(problem: Problem): void {
    const { map, key, message } = problem;
    this.#oddities.set(`${map} ${key} ${message}`, problem);
  }

  /** Puts down, once, that a map's sizes are not those of its layout. */
  noteUnknownLayout(map: RawMap): void {
    if (this.#unknownLayouts.includes(map)) return;
    const { name, keySize, valueSize } = map.info;
    const sizes = `${keySize}-byte keys and ${valueSize}-byte values`;
    this.note('LAYOUT_MISMATCH', name, `map ${name} has ${sizes}: unknown layout, shown raw`);
    this.#unknownLayouts.push(map);
  }
}
