// Every row of the reference's table of live sockets (3.5), and what changed maps make of it.
import { describe, expect, it } from 'vitest';
import { classifySocket, type SocketContext } from '../../../src/explain/classify-socket.ts';
import { ageOf } from '../../../src/explain/connection.ts';
import { explainConnect } from '../../../src/explain/dual-engine/explain-connect.ts';
import { addressBytes } from '../../../src/kmesh/address.ts';
import { sockStorageLayout } from '../../../src/kmesh/dual-engine/sock-storage.ts';
import { generations } from '../../../src/kmesh/generation.ts';
import { parseIp } from '../../../src/layout/ip-address.ts';
import type { RawSocket } from '../../../src/raw/raw-socket.ts';
import type { Pod } from '../../../src/snapshot/pod.ts';
import { backend, endpoints, routingMaps, service } from '../../support/routing-maps.ts';

const pod: Pod = {
  namespace: 'default',
  name: 'web',
  uid: null,
  addresses: ['10.244.0.5'],
  netnsCookie: 7n,
  enabled: { cookie: true, address: true },
  pids: [100],
  knownBy: 'cgroup-and-pod-logs',
  isInferred: false,
};

/** echo 10.96.0.12:80 -> 10.244.0.14:8080; fortio 10.96.0.10 by waypoint 10.244.0.13; idle 10.96.0.16. */
const maps = routingMaps({
  frontends: {
    '10.96.0.12': 12,
    '10.96.0.10': 10,
    '10.96.0.16': 16,
    '10.244.0.14': 140,
    '10.244.0.13': 130,
  },
  services: [
    service({ id: 12, counts: [1] }),
    service({ id: 10, counts: [1], waypoint: ['10.244.0.13', 15019] }),
    service({ id: 16 }),
  ],
  endpoints: endpoints(12, [140]),
  backends: [backend(140, '10.244.0.14'), backend(130, '10.244.0.13')],
});

interface Facts {
  readonly family?: 4 | 6;
  readonly peer: readonly [string, number];
  /** undefined = no storage. */
  readonly storage?: {
    readonly original?: readonly [string, number];
    readonly via?: boolean;
    readonly encoded?: boolean;
    readonly direction?: 0 | 1 | 2;
    readonly connectNs?: bigint;
  };
}

function socket({ family = 4, peer, storage }: Facts): RawSocket {
  return {
    netnsCookie: 7n,
    socketCookie: null,
    inode: 1,
    family,
    protocol: 6,
    state: 1,
    localAddress: '10.244.0.5',
    localPort: 40000,
    remoteAddress: peer[0],
    remotePort: peer[1],
    storage: storage === undefined ? null : storageBytes(family, storage),
  };
}

function storageBytes(family: 4 | 6, facts: NonNullable<Facts['storage']>): Buffer {
  const bytes = Buffer.alloc(sockStorageLayout.size);
  bytes.writeBigUInt64LE(facts.connectNs ?? 1_000_000_000n, 0);
  bytes[16] = facts.direction ?? 2;
  bytes[18] = facts.via === true ? 1 : 0;
  bytes[19] = facts.encoded === true ? 1 : 0;
  if (facts.original === undefined) return bytes;
  bytes[20] = 1;
  const [address, port] = facts.original;
  (parseIp(address) ?? addressBytes(address)).copy(bytes, family === 4 ? 28 : 40);
  bytes.writeUInt16BE(port, family === 4 ? 34 : 58);
  return bytes;
}

function classify(facts: Facts, more: Partial<SocketContext> = {}) {
  const generation = generations['main'];
  if (generation === undefined) throw new Error('main is followed');
  const context: SocketContext = {
    pod,
    routing: maps,
    generation,
    formats: generation.maps,
    listeningPorts: new Set([8080]),
    explain: (request) => explainConnect({ generation, maps, managed: true }, request),
    isDenied: () => false,
    isEnabledAddress: () => true,
    ...more,
  };
  return classifySocket(context, socket(facts));
}

