import { mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adminQuestions } from '../../../src/kmesh/admin.ts';
import { readAdmin } from '../../../src/raw/live-admin.ts';
import { type Reply, withAdminServer, wrongMode } from '../../support/admin-server.ts';
import { dumpJson, versionJson } from '../../support/fake-daemon.ts';

/** What is read of a server with these replies, and what that was asked. */
function ask(replies: Readonly<Record<string, Reply>>, questions = adminQuestions) {
  return withAdminServer(replies, async ({ port, asked }) => {
    const admin = await readAdmin({ kind: 'address', host: '127.0.0.1', port }, questions);
    return { admin, asked, port };
  });
}

const version: Reply = [200, versionJson('v1.2.0')];
const dump: Reply = [200, dumpJson({})];
const dualEngine = '/debug/config_dump/dual-engine';
const patient = [{ paths: ['/version'], timeoutMs: 100 }];

describe('readAdmin', () => {
  it('asks for the version and one dump, by GET alone', async () => {
    const { admin, asked, port } = await ask({ '/version': version, [dualEngine]: dump });
    expect(asked).toEqual(['GET /version', `GET ${dualEngine}`]);
    expect(admin).toEqual({
      place: `127.0.0.1:${port}`,
      answers: [
        { path: '/version', status: 200, body: version[1] },
        { path: dualEngine, status: 200, body: dump[1] },
      ],
      failure: null,
    });
  });

  it.each([
    [
      'of a daemon in kernel-native mode',
      { [dualEngine]: wrongMode, '/debug/config_dump/kernel-native': dump },
      [400, 200],
    ],
    [
      'of a daemon of v0.5 in dual-engine mode',
      { '/debug/config_dump/workload': dump, '/debug/config_dump/ads': wrongMode },
      [404, 404, 200],
    ],
    [
      'of a daemon of v0.5 in kernel-native mode',
      { '/debug/config_dump/workload': wrongMode, '/debug/config_dump/ads': dump },
      [404, 404, 400, 200],
    ],
    ['of another server', {}, [404, 404, 404, 404]],
  ])('goes on until there is a dump: %s', async (_of, replies, statuses) => {
    const { admin } = await ask(replies);
    expect(admin.answers.slice(1).map(({ status }) => status)).toEqual(statuses);
    expect(admin.failure).toBeNull();
  });

  it('says why there is no answer where nobody listens', async () => {
    const port = await withAdminServer({}, async (server) => server.port);
    const admin = await readAdmin({ kind: 'address', host: '127.0.0.1', port }, adminQuestions);
    expect(admin.answers).toEqual([]);
    expect(admin.failure).toMatch(/^cannot GET http:\/\/127\.0\.0\.1:\d+\/version: .*ECONNREFUSED/);
  });

  it.each([
    ['is silent', () => {}, /no word for 100 ms$/],
    [
      'stops within its answer',
      (response) => response.writeHead(200).write('{', () => response.destroy()),
      /aborted|socket hang up|terminated/,
    ],
    [
      'falls silent within its answer',
      (response) => void response.writeHead(200).write('{'),
      /no word for 100 ms|aborted/,
    ],
    ['does not speak HTTP', (response) => response.socket?.end('hello\r\n\r\n'), /Parse Error/],
  ] as const satisfies readonly (readonly [string, Reply, RegExp])[])(
    'gives up a server that %s',
    async (_what, reply, failure) => {
      const { admin } = await ask({ '/version': reply }, patient);
      expect(admin.answers).toEqual([]);
      expect(admin.failure).toMatch(failure);
    },
  );

  it('keeps what was answered before it gave up', async () => {
    const questions = [...patient, { paths: [dualEngine], timeoutMs: 100 }];
    const { admin } = await ask({ '/version': version, [dualEngine]: () => {} }, questions);
    expect(admin.answers.map(({ path }) => path)).toEqual(['/version']);
    expect(admin.failure).toMatch(/dual-engine: no word for 100 ms$/);
  });

  it('finds the process by its name, and asks here where that one shares our namespace', async () => {
    const procRoot = mkdtempSync(join(tmpdir(), 'kmscope-proc-'));
    try {
      const asked = (name: string, port: number) =>
        readAdmin({ kind: 'process', procRoot, name, host: '127.0.0.1', port }, adminQuestions);
      const none = await asked('kmesh-daemon', 1);
      expect(none.failure).toBe(`no process named kmesh-daemon in ${procRoot}`);
      mkdirSync(join(procRoot, '77/ns'), { recursive: true });
      writeFileSync(join(procRoot, '77/comm'), 'kmesh-daemon\n');
      writeFileSync(join(procRoot, '77/stat'), '77 (kmesh-daemon) S 1 77 77\n');
      // As the kernel shows it: a link to nothing.
      symlinkSync(readlinkSync('/proc/self/ns/net'), join(procRoot, '77/ns/net'));
      const refused = await asked('kmesh-daemon', 1);
      expect(refused.failure).toMatch(/^cannot GET .*ECONNREFUSED/);
      expect(refused.place).toBe('127.0.0.1:1 of process 77');
    } finally {
      rmSync(procRoot, { recursive: true });
    }
  });
});
