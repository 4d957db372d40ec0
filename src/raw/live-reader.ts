// Readings of the live node, one after another: each told as the difference to the one before, in memory
// that is used again.
import { RowPool } from '../kernel/batch-read.ts';
import { type LiveNodeOptions, openLiveNode, poolName } from './live-source.ts';
import type { NodeSource } from './node-source.ts';
import { type Reading, remembering } from './reading.ts';
import { type ReadingDelta, toDelta } from './reading-delta.ts';
import { isMap } from './same-answer.ts';

export class LiveReader {
  readonly #options: LiveNodeOptions;
  readonly #pool = new RowPool();
  #previous: Reading = new Map();

  constructor(options: LiveNodeOptions) {
    this.#options = options;
  }

  /** Opens the node, has `ask` ask all that is wanted, and closes it. Throws KernelError. */
  read(ask: (source: NodeSource) => void): ReadingDelta {
    const live = openLiveNode(this.#options, this.#pool);
    try {
      const give = (answer: unknown) => this.#give(answer);
      const { source, reading, finish } = remembering(live, this.#previous, give);
      ask(source);
      finish();
      const delta = toDelta(this.#previous, reading);
      for (const [question, [answer]] of this.#previous) {
        if (reading.get(question)?.[0] !== answer) give(answer);
      }
      this.#previous = reading;
      return delta;
    } finally {
      live.close();
    }
  }

  /** Takes the memory back of a map that is not kept. */
  #give(answer: unknown): void {
    if (isMap(answer)) this.#pool.give(poolName(answer.info), answer);
  }
}
