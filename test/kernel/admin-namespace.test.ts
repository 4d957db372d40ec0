// The daemon's admin server in a network namespace of its own, as its pod has one.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { adminPort, adminQuestions } from '../../src/kmesh/admin.ts';
import { readAdmin } from '../../src/raw/live-admin.ts';
import { dumpJson, versionJson } from '../support/fake-daemon.ts';
import { describeOnKernel } from '../support/kernel.ts';

/** At most 15 characters, and no other process's. */
const name = 'kmscope-adm-srv';

const server = `
  process.title = ${JSON.stringify(name)};
  const bodies = {
    '/version': ${JSON.stringify(versionJson('v1.2.0'))},
    '/debug/config_dump/dual-engine': ${JSON.stringify(dumpJson({}))},
  };
  const { createServer } = require('node:http');
  const answer = ({ url }, response) => {
    if (url === '/silent') return;
    response.writeHead(url in bodies ? 200 : 404).end(bodies[url] ?? '');
  };
  createServer(answer).listen(${adminPort}, '127.0.0.1', () => console.log('ready'));
  process.stdin.on('end', () => process.exit()).resume();
`;

describeOnKernel('the admin server of another network namespace', () => {
  let daemon: ChildProcess | undefined;
  const place = { kind: 'process', procRoot: '/proc', name, host: '127.0.0.1' } as const;

  beforeAll(async () => {
    const script = 'ip link set lo up && exec "$0" -e "$1"';
    const words = ['--net', 'sh', '-c', script, process.execPath, server];
    daemon = spawn('unshare', words, { stdio: ['pipe', 'pipe', 'inherit'] });
    if (daemon.stdout === null) throw new Error('no stdout');
    await once(daemon.stdout, 'data');
  });

  afterAll(async () => {
    if (daemon === undefined) return;
    const ended = once(daemon, 'exit');
    daemon.stdin?.end();
    await ended;
  });

  it('is found by its process and asked there, and we are where we were', async () => {
    const own = readlinkSync('/proc/thread-self/ns/net');
    const admin = await readAdmin({ ...place, port: adminPort }, adminQuestions);
    expect(admin.failure).toBeNull();
    expect(admin.place).toMatch(/^127\.0\.0\.1:15200 of process \d+$/);
    expect(admin.answers.map(({ path, status }) => [path, status])).toEqual([
      ['/version', 200],
      ['/debug/config_dump/dual-engine', 200],
    ]);
    expect(readlinkSync('/proc/thread-self/ns/net')).toBe(own);
  });

  it('says so where nobody listens there, and we are where we were', async () => {
    const own = readlinkSync('/proc/thread-self/ns/net');
    const admin = await readAdmin({ ...place, port: 15201 }, adminQuestions);
    expect(admin.failure).toMatch(
      /^cannot connect to 127\.0\.0\.1:15201 in \/proc\/\d+\/ns\/net: /,
    );
    expect(admin.failure).toMatch(/ECONNREFUSED/);
    expect(readlinkSync('/proc/thread-self/ns/net')).toBe(own);
  });

  it('is given up when it has no word', async () => {
    const silent = [{ paths: ['/silent'], timeoutMs: 200 }];
    const admin = await readAdmin({ ...place, port: adminPort }, silent);
    expect(admin.failure).toMatch(/no word for 200 ms$/);
  });
});