const echo = ['10.96.0.12', 80] as const;
const fortio = ['10.96.0.10', 80] as const;
const waypoint = ['10.244.0.13', 15019] as const;

describe('a socket with storage', () => {
  it.each<[string, Facts, object]>([
    [
      'original differs from the peer: load balanced',
      { peer: ['10.244.0.14', 8080], storage: { original: echo } },
      { verdict: 'endpoint', reason: 'LOAD_BALANCED', known: 'observed', serviceId: 12 },
    ],
    [
      'via waypoint',
      { peer: waypoint, storage: { original: fortio, via: true, encoded: true } },
      { verdict: 'waypoint', reason: 'SERVICE_WAYPOINT', viaWaypoint: true, encoded: true },
    ],
    [
      'original equals the peer, a workload',
      { peer: ['10.244.0.14', 8080], storage: { original: ['10.244.0.14', 8080] } },
      { verdict: 'direct', reason: 'WORKLOAD_ADDRESS', backendUid: 140 },
    ],
    [
      'original equals the peer, a service without endpoints',
      { peer: ['10.96.0.16', 80], storage: { original: ['10.96.0.16', 80] } },
      { verdict: 'fallthrough', reason: 'NO_ENDPOINTS', serviceId: 16 },
    ],
    [
      'nothing recorded: the replay names the reason',
      { peer: ['10.96.0.12', 81], storage: {} },
      { verdict: 'fallthrough', reason: 'PORT_NOT_IN_SERVICE', known: 'computed' },
    ],
    [
      'nothing recorded, unknown address',
      { peer: ['192.0.2.1', 443], storage: {} },
      { verdict: 'fallthrough', reason: 'NO_FRONTEND', serviceId: null, backendUid: null },
    ],
    [
      'DNS: no connect time, port 53',
      { peer: ['10.244.0.2', 53], storage: { original: ['10.96.0.2', 53], connectNs: 0n } },
      { verdict: 'dns-proxy', reason: 'DNS_REDIRECT', connectNs: null },
    ],
    [
      'IPv4-mapped keeps its form',
      {
        family: 6,
        peer: ['::ffff:10.244.0.14', 8080],
        storage: { original: ['::ffff:10.96.0.12', 80] },
      },
      {
        verdict: 'endpoint',
        serviceId: 12,
        backendUid: 140,
        stale: false,
        originalDestination: { address: '::ffff:10.96.0.12', port: 80 },
      },
    ],
  ])('%s', (_, facts, expected) => {
    expect(classify(facts)).toMatchObject(expected);
  });

  it('has the connect time of its storage, and is as old as that', () => {
    const facts = { peer: ['10.244.0.14', 8080], storage: { original: echo } } as const;
    const connection = classify(facts);
    expect(connection.connectNs).toBe(1_000_000_000n);
    expect(ageOf(connection, 3_500_000_000n)).toBe(2500);
    expect(ageOf(connection, 0n)).toBe(0);
    expect(ageOf({ connectNs: null }, 1n)).toBeNull();
  });

  it('accepted is inbound: the peer is the source, and nothing redirects it', () => {
    const facts = { peer: ['10.244.0.9', 51000], storage: { direction: 1 } } as const;
    expect(classify(facts)).toMatchObject({
      direction: 'inbound',
      source: { address: '10.244.0.9', port: 51000 },
      destination: { address: '10.244.0.5', port: 40000 },
      originalDestination: null,
      verdict: 'direct',
    });
  });

  it('accepted and refused by an authorization result is denied', () => {
    const facts = { peer: ['10.244.0.9', 51000], storage: { direction: 1 } } as const;
    expect(classify(facts, { isDenied: () => true })).toMatchObject({ verdict: 'denied' });
  });
});

