// The commands in kernel-native mode.
import { describe, expect, it } from 'vitest';
import { cookieKey } from '../../../src/kmesh/dual-engine/manage.ts';
import type { RawNamespace, RawSocket } from '../../../src/raw/raw-socket.ts';
import { openRecordedNode } from '../../../src/snapshot/recorded-source.ts';
import { runCli } from '../../golden/run-cli.ts';
import { NativeMapsBuilder, nativeGeneration } from '../../support/native-maps.ts';
import { type NativeNodeParts, nativeNode } from '../../support/native-node.ts';
import { addCluster, addListener, addTcpListener, one } from '../../support/native-state.ts';

/** Fortio: 90 to one cluster, 10 to another, with three endpoints in all. */
function fortio(builder = new NativeMapsBuilder()): NativeMapsBuilder {
  addCluster(builder, 'v1', [one('10.244.1.1'), one('10.244.1.2')]);
  addCluster(builder, 'v2', [one('10.244.2.1')]);
  addTcpListener(builder, [
    ['v1', 90],
    ['v2', 10],
  ]);
  return builder;
}

const run = (words: string, parts: NativeNodeParts = {}, builder = fortio()) =>
  runCli(words.split(' '), { openNode: () => nativeNode(builder, parts) });

describe('status', () => {
  it.each<['v0.5' | 'v1.0' | 'main', NativeNodeParts, string | null]>([
    ['main', { version: 'v1.1.0' }, 'v1.1'],
    ['main', { version: 'v1.2.0' }, 'v1.2'],
    ['main', { version: 'v0.0.0-master' }, null],
    ['main', { version: '1.1-dev' }, null],
    ['v1.0', { marks: ['km_configmap'], pins: ['sockconn/prog_link'] }, 'v1.0'],
    ['v1.0', { marks: ['km_sockstorage'], pins: [] }, 'v1.0'],
    ['v1.0', { marks: ['km_configmap'] }, null],
    ['main', { marks: ['km_sockstorage'], pins: [] }, 'v1.1'],
    ['main', { pins: ['sockconn/prog_link'] }, 'v1.0'],
    ['v0.5', { pins: ['sockconn/cgroup_connect4'] }, 'v0.5'],
    ['v0.5', { missing: ['kmesh_version'] }, null],
  ])('names the generation of maps of %s with %o: %s', async (maps, parts, name) => {
    const builder = new NativeMapsBuilder(nativeGeneration(maps));
    const { out } = await run('status -o json', parts, builder);
    const { mode, generation } = JSON.parse(out);
    expect([mode, generation.name]).toEqual(['kernel-native', name]);
  });
});

describe('weights', () => {
  it('shows what is declared beside what is enforced', async () => {
    const { status, out, err } = await run('weights');
    expect(err).toBe('');
    expect(status).toBe(0);
    const rows = out.split('\n').map((line) => line.split(/ {2,}/));
    expect(
      rows.slice(1, 4).map(([, , cluster, ...cells]) => [cluster, ...cells.slice(0, 4)]),
    ).toEqual([
      ['v1', '90', '45.0%', '45.5%', '10.244.1.1:8080'],
      ['v1', '90', '45.0%', '45.5%', '10.244.1.2:8080'],
      ['v2', '10', '10.0%', '9.0%', '10.244.2.1:8080'],
    ]);
  });

  it('keeps the fields of the contract', async () => {
    const { items, kind } = JSON.parse((await run('weights v2 -o json')).out);
    expect(kind).toBe('WeightList');
    expect(items).toMatchObject([
      {
        service: null,
        servicePort: 80,
        target: { kind: 'endpoint', name: 'v2', address: '10.244.2.1', port: 8080 },
        weight: 10,
        share: 0.09,
        declared: 0.1,
        enforced: 0.09,
        listener: '10.96.0.1:80',
      },
    ]);
    expect(items[0].source).toMatch(/first cluster gets one more/);
  });
});

