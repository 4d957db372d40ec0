// Connections in kernel-native mode: a socket keeps that a cluster was chosen, its peer tells the rest.
import { describe, expect, it } from 'vitest';
import { cookieKey } from '../../../src/kmesh/dual-engine/manage.ts';
import type { RawSocket } from '../../../src/raw/raw-socket.ts';
import { runCli } from '../../golden/run-cli.ts';
import { socket } from '../../support/fake-node.ts';
import { NativeMapsBuilder } from '../../support/native-maps.ts';
import { nativeNode } from '../../support/native-node.ts';
import { addCluster, addTcpListener, one } from '../../support/native-state.ts';

const cookie = 4242n;
const own = '10.244.0.5';
const namespaces = [
  { cookie, inode: 7, pids: [11], hostName: 'client', podUid: null, addresses: [own] },
];
const chosen = Buffer.alloc(4);

/** The connections of the pod, one for each socket; with storage where a cluster was chosen for it. */
async function list(sockets: readonly RawSocket[], isEnabled = true) {
  const builder = new NativeMapsBuilder();
  addCluster(builder, 'v1', [one('10.244.1.1')]);
  addCluster(builder, 'empty', []);
  addTcpListener(builder, [
    ['v1', 60],
    ['empty', 40],
  ]);
  if (isEnabled) builder.set('km_manage', cookieKey(cookie), Buffer.alloc(4));
  const openNode = () => nativeNode(builder, { namespaces, sockets });
  const { out } = await runCli(['connections', '-o', 'json'], { openNode });
  return JSON.parse(out).items;
}

const to = (address: string, port: number, storage: Buffer | null = null) => ({
  ...socket({ cookie, local: [own, 40_000], remote: [address, port] }),
  storage,
});

describe('a connection for which a cluster was chosen', () => {
  it('went to an endpoint, and by which listener it would go there now', async () => {
    const [item] = await list([to('10.244.1.1', 8080, chosen)]);
    expect(item).toMatchObject({ verdict: 'endpoint', reason: 'LOAD_BALANCED', stale: false });
    expect(item).toMatchObject({ known: 'observed', direction: 'outbound' });
    expect(item.originalDestination).toBeNull();
    expect(item.note).toContain('10.96.0.1:80 by cluster v1');
  });

  it('is stale where no cluster of now has the endpoint', async () => {
    const [item] = await list([to('10.244.9.9', 8080, chosen)]);
    expect(item).toMatchObject({ verdict: 'endpoint', stale: true, known: 'inferred' });
  });

  it('stayed as it was where the cluster had no endpoint', async () => {
    const [item] = await list([to('10.96.0.1', 80, chosen)]);
    expect(item).toMatchObject({ verdict: 'fallthrough', known: 'computed', stale: false });
    expect(item.reason).toMatch(/^(CLUSTER_EMPTY|ENDPOINTS_UNREADABLE|CLUSTER_UNREADABLE)$/);
  });
});

describe('a connection for which none was chosen', () => {
  it('met no listener', async () => {
    const [item] = await list([to('10.244.1.1', 8080)]);
    expect(item).toMatchObject({ verdict: 'fallthrough', reason: 'NO_LISTENER' });
    expect(item.known).toBe('computed');
  });

  it('is older than the listener that it would meet', async () => {
    const builderHasIt = to('10.96.0.1', 80);
    const [item] = await list([builderHasIt]);
    expect(item).toMatchObject({ verdict: 'unmanaged', stale: true, known: 'inferred' });
  });

  it('of IPv6 has no hook', async () => {
    const [item] = await list([socket({ cookie, local: ['::1', 1], remote: ['fd00::1', 80] })]);
    expect(item).toMatchObject({ verdict: 'ignored', reason: 'NOT_IPV4' });
  });
});

it('connections of pods that are not enabled are not listed', async () => {
  expect(await list([to('10.244.1.1', 8080)], false)).toEqual([]);
});

it('an accepted connection is told by the port that the pod listens on', async () => {
  const listening = socket({ cookie, local: [own, 8080], remote: ['0.0.0.0', 0], state: 10 });
  const came = socket({ cookie, local: [own, 8080], remote: ['10.244.0.9', 50_000] });
  const [item, ...others] = await list([listening, came]);
  expect(others).toEqual([]);
  expect(item).toMatchObject({ direction: 'inbound', verdict: 'direct', reason: null });
  expect(item.source).toMatchObject({ address: '10.244.0.9', port: 50_000 });
});