describe('a socket whose outcome is not what it looks like', () => {
  const classifyWith = (own: typeof maps, facts: Facts) => {
    const generation = generations['main'];
    if (generation === undefined) throw new Error('main is followed');
    const explain: SocketContext['explain'] = (request) =>
      explainConnect({ generation, maps: own, managed: true }, request);
    return classify(facts, { routing: own, explain });
  };

  it('an endpoint with the address and port of its service is load balanced, not stale', () => {
    const own = routingMaps({
      frontends: { '10.244.0.14': 12 },
      services: [service({ id: 12, counts: [1], ports: [[80, 80]] })],
      endpoints: endpoints(12, [140]),
      backends: [backend(140, '10.244.0.14')],
    });
    const facts: Facts = { peer: ['10.244.0.14', 80], storage: { original: ['10.244.0.14', 80] } };
    expect(classifyWith(own, facts)).toMatchObject({
      verdict: 'endpoint',
      reason: 'LOAD_BALANCED',
      stale: false,
    });
  });

  it('a fall-through that recorded nothing is not one that records', () => {
    const facts: Facts = { peer: ['10.96.0.16', 80], storage: {} };
    expect(classify(facts)).toMatchObject({ verdict: 'fallthrough', reason: null, stale: true });
  });

  it('of several ways to fall through, the one that it was is a guess', () => {
    const own = routingMaps({
      frontends: { '10.96.0.12': 12 },
      services: [service({ id: 12, counts: [3] })],
      endpoints: endpoints(12, [140, 999, null]),
      backends: [backend(140, '10.244.0.14')],
    });
    const found = classifyWith(own, { peer: ['10.96.0.12', 80], storage: {} });
    expect([found.known, found.stale]).toEqual(['inferred', false]);
    expect(found.note).toMatch(/one of .*_MISSING, .*_MISSING/);
  });
});

describe('a socket is stale', () => {
  it.each<[string, Facts, boolean]>([
    ['when its endpoint left', { peer: ['10.244.0.99', 8080], storage: { original: echo } }, true],
    [
      'not when it is still drawn',
      { peer: ['10.244.0.14', 8080], storage: { original: echo } },
      false,
    ],
    [
      'when the waypoint moved',
      { peer: ['10.244.0.98', 15019], storage: { original: fortio, via: true } },
      true,
    ],
    ['when it fell through and would not now', { peer: echo, storage: {} }, true],
    ['when it went straight and would not now', { peer: echo, storage: { original: echo } }, true],
  ])('%s', (_, facts, stale) => {
    const found = classify(facts);
    expect(found.stale).toBe(stale);
    expect(found.note === null).toBe(!stale);
  });

  it('never, where the generation is not followed: nothing is guessed', () => {
    const facts = { peer: echo, storage: {} } as const;
    const found = classify(facts, { generation: undefined, explain: () => undefined });
    expect(found).toMatchObject({ verdict: 'fallthrough', reason: null, stale: false });
  });
});

describe('a socket without storage', () => {
  const facts = { peer: echo } as const;

  it('of an enabled pod was opened before', () => {
    expect(classify(facts)).toMatchObject({
      verdict: 'unmanaged',
      reason: 'NOT_ENABLED',
      known: 'inferred',
      note: 'no storage: opened before the pod was enabled',
    });
  });

  it('of a pod without its cookie was never looked at', () => {
    const half = { ...pod, enabled: { cookie: false, address: true } };
    expect(classify(facts, { pod: half })).toMatchObject({
      verdict: 'unmanaged',
      known: 'observed',
      direction: 'outbound',
    });
  });

  it('to port 53 without a DNS proxy was ignored', () => {
    expect(classify({ peer: ['10.96.0.2', 53] })).toMatchObject({
      verdict: 'ignored',
      reason: 'DNS_PROXY_OFF',
    });
  });

  it('on a port that the pod listens on is inbound', () => {
    const found = classify({ peer: ['10.244.0.9', 51000] }, { listeningPorts: new Set([40000]) });
    expect(found).toMatchObject({ direction: 'inbound', verdict: 'direct', known: 'inferred' });
  });

  it('and on an address that is not enabled is unreported', () => {
    const found = classify(
      { peer: ['10.244.0.9', 51000] },
      { listeningPorts: new Set([40000]), isEnabledAddress: () => false },
    );
    expect(found.note).toContain('10.244.0.5 is not in the manager map');
    expect(found.known).toBe('observed');
  });
});
