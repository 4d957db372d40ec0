// The node that a recorded state of dual-engine mode was: its maps, and nothing around them.
import { type RecordedState, toRawMaps } from '../../scripts/vectors/vector-file.ts';
import type { Generation } from '../../src/kmesh/generation.ts';
import type { NodeSource } from '../../src/raw/node-source.ts';
import { fakeNode } from './fake-node.ts';

/** A node with the state's maps. */
export function stateNode(state: RecordedState, generation: Generation): NodeSource {
  const maps = toRawMaps(state, generation);
  const base = fakeNode({ generation: generation.name, origin: 'recorded', nameFile: null });
  return {
    ...base,
    readMap: (set, name) => {
      const found = [...maps.values()].find((map) => map.info.name === name);
      const info = set.maps.find((map) => map.name === name);
      if (found === undefined || info === undefined) return base.readMap(set, name);
      return { ...found, info };
    },
  };
}
