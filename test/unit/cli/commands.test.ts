// What the options do to a command's output; the outputs themselves are in test/golden.
import { describe, expect, it } from 'vitest';
import { fortioNode } from '../../golden/fortio-node.ts';
import { runCli } from '../../golden/run-cli.ts';

const linesOf = async (words: string) => {
  const { out } = await runCli(words.split(' '));
  return out.trimEnd().split('\n');
};

describe('listing', () => {
  it('short names are the same commands', async () => {
    const pairs = [
      ['svc', 'services'],
      ['ep', 'endpoints'],
      ['be', 'backends'],
      ['fe', 'frontends'],
      ['po', 'pods'],
      ['conn', 'connections'],
    ];
    for (const [short, long] of pairs) {
      expect((await runCli([short ?? ''])).out).toBe((await runCli([long ?? ''])).out);
    }
  });

  it('names narrow, in every form', async () => {
    for (const name of [
      'plain',
      'plain.default',
      'default/plain',
      '10.96.0.30',
      'plain.default.svc.cluster.local',
    ]) {
      expect(await linesOf(`services ${name} --no-headers`)).toHaveLength(1);
    }
    expect(await linesOf('services plain dual --no-headers')).toHaveLength(2);
  });

  it('-n narrows and -A does not', async () => {
    const none = await runCli(['services', '-n', 'kube-system']);
    const err = 'kmscope: no services in namespace kube-system: there are default\n';
    expect(none).toEqual({ status: 0, out: '', err });
    const near = await runCli(['services', '-n', 'defualt']);
    expect(near.err).toContain('no services in namespace defualt: did you mean default?');
    expect((await runCli(['services', '-n', 'x', '-A'])).out).toBe(
      (await runCli(['services'])).out,
    );
  });

  it('--filter and --sort choose and order, in JSON too', async () => {
    const words = [
      'services',
      '--filter',
      'policy=RANDOM endpoints!=0',
      '--sort',
      '-name',
      '-o',
      'json',
    ];
    const { items } = JSON.parse((await runCli(words)).out) as { items: { name: string }[] };
    expect(items.map(({ name }) => name)).toEqual([
      'plain',
      'headless',
      'fortio-waypoint',
      'fortio',
      'dual',
      'broken',
    ]);
  });

  it('--numeric puts no name anywhere', async () => {
    for (const command of ['frontends', 'services', 'endpoints', 'backends', 'weights']) {
      expect((await runCli([command, '--numeric', '-o', 'wide'])).out).not.toContain('fortio');
    }
    const words = ['explain', '--from', 'any', '--to', '10.96.0.10:8080', '--numeric'];
    expect((await runCli(words)).out).not.toContain('fortio');
  });

  it('colour only where it is wanted', async () => {
    const colour = '\u001b[';
    expect((await runCli(['pods'])).out).not.toContain(colour);
    expect((await runCli(['pods', '--color', 'always'])).out).toContain(colour);
    expect((await runCli(['pods'], { isTerminal: true })).out).toContain(colour);
    const env = { NO_COLOR: '1' };
    expect((await runCli(['pods'], { isTerminal: true, env })).out).not.toContain(colour);
  });

  it('global options stand before or behind the command', async () => {
    expect((await runCli(['-o', 'json', 'pods'])).out).toBe(
      (await runCli(['pods', '-o', 'json'])).out,
    );
    // A value that reads like a command is still a value.
    expect((await runCli(['-n', 'pods', 'services'])).err).toContain(
      'no services in namespace pods',
    );
  });
});

