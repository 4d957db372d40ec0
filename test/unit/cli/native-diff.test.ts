// diff in kernel-native mode: what the trees say is compared, and not where in the maps it stands.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NodeOptions } from '../../../src/cli/options.ts';
import { compareNodes } from '../../../src/diff/compare-nodes.ts';
import { readComparedNode } from '../../../src/diff/compared-node.ts';
import { clusterKey } from '../../../src/kmesh/kernel-native/cluster.ts';
import {
  clusterEndpointsLayout,
  fromClusterEndpoints,
} from '../../../src/kmesh/kernel-native/cluster-endpoints.ts';
import { endpointLayout } from '../../../src/kmesh/kernel-native/endpoint.ts';
import { socketAddressLayout } from '../../../src/kmesh/kernel-native/socket-address.ts';
import { encodeWhole } from '../../../src/layout/layout.ts';
import type { NodeSource } from '../../../src/raw/node-source.ts';
import { openRecordedNode } from '../../../src/snapshot/recorded-source.ts';
import { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { fortioNode } from '../../golden/fortio-node.ts';
import { runCli } from '../../golden/run-cli.ts';
import { documentFault } from '../../support/json-schema.ts';
import { NativeMapsBuilder, nativeGeneration } from '../../support/native-maps.ts';
import { type NativeNodeParts, nativeNode } from '../../support/native-node.ts';
import {
  addCluster,
  addRoutes,
  addTcpListener,
  ip,
  type Locality,
  one,
  type Routes,
} from '../../support/native-state.ts';

interface State {
  readonly generation?: 'v0.5' | 'v1.0' | 'main';
  readonly weights?: readonly (readonly [string, number])[];
  readonly v1?: readonly Locality[];
  /** Left over in the maps before anything else, so that every index is another one. */
  readonly leftOver?: number;
}

/** Fortio: 90 to one cluster, 10 to another. */
function fortio({ generation = 'main', weights, v1, leftOver = 0 }: State = {}) {
  const builder = new NativeMapsBuilder(nativeGeneration(generation));
  for (let count = 0; count < leftOver; count++) builder.text(`left over ${count}`);
  addCluster(builder, 'v2', [one('10.244.2.1')]);
  addCluster(builder, 'v1', v1 ?? [one('10.244.1.1'), one('10.244.1.2')]);
  addTcpListener(
    builder,
    weights ?? [
      ['v1', 90],
      ['v2', 10],
    ],
  );
  return builder;
}

const node = (builder = fortio(), parts: NativeNodeParts = {}) => nativeNode(builder, parts);

/** Runs diff where each word is a file of that name. */
const diff = (words: string, files: Readonly<Record<string, () => NodeSource>>) =>
  runCli(['diff', ...words.split(' ')], {
    openNode: ({ file }: NodeOptions) => (files[file ?? 'live'] ?? node)(),
  });

const changesOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => /^(?: {2}[-+~] |[a-z]+ ")/.test(line) || /^listener /.test(line));

describe('diff in kernel-native mode', () => {
  it.each<[string, State]>([
    ['the same', {}],
    ['everything at other indexes', { leftOver: 7 }],
    ['endpoints in another order', { v1: [one('10.244.1.2'), one('10.244.1.1')] }],
    ['another generation', { generation: 'v0.5' }],
    ['another generation', { generation: 'v1.0' }],
  ])('finds no difference in %s', async (_, state) => {
    const { status, out, err } = await diff('a b', { a: node, b: () => node(fortio(state)) });
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(/\nno differences\n$/);
  });

  it('tells weights as declared and as enforced', async () => {
    const b = () =>
      node(
        fortio({
          weights: [
            ['v1', 50],
            ['v3', 50],
          ],
        }),
      );
    const { status, out } = await diff('a b', { a: node, b });
    expect(status).toBe(1);
    expect(changesOf(out)).toEqual([
      'listener 10.96.0.1:80',
      '  ~ weight of cluster "v1" weight: 90 -> 50',
      '  ~ weight of cluster "v1" declared: 90.0% -> 50.0%',
      '  ~ weight of cluster "v1" enforced: 91.0% -> 51.0%',
      '  - weight of cluster "v2"  weight 10, declared 10.0%, enforced 9.0%',
      '  + weight of cluster "v3"  weight 50, declared 50.0%, enforced 0%',
      '  + weight of no cluster  left 49.0%',
    ]);
  });

  it('tells endpoints that are new, gone, or of another priority', async () => {
    const v1 = [one('10.244.1.3'), { weight: 5, priority: 1, endpoints: ['10.244.1.2'] }];
    const { out } = await diff('a b', { a: node, b: () => node(fortio({ v1 })) });
    expect(changesOf(out)).toEqual([
      'cluster "v1"',
      '  - endpoint 10.244.1.1:8080  prio 0, localityWeight 1',
      '  ~ endpoint 10.244.1.2:8080 prio: 0 -> 1',
      '  ~ endpoint 10.244.1.2:8080 localityWeight: 1 -> 5',
      '  + endpoint 10.244.1.3:8080  prio 0, localityWeight 1',
    ]);
  });

  it('tells what a kept list keeps out of reach, and in it', async () => {
    const builder = fortio();
    const address = builder.message(socketAddressLayout, {
      protocol: 0,
      port: 8080,
      ipv4: ip('10.244.9.9'),
    });
    const old = builder.message(endpointLayout, { address });
    const references = [old, ...new Array<bigint>(63).fill(0n)];
    const list = { count: 1, references, counter: 0, rest: new Array<number>(63).fill(0) };
    const value = encodeWhole(clusterEndpointsLayout, fromClusterEndpoints(list));
    builder.set('km_cluster_eps', clusterKey(Buffer.from('v2')), value);
    const { out } = await diff('a b', { a: node, b: () => node(builder) });
    expect(changesOf(out)).toEqual([
      'cluster "v2"',
      '  ~ endpoint 10.244.2.1:8080 inReach: yes -> no',
      '  + endpoint 10.244.9.9:8080  declared no',
    ]);
    // Between nodes each keeps lists for itself.
    expect((await diff('a b --nodes', { a: node, b: () => node(builder) })).status).toBe(0);
  });

  it('tells clusters, listeners and chains that are new or gone', async () => {
    const builder = new NativeMapsBuilder();
    addCluster(builder, 'v1', [one('10.244.1.1'), one('10.244.1.2')]);
    const { out } = await diff('a b -o json', { a: node, b: () => node(builder) });
    const { changes } = JSON.parse(out);
    expect(documentFault(JSON.parse(out))).toBe(null);
    const texts = changes.map(({ change, kind, place }: Record<string, Record<string, string>>) => [
      change,
      kind,
      place?.['listener'],
      place?.['chain'],
      place?.['cluster'],
    ]);
    expect(texts).toEqual([
      ['removed', 'listener', '10.96.0.1:80', null, null],
      ['removed', 'chain', '10.96.0.1:80', 'chain', null],
      ['removed', 'weight', '10.96.0.1:80', null, 'v1'],
      ['removed', 'weight', '10.96.0.1:80', null, 'v2'],
      ['removed', 'cluster', null, null, 'v2'],
      ['removed', 'endpoint', null, null, 'v2'],
    ]);
  });
});

describe('routes', () => {
  it('are told by configuration, virtual host and route', async () => {
    const files = {
      a: () => node(routed({ header: 'jason', domains: ['web', 'web.shop'], weight: 90 })),
      b: () => node(routed({ header: 'jasmin', domains: ['web.shop', 'shop'], weight: 80 })),
    };
    const { out } = await diff('a b', files);
    expect(out).toContain('\nroutes 80\n');
    expect(out.split('\n').filter((line) => line.startsWith('  '))).toEqual([
      '  ~ virtual host host domains: web,web.shop -> shop,web.shop',
      '  ~ route host/r headers: end-user EXACT_MATCH jason -> end-user EXACT_MATCH jasmin',
      '  ~ weight of cluster "v1" in route host/r weight: 90 -> 80',
      '  ~ weight of cluster "v1" in route host/r declared: 90.0% -> 80.0%',
      '  ~ weight of cluster "v2" in route host/r weight: 10 -> 20',
      '  ~ weight of cluster "v2" in route host/r declared: 10.0% -> 20.0%',
    ]);
  });
});

function routed(routes: Routes): NativeMapsBuilder {
  const builder = new NativeMapsBuilder();
  addRoutes(builder, routes);
  return builder;
}

describe('what was not read whole', () => {
  const changed = fortio({ v1: [one('10.244.1.1')], weights: [['v1', 100]] });

  it.each(['km_listener', 'km_cluster', 'kmesh_map192', 'kmesh_map1600', 'km_cluster_eps'])(
    'is said not to be known, with 5, where it is %s',
    async (map) => {
      const b = () => node(fortio(), { incomplete: [map] });
      const { status, out, err } = await diff('a b', { a: node, b });
      expect(status).toBe(5);
      expect(out).toContain('\nno differences in what could be read\n');
      expect(out).toContain(`of the second could not be read whole (${map} went on growing)`);
      expect(err).toContain(`ITERATION_INCOMPLETE: b: ${map} went on growing`);
    },
  );

  it('has neither new nor gone things, and without a pool nothing that changed', async () => {
    const { out } = await diff('a b', {
      a: node,
      b: () => node(changed, { missing: ['kmesh_map192'] }),
    });
    expect(changesOf(out)).toEqual([]);
    expect(out).toMatch(/cannot tell whether \d+ weights of one side are on both/);
    const lost = await diff('a b', {
      a: node,
      b: () => node(new NativeMapsBuilder(), { incomplete: ['km_cluster'] }),
    });
    expect(lost.out).not.toContain('cluster "');
    expect(lost.out).toContain('  - listener');
  });

  it('is a generation that is not followed', async () => {
    const { status, err } = await diff('a b --generation v0.4.0', { a: node, b: node });
    expect(status).toBe(5);
    expect(err).toContain('v0.4.0, in kernel-native mode');
  });
});

describe('two modes', () => {
  it.each(['a b', 'b a', 'b'])('are refused: %s', async (words) => {
    const { status, out, err } = await diff(words, {
      a: fortioNode,
      b: node,
      live: fortioNode,
    });
    expect([status, out]).toEqual([2, '']);
    expect(err).toMatch(/one side is of [a-z-]+ mode and the other of [a-z-]+ mode/);
  });
});

describe('a namespace', () => {
  it.each(['a b -n default', '--watch -n default'])('is refused: %s', async (words) => {
    const { status, out, err } = await diff(words, { a: node, b: node });
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain('diff has no -n in kernel-native mode');
  });
});

const addressOf = fc.integer({ min: 1, max: 4 }).map((last) => `10.244.1.${last}`);
const anyState = fc.record({
  v1: fc.array(
    fc.record({
      weight: fc.integer({ min: 0, max: 2 }),
      priority: fc.integer({ min: 0, max: 1 }),
      endpoints: fc.uniqueArray(addressOf, { maxLength: 3 }),
    }),
    { maxLength: 3 },
  ),
  weights: fc.uniqueArray(
    fc.tuple(fc.constantFrom('v1', 'v2', 'gone'), fc.integer({ min: 0, max: 100 })),
    { minLength: 1, maxLength: 3, selector: ([name]) => name },
  ),
  leftOver: fc.integer({ min: 0, max: 9 }),
});

describe('any two states', () => {
  const compared = (state: State) => {
    const source = node(fortio(state));
    const [set] = source.mapSets;
    if (set === undefined) throw new Error('no maps');
    return readComparedNode(new Snapshot(source, set), 'moments');
  };

  it('differ in the same things in both directions', () => {
    const turned = { added: 'removed', removed: 'added', changed: 'changed' } as const;
    fc.assert(
      fc.property(anyState, anyState, (a, b) => {
        const [from, to] = [compared(a), compared(b)];
        const there = compareNodes(from, to, 'moments').changes;
        const back = compareNodes(to, from, 'moments').changes;
        const mirrored = back.map(({ change, fields, ...rest }) => ({
          ...rest,
          change: turned[change],
          fields: fields.map(({ field, from: was, to: is }) => ({ field, from: is, to: was })),
        }));
        const keys = (changes: readonly object[]) =>
          changes.map((change) => JSON.stringify(sortKeys(change))).sort();
        expect(keys(mirrored)).toEqual(keys(there));
      }),
      { numRuns: 200 },
    );
  });

  it('differ in nothing where only their indexes do, and in something where an endpoint is another', () => {
    fc.assert(
      fc.property(anyState, fc.integer({ min: 0, max: 9 }), (state, leftOver) => {
        const from = compared(state);
        expect(compareNodes(from, compared({ ...state, leftOver }), 'moments').changes).toEqual([]);
        const other = [...state.v1, one('10.244.9.9')];
        const { changes } = compareNodes(from, compared({ ...state, v1: other }), 'moments');
        expect(changes).toContainEqual(
          expect.objectContaining({ change: 'added', address: '10.244.9.9:8080' }),
        );
      }),
      { numRuns: 200 },
    );
  });
});

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
}

describe('a dump', () => {
  it.each(['v0.5', 'v1.0', 'main'] as const)(
    'of %s differs in nothing from the node that it was made of',
    async (generation) => {
      const live = () => node(fortio({ generation }));
      const { out: dump } = await runCli(['dump'], { openNode: live });
      const files = { a: () => openRecordedNode('a', Buffer.from(dump)), live };
      expect(await diff('a', files)).toMatchObject({ status: 0, err: '' });
      const later = () => node(fortio({ generation, v1: [one('10.244.1.1')] }));
      expect(await diff('a', { ...files, live: later })).toMatchObject({ status: 1, err: '' });
    },
  );
});

describe('diff --watch', () => {
  it('prints what changed, when it changed', async () => {
    const states = [fortio(), fortio({ leftOver: 3 }), fortio({ v1: [one('10.244.1.1')] })];
    let round = 0;
    const openNode = () => node(states[Math.min(round++, states.length - 1)]);
    const words = 'diff --watch --interval 1 --timeout 3'.split(' ');
    const { status, out } = await runCli(words, { openNode });
    expect(status).toBe(0);
    expect(out.match(/^2026.*$/gm)).toHaveLength(1);
    expect(changesOf(out)).toEqual([
      'cluster "v1"',
      '  - endpoint 10.244.1.2:8080  prio 0, localityWeight 1',
    ]);
  });
});
