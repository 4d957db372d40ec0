// Sound states of kernel-native mode with a few words overwritten, so that what goes wrong does so anywhere
// on the way.
import fc from 'fast-check';
import { clusterKey } from '../../src/kmesh/kernel-native/cluster.ts';
import { clusterEndpointsLayout } from '../../src/kmesh/kernel-native/cluster-endpoints.ts';
import { nativeGenerations } from '../../src/kmesh/kernel-native/generation.ts';
import { encodeWhole } from '../../src/layout/layout.ts';
import type { NativeMaps } from '../../src/snapshot/native-maps.ts';
import { NativeMapsBuilder } from './native-maps.ts';
import { addCluster, addTcpListener } from './native-state.ts';

const names = ['v1', 'v2', ''] as const;
const addresses = ['10.0.0.1', '10.0.0.2', '0.0.0.2'] as const;
const words = [0n, 1n, 2n, 5n, 64n, 65n, 0x01000001n, 0x03000002n, 1n << 32n, (1n << 64n) - 1n];

const locality = fc.record({
  weight: fc.constantFrom(0, 1, 99),
  priority: fc.constantFrom(0, 1),
  endpoints: fc.array(fc.constantFrom(...addresses), { maxLength: 4 }),
});
const kept = fc.option(
  fc.record({
    ep_num: fc.constantFrom(0, 1, 2, 64, 66, 0xffffffff),
    last_round_robin_idx: fc.constantFrom(0, 1, 65, 0xffffffff),
  }),
);

/** States in which 10.96.0.1:80 leads to weighted clusters, more or less. */
export function damagedNativeMaps(): fc.Arbitrary<NativeMaps & { readonly asked: () => number }> {
  return fc
    .record({
      generation: fc.constantFrom(...Object.values(nativeGenerations)),
      weights: fc.array(
        fc.tuple(fc.constantFrom(...names), fc.constantFrom(0, 1, 10, 50, 90, 100, 0xfffffffb)),
        { maxLength: 4 },
      ),
      clusters: fc.array(fc.array(locality, { maxLength: 3 }), { maxLength: names.length }),
      kept,
      damage: fc.array(
        fc.record({ value: fc.nat(), word: fc.nat(), bits: fc.constantFrom(...words) }),
        { maxLength: 3 },
      ),
    })
    .map(({ generation, weights, clusters, kept: list, damage }) => {
      const builder = new NativeMapsBuilder(generation);
      for (const [i, localities] of clusters.entries()) {
        addCluster(builder, names[i] ?? '', localities);
      }
      addTcpListener(builder, weights);
      if (list !== null) {
        const rest = {
          ep_identity: new Array<bigint>(64).fill(1n),
          conn_num: new Array(63).fill(0),
        };
        const value = encodeWhole(clusterEndpointsLayout, { ...list, ...rest });
        builder.set('km_cluster_eps', clusterKey(Buffer.from('v1')), value);
      }
      const values = builder.values();
      for (const { value, word, bits } of damage) {
        const bytes = values[value % values.length];
        if (bytes !== undefined)
          bytes.writeBigUInt64LE(bits, (word % Math.floor(Math.min(bytes.length, 80) / 8)) * 8);
      }
      let asked = 0;
      const maps = builder.build();
      const lookup: NativeMaps['lookup'] = (map, key) => {
        asked++;
        return maps.lookup(map, key);
      };
      return { ...maps, lookup, asked: () => asked };
    });
}
