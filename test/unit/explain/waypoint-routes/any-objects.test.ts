import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { explainBeyond } from '../../../../src/explain/waypoint-routes/explain-beyond.ts';
import { readObjects } from '../../../../src/explain/waypoint-routes/read-objects.ts';
import { UsageError } from '../../../../src/raw/problem.ts';
import { asked, known } from './objects.ts';

/** What is declared, undefined where the text is refused in words. */
function answer(text: string) {
  try {
    return explainBeyond(readObjects([{ name: 'any', text }]), known, asked);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function expectWhole({ routes, decided }: NonNullable<ReturnType<typeof answer>>): void {
  expect(routes.length).toBeGreaterThan(0);
  for (const { targets } of routes) {
    const sum = targets.reduce((total, { shareOfRoute }) => total + shareOfRoute, 0);
    expect(sum).toBeCloseTo(1, 9);
    for (const { share, shareOfRoute } of targets)
      expect(share).toBe(decided ? shareOfRoute : null);
  }
}

const weight = fc.option(fc.nat({ max: 1000 }), { nil: undefined });
const port = fc.option(fc.constantFrom(80, 81), { nil: undefined });
const host = fc.constantFrom('web', 'web-v2', '*', 'web.default.svc.cluster.local', 'other');
const sparse = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 3 });

const virtualService = fc.record({
  apiVersion: fc.constant('networking.istio.io/v1'),
  kind: fc.constant('VirtualService'),
  metadata: fc.record({ name: fc.constantFrom('a', 'b'), namespace: fc.constant('default') }),
  spec: fc.record(
    {
      hosts: sparse(host),
      gateways: sparse(fc.constantFrom('mesh', 'other')),
      http: sparse(
        fc.record({
          match: sparse(fc.record({ port, uri: fc.constantFrom(undefined, { exact: '/x' }) })),
          route: sparse(
            fc.record({ destination: fc.record({ host, subset: fc.constant('v1') }), weight }),
          ),
        }),
      ),
      tcp: sparse(
        fc.record({ route: sparse(fc.record({ destination: fc.record({ host }), weight })) }),
      ),
    },
    { requiredKeys: [] },
  ),
});

const httpRoute = fc.record({
  apiVersion: fc.constant('gateway.networking.k8s.io/v1'),
  kind: fc.constantFrom('HTTPRoute', 'GRPCRoute', 'TCPRoute'),
  metadata: fc.record({ name: fc.constantFrom('a', 'b'), namespace: fc.constant('default') }),
  spec: fc.record({
    parentRefs: sparse(fc.record({ kind: fc.constant('Service'), name: fc.constant('web'), port })),
    rules: sparse(
      fc.record({
        matches: sparse(fc.record({ headers: sparse(fc.constant({ name: 'x', value: 'y' })) })),
        backendRefs: sparse(fc.record({ name: fc.constantFrom('web-v2', 'far'), weight })),
      }),
    ),
  }),
});

describe('any objects', () => {
  it('have routes whose parts sum to 1', () => {
    const objects = fc.array(fc.oneof(virtualService, httpRoute), { maxLength: 4 });
    fc.assert(
      fc.property(objects, (items) => {
        const text = stringify({ apiVersion: 'v1', kind: 'List', items }, { keepUndefined: false });
        const found = answer(text);
        expect(found).toBeDefined();
        if (found !== undefined) expectWhole(found);
      }),
      { numRuns: 400 },
    );
  });

  it('of any shape are read or refused in words', () => {
    const shapes = fc.oneof(
      fc
        .constantFrom('VirtualService', 'DestinationRule')
        .map((kind) => ({ kind, apiVersion: 'networking.istio.io/v1' })),
      fc
        .constantFrom('HTTPRoute', 'TCPRoute')
        .map((kind) => ({ kind, apiVersion: 'gateway.networking.k8s.io/v1' })),
      fc.constantFrom('Pod', 'Service', 'List').map((kind) => ({ kind, apiVersion: 'v1' })),
    );
    const keys = fc.constantFrom(
      'spec',
      'metadata',
      'name',
      'hosts',
      'http',
      'route',
      'destination',
      'match',
      'rules',
      'backendRefs',
      'labels',
      'items',
      'status',
      'ports',
      '__proto__',
      'constructor',
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom<unknown>(null, true, 0, -1, 90, 'web', '', [], {}),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(keys, tie('tree'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(shapes, fc.dictionary(keys, tree, { maxKeys: 5 }), (head, body) => {
        const found = answer(JSON.stringify({ ...body, ...head }));
        if (found !== undefined) expectWhole(found);
      }),
      { numRuns: 600 },
    );
  });

  it('of any text are read or refused in words', () => {
    const words = fc.constantFrom(
      'kind: Pod\n',
      '---\n',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '&a ',
      '*a',
      '? ',
      ': ',
      '"',
      '!!binary x',
      '\t',
      '<<: ',
      '%YAML 9\n',
      '|\n',
      '\u0000',
      'a',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(words).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (any) => {
        const found = answer(any);
        if (found !== undefined) expectWhole(found);
      }),
      { numRuns: 600 },
    );
  });

  it('nested without end are refused in words', () => {
    for (const text of ['['.repeat(20_000), '- '.repeat(20_000), '{"a":'.repeat(20_000)]) {
      expect(answer(text)).toBeUndefined();
    }
  });
});
