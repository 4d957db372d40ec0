// The kernel-native map sets of a node behind pseudonyms: the first map that is asked for has all of a set
// redacted, since what one map holds decides what is in the others.
import type { GenerationName } from '../../kmesh/generation.ts';
import { modeFolders } from '../../kmesh/maps.ts';
import { madeOf } from '../../raw/made-of.ts';
import type { NodeSource, RawInnerValue, RawMapSet } from '../../raw/node-source.ts';
import type { RawMap } from '../../raw/raw-map.ts';
import { Snapshot } from '../snapshot.ts';
import { type RedactedMaps, redactNativeMaps } from './redacted-native.ts';
import type { Redaction } from './redaction.ts';

export class NativeSets {
  readonly #source: NodeSource;
  readonly #redaction: Redaction;
  readonly #generation: GenerationName | null;
  readonly #maps = new WeakMap<RawMapSet, RedactedMaps>();
  readonly #inner = new Map<number, RawInnerValue>();

  /** `generation`: what the user says that it is, null = what the pins say. */
  constructor(source: NodeSource, redaction: Redaction, generation: GenerationName | null) {
    this.#source = source;
    this.#redaction = redaction;
    this.#generation = generation;
  }

  /** The map of that name; undefined in the other mode, and for what is not decoded. */
  readMap(set: RawMapSet, name: string, toOwn: (set: RawMapSet) => RawMapSet): RawMap | undefined {
    if (!isNative(set)) return undefined;
    return madeOf(this.#maps, set, () => this.#redact(toOwn(set))).maps.get(name);
  }

  /** What a map in one of the maps of maps holds, by the pseudonym of its id. */
  readInnerValue(id: number): RawInnerValue | undefined {
    return this.#inner.get(id);
  }

  #redact(own: RawMapSet): RedactedMaps {
    const snapshot = new Snapshot(this.#source, own, this.#generation);
    const redacted = redactNativeMaps(snapshot, this.#redaction);
    for (const [id, value] of redacted.inner) this.#inner.set(id, value);
    return redacted;
  }
}

/** Whether a set is of kernel-native mode, whose maps are kept by their bytes. */
export function isNative({ folder }: RawMapSet): boolean {
  return modeFolders.find((mode) => mode.folder === folder)?.mode === 'kernel-native';
}
