// Whatever the maps hold and whatever is asked: explain ends, throws nothing, and its shares sum to 1.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainConnect } from '../../../../src/explain/dual-engine/explain-connect.ts';
import {
  type ConnectRequest,
  type Explanation,
  reasons,
} from '../../../../src/explain/explanation.ts';
import type { BackendEntry } from '../../../../src/kmesh/dual-engine/backend.ts';
import type { ServiceEntry } from '../../../../src/kmesh/dual-engine/service.ts';
import { generationNames, generations } from '../../../../src/kmesh/generation.ts';
import { backend, routingMaps, service } from '../../../support/routing-maps.ts';

// Few ids, addresses and ports, so that they meet.
const addresses4 = ['0.0.0.0', '0.0.0.2', '10.0.0.1', '10.0.0.2', '10.0.0.3', '127.0.0.1'];
const addresses6 = [
  '::',
  '::2',
  '::a:b',
  'a00:1::',
  'fd00::1',
  '::ffff:10.0.0.1',
  '::ffff:0.0.0.2',
];
const mapAddress = fc.constantFrom('0.0.0.0', ...addresses4, ...addresses6.slice(1));
const id = fc.integer({ min: 0, max: 5 });
const slot = fc.constantFrom(0, 53, 80, 929, 15008, 0x10000, 0x10050);
const count = fc.constantFrom(0, 0, 1, 2, 3, 0xffffffff);
const waypoint = fc.oneof(fc.constant(['0.0.0.0', 0] as const), fc.tuple(mapAddress, slot));

const anyService: fc.Arbitrary<ServiceEntry> = fc
  .record({
    id,
    counts: fc.array(count, { maxLength: 7 }),
    policy: fc.constantFrom(0, 0, 1, 2, 3, 0xffffffff),
    ports: fc.array(fc.tuple(slot, slot), { maxLength: 10 }),
    waypoint,
  })
  .map(service);
const anyBackend: fc.Arbitrary<BackendEntry> = fc
  .tuple(id, mapAddress, waypoint)
  .map(([uid, address, to]) => backend(uid, address, to));
const anyEndpoint = fc.record({
  serviceId: id,
  prio: fc.integer({ min: 0, max: 6 }),
  backendIndex: fc.integer({ min: 0, max: 4 }),
  backendUid: id,
});
const anyMaps = fc
  .record({
    frontends: fc.dictionary(mapAddress, id),
    services: fc.uniqueArray(anyService, { selector: (entry) => entry.id }),
    endpoints: fc.uniqueArray(anyEndpoint, {
      selector: (entry) => `${entry.serviceId}/${entry.prio}/${entry.backendIndex}`,
      maxLength: 30,
    }),
    backends: fc.uniqueArray(anyBackend, { selector: (entry) => entry.uid }),
  })
  .map(routingMaps);

const anyRequest: fc.Arbitrary<ConnectRequest> = fc
  .record({
    protocol: fc.constantFrom('tcp', 'tcp', 'udp'),
    call: fc.constantFrom('connect', 'sendmsg'),
    port: fc.constantFrom(0, 53, 80, 929, 930, 15008, 65535),
    to: fc.oneof(
      fc.record({ family: fc.constant(4), address: fc.constantFrom(...addresses4) }),
      fc.record({ family: fc.constant(6), address: fc.constantFrom(...addresses6) }),
    ),
  })
  .map(({ to, ...request }) => ({ ...request, ...to }) as ConnectRequest);

const context = fc.record({
  name: fc.constantFrom(...generationNames),
  maps: anyMaps,
  managed: fc.constantFrom(true, true, true, false),
  bypassed: fc.constantFrom(false, false, true),
});

type Given = typeof context extends fc.Arbitrary<infer T> ? T : never;

function explain({ name, ...given }: Given, request: ConnectRequest): Explanation {
  return explainConnect({ ...given, generation: generations[name] }, request);
}

/** Up to v0.5 a connect that fails leaves nothing, and one that is not TCP does. */
function checkStorage(explanation: Explanation): void {
  const { notesConnect } = generations[explanation.generation];
  for (const { verdict, reason, storage } of explanation.outcomes) {
    const isUnseen = verdict === 'unmanaged' || verdict === 'ignored';
    if (notesConnect === 'before') expect(storage === null).toBe(isUnseen);
    if (isUnseen && reason !== 'NOT_TCP') expect(storage).toBeNull();
    if (verdict === 'endpoint' || verdict === 'direct') expect(storage).not.toBeNull();
    expect(storage?.isViaWaypoint ?? false).toBe(verdict === 'waypoint');
  }
}

function check(explanation: Explanation, request: ConnectRequest): void {
  const { outcomes, steps } = explanation;
  const total = outcomes.reduce((sum, { share }) => sum + share, 0);
  expect(Math.abs(total - 1)).toBeLessThan(1e-9);
  for (const [position, step] of steps.entries()) {
    expect(step.id).toBe(position);
    expect(step.parent ?? -1).toBeLessThan(step.id);
    expect(step.pass).toBeLessThanOrEqual(34);
    expect(step.share).toBeGreaterThanOrEqual(0);
    expect(step.share).toBeLessThanOrEqual(1 + 1e-9);
  }
  for (const outcome of outcomes) {
    expect(reasons[outcome.reason].verdict).toBe(outcome.verdict);
    expect(outcome.share).toBeGreaterThanOrEqual(0);
    expect(outcome.address.includes(':')).toBe(request.family === 6);
    expect(steps[outcome.step]).toBeDefined();
  }
  checkStorage(explanation);
  const identities = outcomes.map(({ share: _, step: __, ...rest }) => JSON.stringify(rest));
  expect(new Set(identities).size).toBe(outcomes.length);
  expect(outcomes.map(({ share }) => share)).toEqual(
    outcomes.map(({ share }) => share).sort((a, b) => b - a),
  );
}

describe('explainConnect, over any maps', () => {
  it('ends, and accounts for every connection', () => {
    fc.assert(
      fc.property(context, anyRequest, (given, request) => {
        check(explain(given, request), request);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same answer twice', () => {
    fc.assert(
      fc.property(context, anyRequest, (given, request) => {
        expect(explain(given, request)).toEqual(explain(given, request));
      }),
      { numRuns: 200 },
    );
  });
});
