// A recorded state of kernel-native mode as a node.
import {
  type NativeRecordedState,
  padded,
  toNativeGeneration,
} from '../../scripts/vectors/native-file.ts';
import type { NativeGeneration } from '../../src/kmesh/kernel-native/generation.ts';
import type { NodeSource } from '../../src/raw/node-source.ts';
import { Snapshot } from '../../src/snapshot/snapshot.ts';
import { nativeNode } from '../support/native-node.ts';

/** The recordings that there are, by the version of Kmesh. */
export const recordings = ['v0.5.0', 'v1.0.0', 'v1.1.0', 'v1.2.0', 'main'];

/** The generation whose programs made the state. */
export function generationOf({ kmesh }: NativeRecordedState): NativeGeneration {
  const generation = toNativeGeneration(kmesh);
  if (generation === undefined) throw new Error(`no generation ${kmesh}`);
  return generation;
}

/** A node with the state's maps. */
export function nodeOf(state: NativeRecordedState, generation: NativeGeneration): NodeSource {
  const rows = (map: string): [Buffer, Buffer][] => {
    const layout = generation.layouts[map];
    if (layout === undefined) return [];
    return (state.maps[map] ?? []).map(([key, value]) => [
      padded(key, layout.key.size),
      padded(value, layout.value.size),
    ]);
  };
  const { tail_slots: tailCalls } = state;
  return nativeNode({ generation, rows }, tailCalls === undefined ? {} : { tailCalls });
}

/** The only maps of a node, taken for those of the generation. */
export function snapshotOf(source: NodeSource, { name }: NativeGeneration): Snapshot {
  const [set] = source.mapSets;
  if (set === undefined) throw new Error('no maps');
  return new Snapshot(source, set, name);
}