describe('explain', () => {
  it('follows listener, chain, filter, cluster and endpoint', async () => {
    const words = 'explain --from any --to 10.96.0.1:80 -o json';
    const { status, out } = await run(words);
    const { steps, outcomes, complete } = JSON.parse(out);
    expect([status, complete]).toEqual([0, true]);
    expect(steps.map((step: { function: string }) => step.function)).toContain('cluster_manager');
    const shares = outcomes.map(({ name, address, share }: Record<string, unknown>) => [
      name,
      address,
      share,
    ]);
    expect(shares).toEqual([
      ['v1', '10.244.1.1', expect.closeTo(0.455)],
      ['v1', '10.244.1.2', expect.closeTo(0.455)],
      ['v2', '10.244.2.1', expect.closeTo(0.09)],
    ]);
  });

  it('says that the answer is incomplete where a pool of references is not pinned', async () => {
    const words = 'explain --from any --to 10.96.0.1:80 -o json';
    const { status, out } = await run(words, { missing: ['kmesh_map1600'] });
    expect(status).toBe(5);
    expect(JSON.parse(out)).toMatchObject({
      complete: false,
      problems: [{ map: 'kmesh_map1600' }],
    });
  });

  it('asks the manager map for a namespace', async () => {
    const words = 'explain --from netns:77 --to 10.96.0.1:80 -o json';
    expect(JSON.parse((await run(words)).out)).toMatchObject({
      managed: false,
      outcomes: [{ reason: 'NOT_ENABLED' }],
    });
  });

  describe('by a name', () => {
    const named = () => {
      const builder = new NativeMapsBuilder();
      const cluster = (subset: string) => `outbound|80|${subset}|fortio.default.svc.cluster.local`;
      addCluster(builder, cluster('v1'), [one('10.244.1.1')]);
      addCluster(builder, cluster('v2'), [one('10.244.2.1')]);
      addTcpListener(builder, [
        [cluster('v1'), 90],
        [cluster('v2'), 10],
      ]);
      return builder;
    };
    const ask = (to: string, more = '') =>
      run(`explain --from any --to ${to} -o json${more}`, {}, named());

    it.each([
      'fortio:80',
      'fortio.default:80',
      'fortio.default.svc.cluster.local:80',
      'outbound|80|v1|fortio.default.svc.cluster.local:80',
    ])('%s is the address of its listener', async (to) => {
      const { out, status } = await ask(to);
      const byAddress = JSON.parse((await ask('10.96.0.1:80')).out);
      expect([status, JSON.parse(out)]).toEqual([0, byAddress]);
      expect(byAddress.outcomes).toHaveLength(2);
    });

    it.each([
      ['fortoi:80', 'no listener leads to fortoi', 'did you mean fortio?'],
      ['fortio:99', 'no listener of port 99 leads to fortio', 'there are listeners of port 80'],
      ['default/nobody:80', 'no pod default/nobody on this node', ''],
    ])('%s is wrong use', async (to, message, hint) => {
      const { status, out, err } = await ask(to);
      expect([status, out]).toEqual([2, '']);
      expect(err).toContain(message);
      expect(err).toContain(hint);
    });

    it('cannot be told where maps were not read whole', async () => {
      const words = 'explain --from any --to fortoi:80';
      const { status, err } = await run(words, { missing: ['kmesh_map1600'] }, named());
      expect(status).toBe(5);
      expect(err).toContain('as far as could be read');
    });
  });
});

describe('explain --who', () => {
  const namespaces: readonly RawNamespace[] = [
    {
      cookie: 901n,
      inode: 4026532001,
      pids: [8],
      hostName: 'fortio-v2',
      podUid: 'b5f1',
      addresses: ['10.244.2.1'],
    },
  ];

  it.each(['10.244.2.1', 'ip:10.244.2.1', 'fortio-v2'])(
    '%s: every listener, with its share',
    async (who) => {
      const { status, out } = await run(`explain --who ${who} -o json`, { namespaces });
      expect(status).toBe(0);
      const { kind, items } = JSON.parse(out);
      expect(kind).toBe('WhoList');
      expect(items).toMatchObject([
        { listener: '10.96.0.1:80', cluster: 'v2', declared: 0.1, enforced: 0.09 },
      ]);
    },
  );

  it('of what no listener leads to is wrong use, or cannot be told', async () => {
    const words = 'explain --who 10.244.9.9';
    expect(await run(words)).toMatchObject({ status: 2, out: '' });
    const cut = await run(words, { missing: ['kmesh_map1600'] });
    expect(cut).toMatchObject({ status: 5, out: '' });
  });
});

describe('what the mode has not', () => {
  it.each(['backends', 'frontends'])('%s says so', async (command) => {
    const { status, out, err } = await run(command);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(`kernel-native mode has no ${command}`);
  });

  it('a filter by a column of the other mode is wrong use', async () => {
    expect((await run('weights --filter target=endpoint')).status).toBe(2);
    expect((await run('weights --filter cluster=v1')).status).toBe(0);
  });
});

