// Trees of references: what is odd in them stands beside the entry, and the reading always ends.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterKey, toClusterEntry } from '../../../../src/kmesh/kernel-native/cluster.ts';
import { readClusterTree } from '../../../../src/kmesh/kernel-native/cluster-tree.ts';
import { endpointLayout } from '../../../../src/kmesh/kernel-native/endpoint.ts';
import { toListenerEntry } from '../../../../src/kmesh/kernel-native/listener.ts';
import { readListenerTree } from '../../../../src/kmesh/kernel-native/listener-tree.ts';
import { follow } from '../../../../src/kmesh/kernel-native/reference.ts';
import { readRouteTree } from '../../../../src/kmesh/kernel-native/route-tree.ts';
import { createTreeReader, readLimit } from '../../../../src/kmesh/kernel-native/tree-reader.ts';
import {
  anyNativeMaps,
  NativeMapsBuilder,
  nativeGeneration,
} from '../../../support/native-maps.ts';

const owner = { map: 'km_listener', key: '00' };

describe('references', () => {
  const builder = new NativeMapsBuilder();
  const endpoint = builder.message(endpointLayout, { address: 77n });
  const { lookup, generation } = builder.build();
  const maps = { lookup, scheme: generation.references };
  const codes = (reference: bigint) => {
    const reader = createTreeReader(maps, owner);
    const value = reader.message('here', reference, endpointLayout);
    return { found: value !== null, codes: reader.problems.map(({ code }) => code) };
  };

  it.each([
    { what: 'a sound reference', reference: endpoint, expected: { found: true, codes: [] } },
    {
      what: 'upper bits that nobody reads',
      reference: endpoint + (5n << 32n),
      expected: { found: true, codes: ['HIGH_BITS'] },
    },
    {
      what: 'an index with nothing',
      reference: 99n,
      expected: { found: false, codes: ['DANGLING_REFERENCE'] },
    },
    { what: 'null', reference: 0n, expected: { found: false, codes: ['DANGLING_REFERENCE'] } },
    {
      what: 'another pool',
      reference: endpoint + (1n << 24n),
      expected: { found: false, codes: ['WRONG_POOL'] },
    },
    {
      what: 'a pool that there is none of',
      reference: endpoint + (9n << 24n),
      expected: { found: false, codes: ['WRONG_POOL'] },
    },
  ])('takes $what for what it is', ({ reference, expected }) => {
    expect(codes(reference)).toEqual(expected);
  });

  it('cuts a list at its limit and says so', () => {
    const more = new NativeMapsBuilder();
    const list = more.list([1n, 2n, 3n]);
    const built = more.build();
    const reader = createTreeReader({ ...maps, lookup: built.lookup }, owner);
    expect(reader.list('here', list, 1n << 63n, 2)).toEqual([1n, 2n]);
    expect(reader.problems).toMatchObject([{ code: 'COUNT_TOO_LARGE', key: '00' }]);
  });

  it('follows zero from v1.0 on if something is there, and never in v0.5', () => {
    const slot = Buffer.alloc(1300);
    const at = (name: 'v0.5' | 'main') => ({
      lookup: () => slot,
      scheme: nativeGeneration(name).references,
    });
    expect(follow(at('main'), 0n, 48).fault).toBeNull();
    expect(follow(at('v0.5'), 0n, 48).fault).toBe('NULL');
  });
});

describe('trees, over any maps', () => {
  it('end, throw nothing, and follow a bounded number of references', () => {
    fc.assert(
      fc.property(
        anyNativeMaps(),
        fc.uint8Array({ minLength: 80, maxLength: 80 }),
        (maps, bytes) => {
          const references = { lookup: maps.lookup, scheme: maps.generation.references };
          const key = Buffer.alloc(192);
          key.write('v1');
          const at = Buffer.from(`${'00'.repeat(28)}005000000a60000100000000`, 'hex');
          const value = (map: string) =>
            maps.lookup(map, map === 'km_listener' ? at : key) ?? Buffer.from(bytes);
          const { clusterLayout, routeActionLayout } = maps.generation;
          const listener = toListenerEntry(key, 0, value('km_listener'), 0);
          const cluster = toClusterEntry(clusterKey(key), 0, value('km_cluster'), 0, clusterLayout);
          const trees = [
            readListenerTree(references, listener, owner),
            readClusterTree(references, cluster, owner),
            readRouteTree(
              references,
              value('km_routerconfig').subarray(0, 56),
              routeActionLayout,
              owner,
            ),
          ];
          // A list is looked up twice.
          expect(maps.asked()).toBeLessThan(trees.length * 2 * readLimit);
          for (const { problems } of trees) expect(problems.length).toBeLessThanOrEqual(100);
        },
      ),
      { numRuns: 300 },
    );
  });
});
