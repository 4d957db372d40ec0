// A redacted dump of kernel-native mode: nothing of the original is in it, in no map and in no corner of one;
// the commands answer as on the node; and no two redactions have anything in common.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cookieKey } from '../../../../src/kmesh/dual-engine/manage.ts';
import { clusterKey } from '../../../../src/kmesh/kernel-native/cluster.ts';
import {
  clusterEndpointsLayout,
  fromClusterEndpoints,
} from '../../../../src/kmesh/kernel-native/cluster-endpoints.ts';
import { clusterStatsKeyLayout } from '../../../../src/kmesh/kernel-native/cluster-stats.ts';
import { pinNameOf } from '../../../../src/kmesh/kernel-native/generation.ts';
import { rateLimitKeyLayout } from '../../../../src/kmesh/kernel-native/rate-limit.ts';
import { encodeWhole } from '../../../../src/layout/layout.ts';
import { openRecordedNode } from '../../../../src/snapshot/recorded-source.ts';
import { AddressPseudonyms } from '../../../../src/snapshot/redact/address-pseudonyms.ts';
import { keyedDigest } from '../../../../src/snapshot/redact/keyed-digest.ts';
import { NamePseudonyms } from '../../../../src/snapshot/redact/name-pseudonyms.ts';
import { NativeNamePseudonyms } from '../../../../src/snapshot/redact/native-names.ts';
import { redactNode } from '../../../../src/snapshot/redact/redacted-source.ts';
import { runCli } from '../../../golden/run-cli.ts';
import { NativeMapsBuilder, nativeGeneration } from '../../../support/native-maps.ts';
import { type NativeNodeParts, nativeNode } from '../../../support/native-node.ts';
import { addCluster, addRoutes, addTcpListener, ip, one } from '../../../support/native-state.ts';

const secret = Buffer.from('a secret that this test may know');
const digest = keyedDigest(secret);
const addresses = new AddressPseudonyms(digest);
const names = new NativeNamePseudonyms(new NamePseudonyms(digest), addresses, digest);

const v1 = 'outbound|8080|canary|fortio.payments.svc.cluster.local';
const v2 = 'outbound|8080||fortio.payments.svc.cluster.local';
const cookie = 900n;
const hidden = ['fortio', 'payments', 'canary', 'jason', 'end-user', 'leftover', 'checkout-7d9'];
const hiddenAddresses = [
  '10.96.0.1',
  '10.96.0.2',
  '10.244.1.1',
  '10.244.1.2',
  '10.244.2.1',
  '10.244.3.3',
];

type Name = 'v0.5' | 'v1.0' | 'main';

