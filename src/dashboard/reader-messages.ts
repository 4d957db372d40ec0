// What the dashboard and the process that reads the node for it say to each other. All of it is plain
// data that a structured clone keeps.
import type { LiveNodeOptions } from '../raw/live-source.ts';
import type { ReadingDelta } from '../raw/reading-delta.ts';
import type { MapSetWish } from '../snapshot/map-sets.ts';

/** What to read; the first message. */
export interface StartMessage {
  readonly kind: 'start';
  readonly node: LiveNodeOptions;
  readonly wish: MapSetWish;
}

export type ToReader = StartMessage | { readonly kind: 'read' };

/** What a reading cost. */
export interface ReadCost {
  /** CPU time of the reading process since its last answer, ms. */
  readonly cpuMs: number;
  /** Its resident memory, bytes. */
  readonly memoryBytes: number;
}

export type FromReader =
  | { readonly kind: 'reading'; readonly delta: ReadingDelta; readonly cost: ReadCost }
  /** The node says no: tried again later. */
  | { readonly kind: 'refusal'; readonly message: string; readonly hint: string | null }
  | { readonly kind: 'bug'; readonly stack: string };
