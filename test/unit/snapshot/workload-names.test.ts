// Pods by name, against the plain search through all names.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadNameTable } from '../../../src/snapshot/name-table.ts';
import { WorkloadNames } from '../../../src/snapshot/workload-names.ts';

const names = ['a', 'b', 'web-0', 'x'];
const namespaces = ['default', 'other'];
const line = fc.record({
  id: fc.integer({ min: 1, max: 0xffffffff }),
  namespace: fc.constantFrom(...namespaces),
  name: fc.constantFrom(...names),
  isPod: fc.boolean(),
});
const lines = fc.uniqueArray(line, { selector: ({ id }) => id, maxLength: 12 });

describe('WorkloadNames', () => {
  it('finds what a search through the table finds', () => {
    fc.assert(
      fc.property(lines, (all) => {
        const text = all
          .map(({ id, namespace, name, isPod }) =>
            isPod ? `K//Pod/${namespace}/${name}: ${id}\n` : `${namespace}/${name}: ${id}\n`,
          )
          .join('');
        const table = new WorkloadNames(loadNameTable([{ path: 'names', text }]));
        for (const name of names) {
          const pods = all.filter((one) => one.isPod && one.name === name);
          expect(table.byPodName(name)).toBe(pods.length > 1 ? null : pods[0]?.id);
          for (const namespace of namespaces) {
            const own = pods.filter((one) => one.namespace === namespace);
            expect(table.byFullName(namespace, name)).toBe(own.at(-1)?.id);
          }
        }
      }),
    );
  });

  it('does not take one name for another with the same hash', () => {
    // FNV-1a 32 of both is 0x5e4daa9d.
    const text = 'K//Pod/default/costarring: 1\nK//Pod/default/liquid: 2\n';
    const table = new WorkloadNames(loadNameTable([{ path: 'names', text }]));
    expect([table.byPodName('costarring'), table.byPodName('liquid')]).toEqual([1, 2]);
  });
});