/** A pod with connections, clusters with everything that refers to a name or an address. */
function checkout(name: Name = 'main') {
  const builder = new NativeMapsBuilder(nativeGeneration(name));
  addCluster(builder, v1, [one('10.244.1.1'), one('10.244.1.2')]);
  addCluster(builder, v2, [one('10.244.2.1')]);
  // What nothing refers to.
  builder.text('leftover.payments.svc.cluster.local');
  addTcpListener(builder, [
    [v1, 90],
    [v2, 10],
  ]);
  builder.set('km_manage', cookieKey(cookie), Buffer.alloc(4));
  addRoutes(builder, { header: 'jason', domains: ['fortio', 'fortio.payments:80'], weight: 90 });
  const list = {
    count: 1,
    references: [1n, ...new Array<bigint>(63).fill(0x66_6f_72_74_69_6fn)],
    counter: 7,
    rest: new Array<number>(63).fill(0x0a_f4_01_01),
  };
  const kept = encodeWhole(clusterEndpointsLayout, fromClusterEndpoints(list));
  builder.set('km_cluster_eps', clusterKey(Buffer.from('fortio')), kept);
  builder.set('km_eps_data', Buffer.alloc(4), kept);
  if (name !== 'v0.5') {
    const stats = encodeWhole(clusterStatsKeyLayout, { netns_cookie: cookie, cluster_id: 0 });
    builder.set('km_clusterstats', stats, Buffer.from([2, 0, 0, 0]));
    const bucket = { netns: cookie, ipv4: ip('10.96.0.1'), port: 80, family: 0 };
    builder.set('km_ratelimit', encodeWhole(rateLimitKeyLayout, bucket), Buffer.alloc(16, 1));
  }
  const socket = (id: number, remoteAddress: string, remotePort: number, isChosen: boolean) => ({
    netnsCookie: cookie,
    socketCookie: name === 'v0.5' ? null : BigInt(id),
    inode: 100 + id,
    family: 4 as const,
    protocol: 6,
    state: 1,
    localAddress: '10.244.3.3',
    localPort: 40_000 + id,
    remoteAddress,
    remotePort,
    storage: isChosen && name !== 'v0.5' ? Buffer.alloc(4) : null,
  });
  const parts: NativeNodeParts = {
    version: name === 'v0.5' ? '0.5.0' : name === 'v1.0' ? 'v1.0.0' : 'v1.2.0',
    namespaces: [
      {
        cookie,
        inode: 4026532000,
        pids: [7],
        hostName: 'checkout-7d9',
        podUid: '11112222-3333-4444-5555-666677778888',
        addresses: ['10.244.3.3'],
      },
    ],
    sockets: [
      socket(1, '10.244.2.1', 8080, true),
      socket(2, '10.244.1.1', 8080, true),
      socket(3, '10.244.7.7', 443, false),
    ],
  };
  return { builder, parts };
}

const open = ({ builder, parts } = checkout()) => ({
  ...nativeNode(builder, parts),
  origin: 'recorded' as const,
});
const redactedDump = async (made = checkout(), fill?: number) =>
  (
    await runCli(['dump'], {
      openNode: () => redactNode(open(made), fill === undefined ? secret : Buffer.alloc(32, fill)),
    })
  ).out;

interface RawMaps {
  readonly rawMaps: readonly {
    readonly map: string;
    readonly keySize: number;
    readonly keys: string;
    readonly values: string;
    readonly inner?: { readonly values: string };
  }[];
}

/** The document, and the bytes of its maps. */
function bytesOf(dump: string): Buffer {
  const { rawMaps } = JSON.parse(dump) as RawMaps;
  const packed = rawMaps.flatMap(({ keys, values, inner }) => [keys, values, inner?.values ?? '']);
  return Buffer.concat([Buffer.from(dump), ...packed.map((one) => Buffer.from(one, 'base64'))]);
}

const generations = ['v0.5', 'v1.0', 'main'] as const;

