// Readings of the live node, one after another: each told as the difference to the one before, in memory
// that is used again.
import { RowPool } from '../kernel/batch-read.ts';
import { type LiveNodeOptions, openLiveNode, poolName } from './live-source.ts';
import type { NodeSource } from './node-source.ts';
import { type Reading, remembering } from './reading.ts';
import { isMap, type ReadingDelta, toDelta, withSame } from './reading-delta.ts';

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
      const { source, reading, finish } = remembering(live, this.#previous);
      ask(source);
      finish();
      const delta = toDelta(this.#previous, reading);
      const kept = withSame(this.#previous, reading, delta);
      this.#recycle(reading, kept);
      this.#recycle(this.#previous, kept);
      this.#previous = kept;
      return delta;
    } finally {
      live.close();
    }
  }

  /** Takes the memory back of maps that are not kept. */
  #recycle(reading: Reading, kept: Reading): void {
    for (const [question, [answer]] of reading) {
      if (!isMap(answer) || kept.get(question)?.[0] === answer) continue;
      this.#pool.give(poolName(answer.info), answer);
    }
  }
}
