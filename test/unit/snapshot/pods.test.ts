import { describe, expect, it } from 'vitest';
import { addressBytes } from '../../../src/kmesh/address.ts';
import { cookieKey, toManageEntry } from '../../../src/kmesh/dual-engine/manage.ts';
import { fnv1a32 } from '../../../src/kmesh/names.ts';
import type { RawNamespace } from '../../../src/raw/raw-socket.ts';
import { loadNameTable } from '../../../src/snapshot/name-table.ts';
import { enablementOf, podLabel } from '../../../src/snapshot/pod.ts';
import { joinPods } from '../../../src/snapshot/pods.ts';
import { backend, routingMaps } from '../../support/routing-maps.ts';

const fullName = (pod: string) => `Kubernetes//Pod/default/${pod}`;
const uid = (pod: string) => fnv1a32(fullName(pod));
const manageEntry = (key: Buffer, value = 0) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return toManageEntry(key, 0, bytes, 0);
};

function namespace(cookie: bigint, more: Partial<RawNamespace> = {}): RawNamespace {
  const base = { cookie, inode: 1, pids: [100], hostName: 'box', podUid: null, addresses: [] };
  return { ...base, ...more };
}

/** Two workloads, `web` at 10.244.0.5 and `db` at 10.244.0.6, and what else is given. */
function join(more: {
  namespaces: readonly RawNamespace[];
  manage?: readonly Buffer[];
  folders?: Parameters<typeof joinPods>[0]['podFolders'];
  isManageWhole?: boolean;
}) {
  const names = ['web', 'db'].map((pod) => `${fullName(pod)}: ${uid(pod)}\n`).join('');
  return joinPods({
    namespaces: { namespaces: more.namespaces, complete: true, reason: null },
    isManageWhole: more.isManageWhole ?? true,
    podFolders: more.folders ?? [],
    hasManagedAddresses: true,
    manage: (more.manage ?? []).map((key) => manageEntry(key)),
    names: loadNameTable([{ path: '/mnt/hash_name.yaml', text: names }]),
    keyedRouting: routingMaps({
      frontends: { '10.244.0.5': uid('web'), '10.244.0.6': uid('db') },
      backends: [backend(uid('web'), '10.244.0.5'), backend(uid('db'), '10.244.0.6')],
    }),
  });
}

describe('a pod is named', () => {
  it('by the UID in its cgroup and the kubelet’s log folder', () => {
    const folders = [{ namespace: 'shop', name: 'cart-0', uid: 'u1' }];
    const [pod] = join({ namespaces: [namespace(7n, { podUid: 'u1' })], folders });
    expect(pod).toMatchObject({
      namespace: 'shop',
      name: 'cart-0',
      knownBy: 'cgroup-and-pod-logs',
    });
  });

  it('by its host name, when one workload has that name', () => {
    const [pod] = join({ namespaces: [namespace(7n, { hostName: 'web' })] });
    expect(pod).toMatchObject({ namespace: 'default', name: 'web' });
    expect([pod?.knownBy, pod?.isInferred]).toEqual(['host-name-and-name-file', true]);
  });

  it('by one of its addresses', () => {
    const [pod] = join({ namespaces: [namespace(7n, { addresses: ['10.244.0.6'] })] });
    expect(pod).toMatchObject({ name: 'db', knownBy: 'address-and-name-file' });
  });

  it('but not by a host name that another pod has for certain', () => {
    const folders = [{ namespace: 'default', name: 'web', uid: 'u1' }];
    const namespaces = [
      namespace(7n, { podUid: 'u1', hostName: 'web' }),
      namespace(8n, { podUid: 'u2', hostName: 'web' }),
    ];
    expect(join({ namespaces, folders }).map(podLabel)).toEqual(['default/web', 'web']);
  });

  it('not at all, when nothing knows the namespace', () => {
    expect(join({ namespaces: [namespace(7n)] })).toEqual([]);
  });

  it('by its bare host name, when only the manager map knows it', () => {
    const [pod] = join({ namespaces: [namespace(7n)], manage: [cookieKey(7n)] });
    expect(pod).toMatchObject({ namespace: null, name: 'box', knownBy: 'host-name' });
  });
});

describe('a pod is enabled', () => {
  const web = [namespace(7n, { hostName: 'web', addresses: ['10.244.0.5'] })];
  it.each([
    ['by both', [cookieKey(7n), addressBytes('10.244.0.5')], { cookie: true, address: true }],
    ['by its cookie alone', [cookieKey(7n)], { cookie: true, address: false }],
    ['by its address alone', [addressBytes('10.244.0.5')], { cookie: false, address: true }],
    ['not', [], { cookie: false, address: false }],
  ])('%s', (_, manage, enabled) => {
    const pods = join({ namespaces: web, manage });
    expect(pods.map((pod) => pod.enabled)).toEqual([enabled]);
  });

  it('and what belongs to no namespace of the node stands for itself', () => {
    const manage = [cookieKey(9n), addressBytes('10.244.0.6')];
    const pods = join({ namespaces: web, manage });
    expect(pods.map((pod) => [podLabel(pod), pod.pids.length, pod.isInferred])).toEqual([
      ['default/db', 0, false],
      ['default/web', 1, true],
      ['netns:9', 0, true],
    ]);
  });

  it('or unknown, where the manager map was not seen whole', () => {
    const pods = join({ namespaces: web, manage: [cookieKey(7n)], isManageWhole: false });
    expect(pods.map((pod) => pod.enabled)).toEqual([{ cookie: true, address: null }]);
    const none = join({ namespaces: web, isManageWhole: false });
    expect(none.map((pod) => pod.enabled)).toEqual([{ cookie: null, address: null }]);
  });

  it('and one half without its namespace leaves the other unknown', () => {
    const manage = [cookieKey(9n), addressBytes('10.244.0.6')];
    const pods = join({ namespaces: [], manage });
    expect(pods.map((pod) => [pod.enabled, enablementOf(pod.enabled)])).toEqual([
      [{ cookie: null, address: true }, 'unknown'],
      [{ cookie: true, address: null }, 'unknown'],
    ]);
  });
});