describe('a redacted dump of kernel-native mode', () => {
  it.each(generations)('of %s holds no name and no address of the original', async (name) => {
    const made = checkout(name);
    const plain = bytesOf((await runCli(['dump'], { openNode: () => open(made) })).out);
    const bytes = bytesOf(await redactedDump(made));
    for (const word of hidden) {
      expect(bytes.includes(word), word).toBe(false);
      expect(plain.includes(word), word).toBe(true);
    }
    for (const address of hiddenAddresses) {
      expect(bytes.includes(address), address).toBe(false);
      expect(bytes.includes(ip(address)), address).toBe(false);
      const isInMaps = plain.includes(ip(address));
      expect(isInMaps, address).toBe(address !== '10.244.3.3');
    }
  });

  const commands = [
    'services',
    'endpoints',
    'weights',
    'connections',
    'pods',
    'check',
    'status',
    'explain --from any --to 10.96.0.1:80',
    'explain --from any --to 10.96.0.2:80',
    'explain --from netns:900 --to 10.96.0.1:80',
  ];
  const all = generations.flatMap((name) => commands.map((command) => [name, command] as const));

  it.each(all)('of %s answers %s as the node does', async (name, command) => {
    const made = checkout(name);
    const dump = Buffer.from(await redactedDump(made));
    const renamed = command
      .replaceAll(/\d+\.\d+\.\d+\.\d+/g, (text) => addresses.text(text))
      .replace('netns:900', `netns:${addresses.cookie(cookie)}`);
    const ask = async (words: string, openNode: () => ReturnType<typeof openRecordedNode>) => {
      const { out, status, err } = await runCli([...words.split(' '), '-o', 'json'], { openNode });
      return { status, err, facts: factsOf(JSON.parse(out)) };
    };
    const answer = await ask(renamed, () => openRecordedNode('r.json', dump));
    expect(answer).toEqual(await ask(command, () => open(made)));
  });

  it('can be asked by the names that it shows', async () => {
    const dump = Buffer.from(await redactedDump());
    const openNode = () => openRecordedNode('r.json', dump);
    const pseudonym = names.text(v1);
    expect(pseudonym).toMatch(
      /^outbound\|8080\|subset-\w{10}\|svc-\w{10}\.ns-\w{10}\.svc\.cluster\.local$/,
    );
    const { out, status } = await runCli(['weights', pseudonym, '-o', 'json'], { openNode });
    expect(status).toBe(0);
    expect(JSON.parse(out).items).toHaveLength(2);
  });

  it.each(generations)('of %s is the same document when it is dumped again', async (name) => {
    const dump = await redactedDump(checkout(name));
    const openNode = () => openRecordedNode('r.json', Buffer.from(dump));
    expect((await runCli(['dump'], { openNode })).out).toBe(dump);
    expect(JSON.parse(dump)).toMatchObject({ redacted: true, complete: true, problems: [] });
  });

  it.each(generations)('of %s has nothing in common with another redaction', async (name) => {
    const [a, b] = [await redactedDump(checkout(name), 1), await redactedDump(checkout(name), 2)];
    expect(drawnOf(a).size).toBeGreaterThan(25);
    const other = drawnOf(b);
    expect([...drawnOf(a)].filter((one) => other.has(one))).toEqual([]);
  });

  it.each(generations)('of %s has the rows of every map by their keys', async (name) => {
    const made = checkout(name);
    for (const other of [901n, 902n, 903n, 904n, 905n]) {
      made.builder.set('km_manage', cookieKey(other), Buffer.alloc(4));
    }
    const { rawMaps } = JSON.parse(await redactedDump(made)) as RawMaps;
    for (const raw of rawMaps) expect(keysOf(raw), raw.map).toEqual(keysOf(raw).sort());
  });

  it('is made by the command, with a secret of its own each time', async () => {
    const made = checkout();
    const run = () => runCli(['dump', '--redact'], { openNode: () => open(made) });
    const [first, second] = [await run(), await run()];
    expect([first.status, first.err]).toEqual([0, '']);
    const other = drawnOf(second.out);
    expect([...drawnOf(first.out)].filter((one) => other.has(one))).toEqual([]);
  });

  it('has what --for saw', async () => {
    const { builder, parts } = checkout();
    let round = 0;
    const openNode = () =>
      open({ builder, parts: round++ === 0 ? { ...parts, sockets: [] } : parts });
    const { out, status } = await runCli(['dump', '--redact', '--for', '2s'], { openNode });
    expect(status).toBe(0);
    expect(JSON.parse(out).events).toHaveLength(3);
    expect(out).not.toContain('10.244.');
  });

  it('leaves out all maps of a generation that is not followed, and says so', async () => {
    const made = checkout();
    const words = ['dump', '--redact', '--generation', 'v0.4.0'];
    const { out, status } = await runCli(words, { openNode: () => open(made) });
    expect(status).toBe(5);
    const { rawMaps } = JSON.parse(out);
    const listeners = rawMaps.find(({ map }: { map: string }) => map === 'km_listener');
    expect(listeners).toMatchObject({ count: 0, complete: false });
    expect(listeners.reason).toContain('--redact left its entries out');
    expect(bytesOf(out).includes('fortio')).toBe(false);
  });

  it('leaves out maps of an unknown layout', async () => {
    const { builder, parts } = checkout();
    const node = open({ builder, parts });
    const [set] = node.mapSets;
    const maps = set?.maps.map((map) =>
      map.name === 'km_cluster' ? { ...map, valueSize: 80 } : map,
    );
    const wide = { ...node, mapSets: [{ ...set, maps }] } as typeof node;
    const readMap: typeof node.readMap = (own, name) => {
      const map = node.readMap(own, name);
      if (name !== 'km_cluster') return map;
      const values = Buffer.concat(
        Array.from({ length: map.count }, (_, row) =>
          Buffer.concat([map.values.subarray(row * 72, row * 72 + 72), Buffer.from('payments')]),
        ),
      );
      return { ...map, info: { ...map.info, valueSize: 80 }, values };
    };
    const { out, status } = await runCli(['dump', '--redact'], {
      openNode: () => ({ ...wide, readMap }),
    });
    expect(status).toBe(5);
    expect(bytesOf(out).includes('payments')).toBe(false);
    expect(JSON.parse(out).problems.map(({ map }: { map: string }) => map)).toContain('km_cluster');
  });

  it('leaves out numbers that may be addresses, and says so', async () => {
    const { builder, parts } = checkout();
    // A slot that is another's by now has an address where a weight is read.
    addTcpListener(builder, [
      [v1, ip('10.244.9.9').readUInt32LE()],
      [v2, 10],
    ]);
    const dump = await redactedDump({ builder, parts });
    const { complete, problems } = JSON.parse(dump);
    expect(complete).toBe(false);
    expect(problems).toMatchObject([{ code: 'ITERATION_INCOMPLETE', map: 'kmesh_map64' }]);
    expect(problems[0].message).toContain('1 entries hold what could be a part of a name');
    expect(bytesOf(dump).includes(ip('10.244.9.9'))).toBe(false);
  });

  it('of v0.5 says that maps in maps could not be read', async () => {
    const { builder, parts } = checkout('v0.5');
    const innerRefusal = 'cannot open the map with id 1000: EPERM';
    const dump = await redactedDump({ builder, parts: { ...parts, innerRefusal } });
    expect(JSON.parse(dump)).toMatchObject({ complete: false, problems: [{ map: 'outer_map' }] });
    const openNode = () => openRecordedNode('r.json', Buffer.from(dump));
    expect((await runCli(['weights'], { openNode })).status).toBe(5);
  });
});

