import { describe, expect, it } from 'vitest';
import { fnv1a32 } from '../../../src/kmesh/names.ts';
import { toDaemonView } from '../../../src/snapshot/daemon-view.ts';
import { idOfName, loadNameTable } from '../../../src/snapshot/name-table.ts';
import { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { fakeAdmin, silentAdmin } from '../../support/fake-daemon.ts';
import { type FakeParts, fakeNode } from '../../support/fake-node.ts';

const service = 'ns/web.ns.svc.cluster.local';
const uid = 'c//Pod/ns/web-0';
/** Two names of one hash: found by trying names until two had the same. */
const twins = ['ns/p18319', 'ns/p156046'] as const;

function snapshotOf(parts: FakeParts): Snapshot {
  const node = fakeNode(parts);
  const [set] = node.mapSets;
  if (set === undefined) throw new Error('no maps');
  return new Snapshot(node, set);
}

describe('names of the daemon', () => {
  const told = { workloads: [{ uid, addresses: [], services: [service] }], policies: ['ns/deny'] };

  it('are those of workloads, of the services that they name, and of policies, by their hashes', () => {
    const { names } = toDaemonView(fakeAdmin(told));
    expect(names.origin).toBe('daemon');
    const found = [uid, service, 'ns/deny'].map((name) => names.find(fnv1a32(name))?.full);
    expect(found).toEqual([uid, service, 'ns/deny']);
    expect(names.judge(fnv1a32(uid))).toBe('named');
    expect(names.problems()).toEqual([]);
  });

  it('leave out names that share a hash, since nothing tells which came first', () => {
    expect(fnv1a32(twins[0])).toBe(fnv1a32(twins[1]));
    const { names } = toDaemonView(fakeAdmin({ policies: [...twins, 'ns/deny'] }));
    expect([...names.all()].map(([, { full }]) => full)).toEqual(['ns/deny']);
    expect(idOfName(names, twins[0])).toBeNull();
    expect(idOfName(names, 'ns/deny')).toBe(fnv1a32('ns/deny'));
  });

  it('stand in for the name file only where there is none', () => {
    const admin = fakeAdmin(told);
    const without = snapshotOf({ admin, nameFile: null });
    expect([without.names.origin, without.names.path]).toEqual([
      'daemon',
      'the daemon at 127.0.0.1:15200',
    ]);
    expect(snapshotOf({ admin, names: [service] }).names.origin).toBe('file');
    expect(snapshotOf({ nameFile: null }).names.origin).toBeNull();
  });

  it('with quotes, or that begin a remark, are the same afterwards', () => {
    const odd = ['"ns"/a', "'ns'/b", '#ns/c', 'ns/d: 7', 'ns/new\nline'];
    const { names } = toDaemonView(fakeAdmin({ policies: odd }));
    expect(odd.map((name) => names.full(fnv1a32(name)))).toEqual(odd);
  });
});

describe('idOfName', () => {
  it('follows the name file where another name took the hash', () => {
    const [first, second] = twins;
    const hash = fnv1a32(first);
    const names = loadNameTable([
      { path: '/f', text: `${first}: ${hash}\n${second}: ${hash + 1}\n` },
    ]);
    expect([first, second, 'ns/new'].map((name) => idOfName(names, name))).toEqual([
      hash,
      hash + 1,
      fnv1a32('ns/new'),
    ]);
  });
});

describe('what the daemon does not say', () => {
  it('is a problem beside the rest, which stays whole', () => {
    const snapshot = snapshotOf({ admin: silentAdmin('cannot connect: refused') });
    expect(snapshot.isComplete).toBe(true);
    expect(snapshot.problems).toEqual([
      {
        code: 'DAEMON_UNREADABLE',
        map: null,
        key: null,
        message: 'the daemon at 127.0.0.1:15200: cannot connect: refused',
      },
    ]);
  });

  it.each([
    ['OK', /what it gives at .* is no dump$/],
    ['{"services":[{}]}', /entries without a name: 1$/],
  ])('%s', (body, message) => {
    const answers = [{ path: '/debug/config_dump/dual-engine', status: 200, body }];
    const view = toDaemonView({ place: 'here', answers, failure: null });
    expect(view.problems.map((problem) => problem.message)).toEqual([
      expect.stringMatching(message),
    ]);
  });

  it('a server without any known path is none', () => {
    const answers = [{ path: '/version', status: 404, body: '' }];
    const view = toDaemonView({ place: 'here', answers, failure: null });
    expect([view.isAnswering, view.version, view.mode, view.why]).toEqual([
      true,
      null,
      null,
      'it has a dump at no path that is known',
    ]);
  });
});