describe('services', () => {
  it('are listeners with their clusters and endpoints', async () => {
    const { status, out } = await run('services -o json');
    expect(status).toBe(0);
    expect(JSON.parse(out).items).toMatchObject([
      {
        id: null,
        addresses: ['10.96.0.1'],
        ports: [{ servicePort: 80, targetPort: null }],
        endpointCounts: [3],
        clusters: ['v1', 'v2'],
        endpoints: [{ address: '10.244.1.1', port: 8080, name: 'v1' }, {}, { name: 'v2' }],
      },
    ]);
    expect((await run('services v2')).out).toMatch(/^10\.96\.0\.1:80 .* v1,v2 +3$/m);
  });
});

describe('endpoints', () => {
  it('are listed by cluster and locality', async () => {
    const { out } = await run('endpoints v1 --no-headers');
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/ +/)),
    ).toEqual([
      ['v1', '1', '0', '1', '1', '10.244.1.1:8080'],
      ['v1', '2', '0', '1', '1', '10.244.1.2:8080'],
    ]);
  });
});

describe('clusters with names as Istio gives them', () => {
  const builder = () => {
    const own = new NativeMapsBuilder();
    addCluster(own, 'outbound|80|v1|web.shop.svc.cluster.local', [one('10.244.1.1')]);
    addTcpListener(own, [['outbound|80|v1|web.shop.svc.cluster.local', 100]]);
    return own;
  };

  it.each(['weights web', 'services web.shop', 'endpoints web.shop.svc.cluster.local'])(
    '%s finds them by the service',
    async (words) => {
      const { out, status } = await run(`${words} --no-headers`, {}, builder());
      expect(status).toBe(0);
      expect(out).toContain('outbound|80|v1|web.shop');
    },
  );

  it('are no others', async () => {
    expect((await run('weights we', {}, builder())).status).toBe(2);
  });
});

describe('maps that cannot be read', () => {
  it.each(['weights', 'services', 'endpoints'])(
    '%s does not say that there is nothing',
    async (command) => {
      const missing = ['km_listener', 'km_cluster'];
      const { status, out, err } = await run(command, { missing });
      expect([status, out]).toEqual([5, '']);
      expect(err).toContain('cannot tell which');
    },
  );

  it.each(['weights', 'services', 'endpoints'])(
    '%s refuses a generation that is not followed',
    async (command) => {
      const { status, err } = await run(`${command} --generation v0.4.0`);
      expect(status).toBe(5);
      expect(err).toContain('v0.4.0, in kernel-native mode');
    },
  );
});

describe('check', () => {
  it('says once that most rules are of the other mode', async () => {
    const { out, status, err } = await run('check');
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(/^\d+ rules do not apply: of dual-engine mode$/m);
    expect(out).not.toContain('could not look');
  });
});

describe('a dump', () => {
  const questions = [
    'status',
    'maps',
    'services',
    'endpoints',
    'weights',
    'pods',
    'connections',
    'check',
    'explain --from any --to 10.96.0.1:80',
    'dump',
  ];

  it.each(questions)('answers %s like the node', async (question) => {
    const words = question === 'dump' ? question : `${question} -o json`;
    const { out: dump } = await run('dump');
    const openNode = () => openRecordedNode('node.json', Buffer.from(dump));
    const again = await runCli(words.split(' '), { openNode });
    const live = await run(words);
    if (question === 'check') expect(JSON.parse(again.out).findings).toEqual([]);
    else expect(again).toEqual(live);
  });

  it('keeps the bytes of a generation that is not followed', async () => {
    const { out, status } = await run('dump --generation v0.4.0');
    expect(status).toBe(5);
    const names = JSON.parse(out).rawMaps.map(({ map }: { map: string }) => map);
    expect(names).toContain('km_listener');
  });
});

const here = 900n;

/** A pod with the cookie 900 that the manager map has, and sockets of it. */
function withPod(sockets: readonly Partial<RawSocket>[], builder = fortio()) {
  builder.set('km_manage', cookieKey(here), Buffer.alloc(4));
  const namespace: RawNamespace = {
    cookie: here,
    inode: 4026532000,
    pids: [7],
    hostName: 'netutils',
    podUid: null,
    addresses: ['10.244.3.3'],
  };
  const parts: NativeNodeParts = {
    namespaces: [namespace],
    sockets: sockets.map((socket, i) => ({
      netnsCookie: here,
      socketCookie: BigInt(i + 1),
      inode: 100 + i,
      family: 4,
      protocol: 6,
      state: 1,
      localAddress: '10.244.3.3',
      localPort: 40_000 + i,
      remoteAddress: '10.96.0.1',
      remotePort: 80,
      storage: null,
      ...socket,
    })),
  };
  return { parts, builder };
}

