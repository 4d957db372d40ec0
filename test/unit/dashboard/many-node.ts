// Nodes with as many rows as are wanted: services of up to a hundred endpoints each, and one enabled pod
// whose connections go to all of them in turn.
import type { NodeSource } from '../../../src/raw/node-source.ts';
import { fakeNode, socket } from '../../support/fake-node.ts';
import { backend, endpoints, service } from '../../support/routing-maps.ts';

const cookie = 4242n;
const pod = '10.200.0.1';
const perService = 100;

const address = (network: number, index: number) =>
  `10.${network + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;

/** A node with `count` endpoints, and as many connections up to `connections`. */
export function manyNode(count: number, connections = count): NodeSource {
  const backends = Array.from({ length: count }, (_, index) => 1_000_000 + index);
  const serviceCount = Math.ceil(count / perService);
  const groups = Array.from({ length: serviceCount }, (_, index) =>
    backends.slice(index * perService, (index + 1) * perService),
  );
  const frontends: Record<string, number> = count === 0 ? {} : { [pod]: 999_999 };
  for (const [index, uid] of backends.entries()) frontends[address(100, index)] = uid;
  for (const index of groups.keys()) frontends[address(50, index)] = index + 1;
  return fakeNode({
    origin: 'recorded',
    frontends,
    services: groups.map(({ length }, index) => service({ id: index + 1, counts: [length] })),
    endpoints: groups.flatMap((uids, index) => endpoints(index + 1, uids)),
    backends: [
      ...(count === 0 ? [] : [backend(999_999, pod)]),
      ...backends.map((uid, index) => backend(uid, address(100, index))),
    ],
    manage: count === 0 ? [] : [cookie, pod],
    namespaces:
      count === 0
        ? []
        : [{ cookie, inode: 7, pids: [100], hostName: 'client', podUid: null, addresses: [pod] }],
    sockets: Array.from({ length: Math.min(count, connections) }, (_, index) =>
      socket({
        cookie,
        local: [pod, 1024 + (index % 60_000)],
        remote: [address(100, index), 8080],
        storage: { ageS: 1 + index, original: [address(50, Math.floor(index / perService)), 80] },
      }),
    ),
  });
}
