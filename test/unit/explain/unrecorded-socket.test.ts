// Sockets of releases whose storage has no original destination: what the map of destinations adds, and
// what stays a guess.
import { describe, expect, it } from 'vitest';
import { classifySocket } from '../../../src/explain/classify-socket.ts';
import { explainConnect } from '../../../src/explain/dual-engine/explain-connect.ts';
import { fromRecordedDestination } from '../../../src/kmesh/dual-engine/original-destination.ts';
import { type GenerationName, generations } from '../../../src/kmesh/generation.ts';
import type { RawSocket } from '../../../src/raw/raw-socket.ts';
import { socket } from '../../support/fake-node.ts';
import { backend, endpoints, routingMaps, service } from '../../support/routing-maps.ts';

const maps = routingMaps({
  frontends: { '10.96.0.12': 12, '10.96.0.10': 10, '10.244.0.14': 140, '10.244.0.15': 150 },
  services: [
    service({ id: 12, counts: [1] }),
    service({ id: 10, counts: [1], waypoint: ['10.96.0.99', 15008] }),
  ],
  endpoints: endpoints(12, [140]),
  backends: [
    { ...backend(140, '10.244.0.14'), serviceCount: 1, serviceIds: [12] },
    backend(150, '10.244.0.15'),
  ],
});
const pod = {
  namespace: 'default',
  name: 'web',
  uid: null,
  addresses: ['10.244.0.5'],
  netnsCookie: 7n,
  enabled: { cookie: true, address: true },
  pids: [100],
  knownBy: 'cgroup-and-pod-logs',
  isInferred: false,
} as const;

type Place = readonly [address: string, port: number];

interface Facts {
  readonly peer: Place;
  /** 2 = outbound; null = no storage. */
  readonly direction?: number | null;
  /** Entry in the map of destinations; undefined = the map was not asked. */
  readonly entry?: { readonly to: Place; readonly isMarked?: boolean } | null;
}

function toRaw({ peer, direction = 2, entry }: Facts): RawSocket {
  const found = socket({ cookie: 7n, local: ['10.244.0.5', 40000], remote: peer });
  const storage = Buffer.alloc(16);
  storage.writeBigUInt64LE(1_000_000_000n, 0);
  storage.writeUInt8(direction ?? 0, 8);
  const raw = { ...found, storage: direction === null ? null : storage };
  if (entry === undefined) return raw;
  if (entry === null) return { ...raw, byAddress: null };
  const [address, port] = entry.to;
  const byAddress = fromRecordedDestination({ address, port }, 4, entry.isMarked ?? false);
  return { ...raw, byAddress };
}

function classify(name: GenerationName, facts: Facts) {
  const generation = generations[name];
  return classifySocket(
    {
      pod,
      routing: maps,
      generation,
      formats: generation.maps,
      listeningPorts: new Set([8080]),
      explain: (request) => explainConnect({ generation, maps, managed: true }, request),
      isDenied: () => false,
      isEnabledAddress: () => true,
    },
    toRaw(facts),
  );
}

const echo: Place = ['10.96.0.12', 80];
const endpoint: Place = ['10.244.0.14', 8080];
const waypoint: Place = ['10.96.0.99', 15008];

describe('a socket of v1.0', () => {
  it.each<[string, Facts, object]>([
    [
      'was balanced, by its entry',
      { peer: endpoint, entry: { to: echo } },
      {
        verdict: 'endpoint',
        reason: 'LOAD_BALANCED',
        known: 'observed',
        originalDestination: { address: '10.96.0.12', port: 80 },
        serviceId: 12,
        connectNs: 1_000_000_000n,
        stale: false,
      },
    ],
    [
      'went to a waypoint, by the mark',
      { peer: waypoint, entry: { to: ['10.96.0.10', 80], isMarked: true } },
      { verdict: 'waypoint', reason: 'SERVICE_WAYPOINT', known: 'observed', viaWaypoint: true },
    ],
    [
      'without an entry fell through',
      { peer: ['10.9.9.9', 80], entry: null },
      { verdict: 'fallthrough', reason: 'NO_FRONTEND', known: 'computed' },
    ],
    [
      'whose map was not asked is a guess',
      { peer: endpoint },
      { verdict: 'endpoint', known: 'inferred', originalDestination: null },
    ],
    [
      'that was accepted has no destination of its own',
      { peer: ['10.244.0.14', 5000], direction: 1, entry: { to: echo } },
      { direction: 'inbound', verdict: 'direct', originalDestination: null },
    ],
  ])('%s', (_, facts, expected) => {
    expect(classify('v1.0', facts)).toMatchObject(expected);
  });
});

describe('a socket of v0.5', () => {
  it.each<[string, Facts, object]>([
    [
      'with an entry is on its way to a waypoint',
      { peer: waypoint, entry: { to: ['10.96.0.10', 80] } },
      { verdict: 'waypoint', known: 'observed', viaWaypoint: true },
    ],
    [
      'without one may have been balanced',
      { peer: endpoint, entry: null },
      { verdict: 'endpoint', reason: 'LOAD_BALANCED', known: 'inferred', stale: false },
    ],
    [
      'at a port that no service leads to went straight',
      { peer: ['10.244.0.15', 9090], entry: null },
      { verdict: 'direct', reason: 'WORKLOAD_ADDRESS', known: 'inferred' },
    ],
    [
      'that nothing leads to is told so',
      { peer: ['10.9.9.9', 80], entry: null },
      { verdict: 'fallthrough', reason: null, known: 'inferred' },
    ],
    [
      'without storage was left as it was',
      { peer: ['10.9.9.9', 80], direction: null },
      { verdict: 'fallthrough', reason: 'NO_FRONTEND', known: 'inferred' },
    ],
    [
      'without storage where the maps would redirect was opened before',
      { peer: echo, direction: null },
      { verdict: 'unmanaged', reason: 'NOT_ENABLED', known: 'inferred' },
    ],
  ])('%s', (_, facts, expected) => {
    expect(classify('v0.5', facts)).toMatchObject(expected);
  });
});