/** What the connect hook leaves in a socket for which a cluster was chosen. */
const chosen = Buffer.alloc(4);

interface Case {
  readonly what: string;
  readonly socket: Partial<RawSocket>;
  readonly expected: object;
}

const cases: readonly Case[] = [
  {
    what: 'balanced to an endpoint of a cluster',
    socket: { storage: chosen, remoteAddress: '10.244.2.1', remotePort: 8080 },
    expected: {
      direction: 'outbound',
      verdict: 'endpoint',
      reason: 'LOAD_BALANCED',
      known: 'observed',
      note: expect.stringContaining('10.96.0.1:80 by cluster v2'),
      originalDestination: null,
      stale: false,
    },
  },
  {
    what: 'balanced to an endpoint that no cluster has any more',
    socket: { storage: chosen, remoteAddress: '10.244.9.9', remotePort: 8080 },
    expected: { verdict: 'endpoint', reason: 'LOAD_BALANCED', stale: true, known: 'inferred' },
  },
  {
    what: 'to an endpoint by its own address',
    socket: { remoteAddress: '10.244.2.1', remotePort: 8080 },
    expected: { verdict: 'fallthrough', reason: 'NO_LISTENER', known: 'computed' },
  },
  {
    what: 'still at the address of the listener',
    socket: {},
    expected: { verdict: 'unmanaged', reason: 'NOT_ENABLED', known: 'inferred' },
  },
  {
    what: 'of an IPv6 socket',
    socket: { family: 6, localAddress: '::ffff:10.244.3.3', remoteAddress: '::ffff:10.96.0.1' },
    expected: { verdict: 'ignored', reason: 'NOT_IPV4', known: 'observed' },
  },
];

describe('connections', () => {
  const ask = async (socket: Partial<RawSocket>, builder = fortio()) => {
    const node = withPod([socket], builder);
    const { status, out } = await run('connections -o json', node.parts, node.builder);
    const { items } = JSON.parse(out);
    return { status, item: items[0] };
  };

  it.each(cases)('one $what', async ({ socket, expected }) => {
    const { status, item } = await ask(socket);
    expect(status).toBe(0);
    expect(item).toMatchObject(expected);
  });

  it('one that the pod accepted', async () => {
    const listening = { state: 10, localPort: 9000, remoteAddress: '0.0.0.0', remotePort: 0 };
    const { parts, builder } = withPod([
      listening,
      { localPort: 9000, remoteAddress: '10.244.1.1', remotePort: 5555 },
    ]);
    const { items } = JSON.parse((await run('connections -o json', parts, builder)).out);
    expect(items).toMatchObject([
      { direction: 'inbound', verdict: 'direct', source: { address: '10.244.1.1', port: 5555 } },
    ]);
  });

  it('one whose cluster had no endpoint', async () => {
    const builder = new NativeMapsBuilder();
    addCluster(builder, 'empty', [{ weight: 1, priority: 0, endpoints: [] }]);
    addTcpListener(builder, [['empty', 100]]);
    const { item } = await ask({ storage: chosen }, builder);
    expect(item).toMatchObject({
      verdict: 'fallthrough',
      reason: 'CLUSTER_EMPTY',
      known: 'computed',
    });
  });

  it('of v0.5 are only inferred: it keeps nothing', async () => {
    const builder = fortio(new NativeMapsBuilder(nativeGeneration('v0.5')));
    const { item } = await ask({ remoteAddress: '10.244.2.1', remotePort: 8080 }, builder);
    expect(item).toMatchObject({ verdict: 'endpoint', known: 'inferred' });
  });

  it('cannot be told to be stale where a map was not read whole', async () => {
    const { parts, builder } = withPod([{ storage: chosen, remoteAddress: '10.244.9.9' }]);
    const incomplete = ['km_listener'];
    const node = { ...parts, incomplete };
    const { status, out } = await run('connections -o json', node, builder);
    expect(status).toBe(5);
    expect(JSON.parse(out).items).toMatchObject([{ stale: false, known: 'inferred' }]);
  });

  it('are watched', async () => {
    const { parts, builder } = withPod(cases.map(({ socket }) => socket));
    const words = 'connections --watch -o jsonl --interval 1 --timeout 1';
    expect((await run(words, parts, builder)).out.trimEnd().split('\n')).toHaveLength(cases.length);
  });
});

