// The dump writes rows as bytes; what it writes must be the items, byte for byte.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { ByteWriter } from '../../../src/view/byte-writer.ts';
import {
  createDirectory,
  sortedBackends,
  sortedFrontends,
  sortedServices,
} from '../../../src/view/directory.ts';
import { dumpJson } from '../../../src/view/dump.ts';
import { toBackendItem } from '../../../src/view/items/backend.ts';
import { toEndpointItem } from '../../../src/view/items/endpoint.ts';
import { toFrontendItem } from '../../../src/view/items/frontend.ts';
import { toServiceItem } from '../../../src/view/items/service.ts';
import { fortioNode } from '../../golden/fortio-node.ts';
import { type FakeParts, fakeNode, idOf } from '../../support/fake-node.ts';
import { backend, endpoints, service } from '../../support/routing-maps.ts';

function open(source: ReturnType<typeof fakeNode>): Snapshot {
  const [set] = source.mapSets;
  if (set === undefined) throw new Error('no map set');
  return new Snapshot(source, set);
}

function dumpOf(snapshot: Snapshot): Record<string, unknown> {
  const pieces = [...dumpJson(snapshot, { name: 'kmscope', version: '0' })];
  return JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>;
}

function expectItems(snapshot: Snapshot): void {
  const directory = createDirectory(snapshot, snapshot.names);
  const plain = (items: readonly object[]) => JSON.stringify(items);
  const dump = dumpOf(snapshot);
  const text = (name: string) => JSON.stringify(dump[name]);
  expect(text('frontends')).toBe(
    plain([...sortedFrontends(snapshot)].map((entry) => toFrontendItem(entry, directory))),
  );
  expect(text('services')).toBe(
    plain([...sortedServices(snapshot)].map((entry) => toServiceItem(entry, directory))),
  );
  expect(text('endpoints')).toBe(
    plain(directory.endpoints.map((entry) => toEndpointItem(entry, directory))),
  );
  expect(text('backends')).toBe(
    plain([...sortedBackends(snapshot)].map((entry) => toBackendItem(entry, directory))),
  );
}

const address = fc.oneof(
  fc.ipV4(),
  fc.constantFrom('fd00::1', '::ffff:10.0.0.1', '2001:db8::', '0.0.0.0', '255.255.255.255'),
);
const names = ['default/a"\\b\u0007.default.svc.cluster.local', 'Kubernetes//Pod/ns/naïve-服务'];
const id = fc.oneof(fc.constantFrom(0, 1, 9, 10, 0xffffffff, ...names.map(idOf)), fc.nat(30));
const slots = fc.array(fc.oneof(fc.constant(0), id), { minLength: 10, maxLength: 10 });

const parts: fc.Arbitrary<FakeParts> = fc
  .record({
    frontends: fc.dictionary(address, id, { maxKeys: 6 }),
    backends: fc.uniqueArray(
      fc.record({
        uid: id,
        address,
        serviceCount: fc.nat(12),
        serviceIds: slots,
        waypointAddr: address,
        waypointPort: fc.constantFrom(0, 15008, 0x10000),
      }),
      { selector: (entry) => entry.uid, maxLength: 5 },
    ),
    services: fc.uniqueArray(
      id.map((given) => service({ id: given, counts: [2] })),
      {
        selector: (entry) => entry.id,
        maxLength: 4,
      },
    ),
    targets: fc.array(id, { maxLength: 4 }),
  })
  .map(({ targets, ...rest }) => ({
    ...rest,
    endpoints: rest.services.flatMap((entry) => endpoints(entry.id, targets)),
    names,
  }));

describe('the rows of a dump', () => {
  it('are the items, in the fortio scenario', () => expectItems(open(fortioNode())));

  it('are the items, whatever the maps hold', () => {
    fc.assert(
      fc.property(parts, (given) => expectItems(open(fakeNode(given)))),
      { numRuns: 60 },
    );
  });

  it('are the items where there are no names', () => {
    expectItems(open(fakeNode({ nameFile: null, backends: [backend(5, '10.0.0.5')] })));
  });
});

describe('ByteWriter', () => {
  it('writes what a string would hold, across its own growth', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.nat(0xffffffff))),
        (parts) => {
          const out = new ByteWriter();
          for (const part of parts) {
            if (typeof part === 'string') out.text(part);
            else out.number(part);
          }
          expect(out.take().toString()).toBe(parts.join(''));
          expect(out.length).toBe(0);
        },
      ),
    );
    const out = new ByteWriter();
    const long = 'x'.repeat(1_000_000);
    out.text('a');
    out.text(long);
    expect(out.take().toString()).toBe(`a${long}`);
  });
});
