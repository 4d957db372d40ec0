// Every recorded state of kernel-native mode as a dump: explain and weights say of it what they say of the
// maps, and it differs from them in nothing.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { NativeRecordedState } from '../../scripts/vectors/native-file.ts';
import { readVectorFile } from '../../scripts/vectors/vector-file.ts';
import { compareNodes } from '../../src/diff/compare-nodes.ts';
import { readComparedNode } from '../../src/diff/compared-node.ts';
import type { Explanation } from '../../src/explain/explanation.ts';
import { explainNativeConnect } from '../../src/explain/kernel-native/explain-connect.ts';
import { cookieKey } from '../../src/kmesh/dual-engine/manage.ts';
import { requireNativeMaps } from '../../src/snapshot/native-maps.ts';
import { openRecordedNode } from '../../src/snapshot/recorded-source.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { dumpJson } from '../../src/view/dump.ts';
import { toNativeEndpointItems } from '../../src/view/items/native-endpoint.ts';
import { toNativeWeightItems } from '../../src/view/items/native-weight.ts';
import { generationOf, nodeOf, recordings, snapshotOf } from './native-state-node.ts';

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
        const generation = generationOf(state);
        const live = snapshotOf(nodeOf(state, generation), generation);
        const tool = { name: 'kmscope', version: '0' };
        const bytes = Buffer.concat([...dumpJson(live, tool)]);
        const recorded = snapshotOf(openRecordedNode('node.json', bytes), generation);
        const answer = explainAll(recorded, state);
        expect(answer, state.id).toEqual(explainAll(live, state));
        expect(toNativeWeightItems(recorded), state.id).toEqual(toNativeWeightItems(live));
        expect(toNativeEndpointItems(recorded), state.id).toEqual(toNativeEndpointItems(live));
        expect(recorded.problems, state.id).toEqual(live.problems);
        const [from, to] = [live, recorded].map((one) => readComparedNode(one, 'moments'));
        const isRead = from !== undefined && to !== undefined;
        expect(isRead && compareNodes(from, to, 'moments').changes, state.id).toEqual([]);
        endpoints += answer.filter(({ outcomes }) => outcomes[0]?.verdict === 'endpoint').length;
      }
      expect(states.length).toBeGreaterThan(20);
      expect(endpoints).toBeGreaterThan(40);
    });
  });
}