describe('without a command', () => {
  it.each([
    [{ state: 'up', pid: 12, reason: null }, 'up, process 12'],
    [
      { state: 'down', pid: null, reason: null },
      'DOWN: no such process on the node; the maps stay',
    ],
    [{ state: 'unknown', pid: null, reason: 'no \u001b[2J /proc' }, 'unknown: no \\x1b[2J /proc'],
  ] as const)('status says of the daemon %j: %s', async (daemon, words) => {
    const openNode = () => ({ ...fortioNode(), readDaemon: () => daemon });
    const { out } = await runCli(['status'], { openNode });
    expect(out).toContain(`\ndaemon      ${words}`);
    const json = JSON.parse((await runCli(['status', '-o', 'json'], { openNode })).out);
    expect(json.daemon).toEqual(daemon);
  });

  it('off a terminal, status', async () => {
    expect((await runCli([])).out).toBe((await runCli(['status'])).out);
    expect((await runCli(['-o', 'json'])).out).toBe((await runCli(['status', '-o', 'json'])).out);
  });
});

describe('help', () => {
  it('names every command, and each has examples', async () => {
    const { out, status } = await runCli(['help']);
    expect(status).toBe(0);
    for (const command of ['top', 'status', 'maps', 'weights', 'explain', 'dump', 'completion']) {
      expect(out).toContain(`  ${command} `);
      expect((await runCli([command, '--help'])).out).toContain('Examples:\n  $ ');
      expect((await runCli(['help', command])).out).toContain('Examples:\n  $ ');
    }
  });

  it('version', async () => {
    expect((await runCli(['version'])).out).toMatch(/^kmscope \d+\.\d+\.\d+\n$/);
    expect((await runCli(['--version'])).out).toMatch(/^kmscope \d+\.\d+\.\d+\n$/);
  });
});

describe('explain', () => {
  it('asks the node only for the keys of an address', async () => {
    const node = fortioNode();
    const refused = () => {
      throw new Error('not needed');
    };
    const openNode = () => ({
      ...node,
      readMap: refused,
      readNamespaces: refused,
      readStoredSockets: refused,
      readPodFolders: refused,
    });
    for (const from of ['any', 'netns:101']) {
      const words = ['explain', '--from', from, '--to', '10.96.0.30:80'];
      const { status, out } = await runCli(words, { openNode });
      expect(status).toBe(0);
      expect(out).toContain('plain.default:80');
    }
  });

  it('says which of several addresses it took, and when a pod is only half enabled', async () => {
    const dual = await runCli(['explain', '--from', 'any', '--to', 'dual:80']);
    expect(dual.err).toMatch(/more addresses: 10\.96\.0\.80 is explained, not fd00:10:96::80/);
    const half = await runCli(['explain', '--from', 'half', '--to', '10.96.0.30:80']);
    expect(half.err).toContain('default/half is only half enabled');
    expect(half.status).toBe(0);
  });

  it('UDP is ignored, and says so', async () => {
    const { out } = await runCli('explain --from any --to 10.96.0.30:80 --protocol udp'.split(' '));
    expect(out).toContain('NOT_TCP');
  });
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('%s knows commands and options', async (shell) => {
    const { out, status } = await runCli(['completion', shell]);
    expect(status).toBe(0);
    for (const word of ['connections', 'explain', 'watch', 'from', 'namespace'])
      expect(out).toContain(word);
  });
});

it('explain says that a port is not listed where a waypoint is entered before ports are looked at', async () => {
  const unlisted = await runCli(['explain', '--from', 'any', '--to', 'fortio:99']);
  expect(unlisted).toMatchObject({ status: 0 });
  expect(unlisted.err).toContain('fortio.default has no port 99: its waypoint gets the connection');
  expect((await runCli(['explain', '--from', 'any', '--to', 'fortio:8080'])).err).toBe('');
  // Without a waypoint the outcome says so itself.
  expect((await runCli(['explain', '--from', 'any', '--to', 'plain:99'])).err).toBe('');
});

it('weights take a service with its port, as --to does', async () => {
  const all = await linesOf('weights plain --no-headers');
  const one = await linesOf('weights plain:80 --no-headers');
  expect(one).not.toHaveLength(0);
  expect(all).toEqual(expect.arrayContaining(one));
  expect(await linesOf('weights plain.default:80 --no-headers')).toEqual(one);
  expect((await runCli(['weights', 'plain:99'])).status).toBe(2);
});
