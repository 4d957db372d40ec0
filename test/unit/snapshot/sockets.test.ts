import { expect, it } from 'vitest';
import type { NodeSource, RawMapSet } from '../../../src/raw/node-source.ts';
import type { RawSocket } from '../../../src/raw/raw-socket.ts';
import { readSockets } from '../../../src/snapshot/sockets.ts';

const set: RawMapSet = { folder: 'bpf_kmesh_workload', pins: '/pins', maps: [] };

function socket(port: number, storage: Buffer | null = null): RawSocket {
  return {
    netnsCookie: 7n,
    socketCookie: null,
    inode: 1,
    family: 4,
    protocol: 6,
    state: 1,
    localAddress: '10.244.0.5',
    localPort: port,
    remoteAddress: '10.96.0.12',
    remotePort: 80,
    storage,
  };
}

/** What the table still shows of a closed socket. */
function remainder(port: number): RawSocket {
  return { ...socket(port), state: 6, inode: null };
}

/** A node whose socket table is another one at each reading, as connections come and go. */
function changingNode(
  tables: readonly (readonly (number | RawSocket)[])[],
  stored: readonly number[],
) {
  let reading = 0;
  const whole = { complete: true, reason: null };
  return {
    readNamespaceSockets: () => ({
      sockets: (tables[reading++] ?? []).map((row) =>
        typeof row === 'number' ? socket(row) : row,
      ),
      ...whole,
    }),
    readStoredSockets: () => ({
      sockets: stored.map((port) => socket(port, Buffer.alloc(64))),
      ...whole,
    }),
  } as unknown as NodeSource;
}

it.each([
  ['lasts through the reading', [[1], [1]], [], [1]],
  ['has storage', [[1], [1]], [1], []],
  ['was closed before the storages were read', [[1, 2], [2]], [], [2]],
  ['was opened after the storages were read', [[2], [1, 2]], [], [2]],
  ['was opened after, with storage', [[], [1]], [1], []],
  ['was closed and left its TIME_WAIT', [[1], [remainder(1)]], [], []],
  ['is a remainder all along', [[remainder(1)], [remainder(1)]], [], []],
])('a socket that %s', (_, tables, stored, expected) => {
  const node = changingNode(tables, stored);
  const { bare } = readSockets(node, set, { storage: 'km_sockstorage', byAddress: null }, [
    { cookie: 7n, pids: [1] },
  ]);
  expect(bare.get(7n)?.sockets.map((found) => found.localPort)).toEqual(expected);
});

it('without the storages, only listening sockets are certain', () => {
  const listening = { ...socket(80), state: 10 };
  const node = changingNode(
    [
      [listening, 1],
      [listening, 1],
    ],
    [],
  );
  const blind: NodeSource = {
    ...node,
    readStoredSockets: () => ({ sockets: [], complete: false, reason: 'not permitted' }),
  };
  const { bare } = readSockets(blind, set, { storage: 'km_sockstorage', byAddress: null }, [
    { cookie: 7n, pids: [1] },
  ]);
  expect(bare.get(7n)?.sockets.map((found) => found.localPort)).toEqual([80]);
});
