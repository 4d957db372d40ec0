// Every recorded state of kernel-native mode as a dump: explain and weights say of it what they say of the
// maps.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  type NativeRecordedState,
  padded,
  toNativeGeneration,
} from '../../scripts/vectors/native-file.ts';
import { readVectorFile } from '../../scripts/vectors/vector-file.ts';
import type { Explanation } from '../../src/explain/explanation.ts';
import { explainNativeConnect } from '../../src/explain/kernel-native/explain-connect.ts';
import { cookieKey } from '../../src/kmesh/dual-engine/manage.ts';
import type { NativeGeneration } from '../../src/kmesh/kernel-native/generation.ts';
import type { NodeSource } from '../../src/raw/node-source.ts';
import { requireNativeMaps } from '../../src/snapshot/native-maps.ts';
import { openRecordedNode } from '../../src/snapshot/recorded-source.ts';
import { Snapshot } from '../../src/snapshot/snapshot.ts';
import { dumpJson } from '../../src/view/dump.ts';
import { toNativeEndpointItems } from '../../src/view/items/native-endpoint.ts';
import { toNativeWeightItems } from '../../src/view/items/native-weight.ts';
import { nativeNode } from '../support/native-node.ts';

const recordings = ['v0.5.0', 'v1.0.0', 'v1.1.0', 'v1.2.0', 'main'];

function nodeOf(state: NativeRecordedState, generation: NativeGeneration): NodeSource {
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

function snapshotOf(source: NodeSource, { name }: NativeGeneration): Snapshot {
  const [set] = source.mapSets;
  if (set === undefined) throw new Error('no maps');
  return new Snapshot(source, set, name);
}

function explainAll(snapshot: Snapshot, state: NativeRecordedState): Explanation[] {
  const maps = requireNativeMaps(snapshot);
  const cookie = BigInt(state.client.cookie);
  const managed = maps.lookup('km_manage', cookieKey(cookie)) !== undefined;
  return state.connects.map(({ family, proto, dst, port }) =>
    explainNativeConnect(
      { maps, source: { cookie, managed }, nowNs: snapshot.monotonicNs },
      { family, protocol: proto, call: 'connect', address: dst, port },
    ),
  );
}

for (const name of recordings) {
  const path = fileURLToPath(new URL(`native-${name}.jsonl.gz`, import.meta.url));
  const states: NativeRecordedState[] = [];
  for await (const read of readVectorFile(path)) {
    if (read.kind === 'native-state') states.push(read.state);
  }

  describe(`the states of Kmesh ${name}, kernel-native`, () => {
    it('are told alike from their dump', () => {
      let endpoints = 0;
      for (const state of states) {
        const generation = toNativeGeneration(state.kmesh);
        if (generation === undefined) throw new Error(`no generation ${state.kmesh}`);
        const live = snapshotOf(nodeOf(state, generation), generation);
        const tool = { name: 'kmscope', version: '0' };
        const bytes = Buffer.concat([...dumpJson(live, tool)]);
        const recorded = snapshotOf(openRecordedNode('node.json', bytes), generation);
        const answer = explainAll(recorded, state);
        expect(answer, state.id).toEqual(explainAll(live, state));
        expect(toNativeWeightItems(recorded), state.id).toEqual(toNativeWeightItems(live));
        expect(toNativeEndpointItems(recorded), state.id).toEqual(toNativeEndpointItems(live));
        expect(recorded.problems, state.id).toEqual(live.problems);
        endpoints += answer.filter(({ outcomes }) => outcomes[0]?.verdict === 'endpoint').length;
      }
      expect(states.length).toBeGreaterThan(20);
      expect(endpoints).toBeGreaterThan(40);
    });
  });
}
