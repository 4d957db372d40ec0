// Weights of kernel-native mode over several readings.
import { describe, expect, it } from 'vitest';
import { filterKinds } from '../../../src/kmesh/kernel-native/filter.ts';
import type { NodeSource } from '../../../src/raw/node-source.ts';
import type { RawMap } from '../../../src/raw/raw-map.ts';
import { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { toNativeWeightItems } from '../../../src/view/items/native-weight.ts';
import { NativeMapsBuilder, nativeGeneration } from '../../support/native-maps.ts';
import { nativeNode } from '../../support/native-node.ts';
import { addCluster, addListener, addTcpListener, one } from '../../support/native-state.ts';

/** A reference that leads nowhere. */
const dangling = 0x00f0_0000n;

function nodeOf(generation: 'v0.5' | 'v1.1', address: string): NodeSource {
  const builder = new NativeMapsBuilder(nativeGeneration(generation));
  addCluster(builder, 'v1', [one(address)]);
  addTcpListener(builder, [
    ['v1', 90],
    ['gone', 10],
  ]);
  addListener(builder, filterKinds.tcpProxy, dangling, { address: '10.96.0.9', port: 80 });
  return nativeNode(builder, { version: generation === 'v0.5' ? 'v0.5.0' : 'v1.1.0' });
}

/** The node as a reader gives it whose readings share what is equal in them. */
function sharing(node: NodeSource): NodeSource {
  const known = new Map<string, RawMap>();
  return {
    ...node,
    readMap: (set, name) => {
      const map = known.get(name) ?? node.readMap(set, name);
      known.set(name, map);
      return map;
    },
  };
}

function snapshotOf(node: NodeSource): Snapshot {
  const [set] = node.mapSets;
  if (set === undefined) throw new RangeError('no map set');
  return new Snapshot(node, set);
}

describe('weights of a node at rest', () => {
  it('are those of the reading before, with what is odd noted in each', () => {
    const node = sharing(nodeOf('v1.1', '10.0.0.1'));
    const first = snapshotOf(node);
    const items = toNativeWeightItems(first);
    expect(items[0]?.cluster).toBe('v1');
    expect(first.problems.map(({ code }) => code)).toContain('DANGLING_REFERENCE');
    const second = snapshotOf(node);
    expect(toNativeWeightItems(second)).toBe(items);
    expect(second.problems).toEqual(first.problems);
  });

  it('are made anew where a map is another', () => {
    const before = toNativeWeightItems(snapshotOf(sharing(nodeOf('v1.1', '10.0.0.1'))));
    const now = toNativeWeightItems(snapshotOf(sharing(nodeOf('v1.1', '10.0.0.2'))));
    expect([before[0]?.target.address, now[0]?.target.address]).toEqual(['10.0.0.1', '10.0.0.2']);
  });

  it('are made anew where maps of maps have other maps in them', () => {
    const node = sharing(nodeOf('v0.5', '10.0.0.1'));
    const items = toNativeWeightItems(snapshotOf(node));
    expect(items[0]?.target.address).toBe('10.0.0.1');
    const other = nodeOf('v0.5', '10.0.0.2');
    const changed = { ...node, readInnerValue: other.readInnerValue };
    expect(toNativeWeightItems(snapshotOf(changed))[0]?.target.address).toBe('10.0.0.2');
  });
});