describe('a dump of pods with connections', () => {
  const commands = [
    'status',
    'maps',
    'services',
    'endpoints',
    'weights',
    'pods',
    'connections',
    'explain --from any --to 10.96.0.1:80',
    'explain --from netns:900 --to 10.96.0.1:80',
  ];
  const generations = ['v0.5', 'v1.0', 'main'] as const;
  const words = ['dump', 'dump --raw'];
  const all = generations.flatMap((name) => words.map((word) => [name, word] as const));

  it.each(all)('of %s by %s has every answer that the node has', async (name, word) => {
    const version = name === 'v0.5' ? '0.5.0' : name === 'v1.0' ? 'v1.0.0' : 'v1.2.0';
    const { parts, builder } = withPod(
      cases.map(({ socket }) =>
        name === 'v0.5' ? { ...socket, socketCookie: null, storage: null } : socket,
      ),
      fortio(new NativeMapsBuilder(nativeGeneration(name))),
    );
    const node = { ...parts, version };
    const dump = await run(word, node, builder);
    expect([dump.status, dump.err]).toEqual([0, '']);
    const openNode = () => openRecordedNode('node.json', Buffer.from(dump.out));
    for (const command of commands) {
      const live = await run(`${command} -o json`, node, builder);
      const recorded = await runCli(`${command} -o json`.split(' '), { openNode });
      expect(recorded, command).toEqual(live);
    }
  });

  it('of a dump is the same dump', async () => {
    const { parts, builder } = withPod(cases.map(({ socket }) => socket));
    const { out } = await run('dump', parts, builder);
    const openNode = () => openRecordedNode('node.json', Buffer.from(out));
    expect((await runCli(['dump'], { openNode })).out).toBe(out);
  });
});

describe('maps of maps', () => {
  it('that may not be opened by their ids leave the answer incomplete', async () => {
    const builder = fortio(new NativeMapsBuilder(nativeGeneration('v0.5')));
    const innerRefusal = 'cannot open the map with id 1000: EPERM';
    const { status, out } = await run('weights -o json', { innerRefusal }, builder);
    expect(status).toBe(5);
    expect(JSON.parse(out)).toMatchObject({
      complete: false,
      problems: [{ code: 'MAP_UNREADABLE', map: 'outer_map' }],
    });
    // Without listeners nobody asks for them before the bytes are written.
    const bare = new NativeMapsBuilder(nativeGeneration('v0.5'));
    bare.text('left over');
    const { out: dump } = await run('dump', { innerRefusal }, bare);
    expect(JSON.parse(dump)).toMatchObject({ complete: false, problems: [{ map: 'outer_map' }] });
    const openNode = () => openRecordedNode('node.json', Buffer.from(dump));
    expect((await runCli(['dump'], { openNode })).out).toBe(dump);
  });
});

describe('what is odd in the entries', () => {
  it.each(['weights', 'services', 'explain --from any --to 10.96.0.1:80'])(
    '%s puts down beside the answer',
    async (command) => {
      const builder = new NativeMapsBuilder();
      const { key } = addListener(builder, 9, 0xffffn);
      const { status, out } = await run(`${command} -o json`, {}, builder);
      const { complete, problems } = JSON.parse(out);
      expect([status, complete]).toEqual([0, true]);
      expect(problems).toMatchObject([
        { code: 'UNKNOWN_KIND', map: 'km_listener', key: key.toString('hex') },
      ]);
    },
  );
});

describe('a pod that the manager map knows by its cookie alone', () => {
  const answers = async (generation: 'v0.5' | 'v1.0' | 'main', parts: NativeNodeParts) => {
    const builder = fortio(new NativeMapsBuilder(nativeGeneration(generation)));
    const { parts: pod } = withPod([], builder);
    const json = async (words: string) => {
      const { out } = await run(`${words} -o json`, { ...pod, ...parts }, builder);
      return JSON.parse(out);
    };
    const { items } = await json('pods');
    const { findings } = await json('check');
    const { pods } = await json('status');
    return {
      enabled: items[0].enabled,
      codes: findings.map(({ code }: { code: string }) => code),
      counts: [pods.enabled, pods.halfEnabled],
    };
  };

  it.each([
    ['v0.5', { pins: ['sockconn/cgroup_connect4'] }],
    ['v1.0', { marks: ['km_configmap'], pins: ['sockconn/prog_link'] }],
  ] as const)('is enabled in %s', async (generation, parts) => {
    expect(await answers(generation, parts)).toEqual({
      enabled: { cookie: true, address: 'unused' },
      codes: [],
      counts: [1, 0],
    });
  });

  it('is half enabled where a sock_ops program adds addresses', async () => {
    expect(await answers('main', {})).toEqual({
      enabled: { cookie: true, address: false },
      codes: ['POD_HALF_ENABLED'],
      counts: [0, 1],
    });
  });
});