/** What an answer says without what is drawn, in an order of its own. */
function factsOf(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => factsOf(item, field));
    return items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value === 'object' && value !== null) {
    const kept = Object.entries(value).filter(([key]) => !drawnFields.includes(key));
    return Object.fromEntries(kept.map(([key, item]) => [key, factsOf(item, key)]));
  }
  if (typeof value !== 'string') return value;
  // Names and addresses, and what they are put together to.
  const plain = value
    .replaceAll(/\b\d+\.\d+\.\d+\.\d+\b/g, '@')
    .replaceAll(/outbound\|[^\s"]*/g, '#')
    .replaceAll(/\[\d+\]/g, '[]')
    .replaceAll(/"[^"]*"/g, '"#"');
  return nameFields.includes(field) && value !== '' ? '#' : plain;
}

const drawnFields = ['node', 'netnsCookie', 'inode', 'pids', 'socketCookie', 'id', 'monotonicNs'];
const nameFields = [
  'name',
  'pod',
  'hostName',
  'cookie',
  'netns',
  'key',
  'uid',
  'subject',
  'subjectId',
  'service',
  'serviceName',
  'hostname',
  'route',
  'cluster',
  'clusters',
];

/** A map's keys in hex. */
function keysOf({ keys, keySize }: RawMaps['rawMaps'][number]): string[] {
  const bytes = Buffer.from(keys, 'base64');
  return Array.from({ length: bytes.length / keySize }, (_, row) =>
    bytes.toString('hex', row * keySize, (row + 1) * keySize),
  );
}

/** Maps whose keys are numbers of slots, and ports. */
const keptKeys = [
  'kmesh_version',
  'km_cgrptailcall',
  'kmesh_tail_call_prog',
  'km_routerconfig',
  'map_of_router_config',
];

/** Pseudonyms, addresses, numbers and keys that a redaction drew. */
function drawnOf(dump: string): Set<string> {
  const named = dump.match(/\b(?:ns|pod|svc|host|node|subset|name)-[0-9a-z]{10}\b/g) ?? [];
  const found = (dump.match(/\b\d+\.\d+\.\d+\.\d+\b/g) ?? []).filter(
    (one) => !one.startsWith('0.'),
  );
  const numbers = dump.match(/"(?:netnsCookie|cookie|monotonicNs|inode)": ?"?[1-9]\d*/g) ?? [];
  const { rawMaps } = JSON.parse(dump) as RawMaps;
  const keys = rawMaps
    .filter(({ map }) => !keptKeys.includes(map))
    .flatMap((raw) => keysOf(raw).map((key) => `${raw.map} ${key}`));
  return new Set([...named, ...found, ...numbers, ...keys]);
}

const word = fc.constantFrom('fortio.p', 'payments', 'checkout', '|canary|');
const piece = fc.oneof(
  word.map((text) => Buffer.from(text)),
  fc.constantFrom(...hiddenAddresses).map((address) => Buffer.concat([ip(address), ip(address)])),
  fc.integer({ min: 0, max: 60 }).chain((index) =>
    fc.constantFrom(0, 1, 2, 3).map((pool) => {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32LE(pool * 2 ** 24 + index);
      return bytes;
    }),
  ),
);

interface Damage {
  readonly value: number;
  readonly word: number;
  readonly bytes: Buffer;
}

/** Puts pieces on words of values, whichever there are. */
function overwrite(values: readonly Buffer[], damage: readonly Damage[]): void {
  for (const { value, word: at, bytes } of damage) {
    const target = values[value % values.length];
    if (target !== undefined) bytes.copy(target, (at % Math.floor(target.length / 8)) * 8);
  }
}

describe('maps with anything anywhere', () => {
  it('are redacted whatever a slot is taken for', async () => {
    const damage = fc.array(fc.record({ value: fc.nat(), word: fc.nat(), bytes: piece }), {
      minLength: 1,
      maxLength: 12,
    });
    const property = fc.asyncProperty(
      fc.constantFrom(...generations),
      damage,
      async (name, all) => {
        const made = checkout(name);
        const { builder } = made;
        const { generation } = builder;
        const pools = generation.references.pools.map(({ map }) => map);
        const values = [...pools, 'km_listener', 'km_cluster'].flatMap((map) =>
          builder.rows(map).map(([, value]) => value),
        );
        overwrite(values, all);
        const dump = await redactedDump(made);
        const redacted = bytesOf(dump);
        for (const text of ['fortio', 'payments', 'checkout', 'canary']) {
          expect(redacted.includes(text), `${name} ${text}`).toBe(false);
        }
        for (const address of hiddenAddresses) {
          expect(redacted.includes(ip(address)), `${name} ${address}`).toBe(false);
          expect(redacted.includes(address), `${name} ${address}`).toBe(false);
        }
        // Every map that the generation decodes is in it.
        const { rawMaps } = JSON.parse(dump) as RawMaps;
        const there = rawMaps.map(({ map }) => map);
        for (const map of pools) expect(there).toContain(pinNameOf(generation, map));
      },
    );
    await fc.assert(property, { numRuns: 150 });
  });
});
