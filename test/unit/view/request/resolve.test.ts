import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toKmeshName } from '../../../../src/kmesh/names.ts';
import { UsageError } from '../../../../src/raw/problem.ts';
import type { Pod } from '../../../../src/snapshot/pod.ts';
import { nearMatches } from '../../../../src/view/request/near-matches.ts';
import {
  findService,
  findWorkload,
  orderAddresses,
  parseDestination,
} from '../../../../src/view/request/resolve-destination.ts';
import { findPod, parseSource } from '../../../../src/view/request/resolve-source.ts';

describe('parseDestination', () => {
  it.each([
    ['10.96.0.1:80', { kind: 'address', address: '10.96.0.1', port: 80 }],
    ['[fd00:0:0::1]:65535', { kind: 'address', address: 'fd00::1', port: 65535 }],
    ['[::ffff:10.0.0.1]:1', { kind: 'address', address: '::ffff:10.0.0.1', port: 1 }],
    ['web:80', { kind: 'service', name: 'web', port: 80 }],
    ['web.default:80', { kind: 'service', name: 'web.default', port: 80 }],
    ['default/web-0:80', { kind: 'workload', namespace: 'default', name: 'web-0', port: 80 }],
  ])('%s', (text, wish) => expect(parseDestination(text)).toEqual(wish));

  it.each([
    ['', /has no port/],
    ['web', /has no port/],
    ['web:', /has no port/],
    ['web:http', /http is no port number/],
    ['web:0', /0 is no port/],
    ['web:65536', /65536 is no port/],
    ['web:-1', /-1 is no port number/],
    [':80', /no destination/],
    ['fd00::1:80', /IPv6 needs brackets/],
    ['[fd00::1]', /has no port/],
    ['[10.0.0.1]:80', /is no IPv6 address/],
    ['[fe80::1%eth0]:80', /is no IPv6 address/],
    ['10.96.0.256:80', /is no IPv4 address/],
    ['a/b/c:80', /is no NAMESPACE\/POD/],
    ['/b:80', /is no NAMESPACE\/POD/],
  ])('%s is refused', (text, message) => {
    expect(() => parseDestination(text)).toThrow(UsageError);
    expect(() => parseDestination(text)).toThrow(message);
  });

  it('any text means something or is refused as wrong use', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseDestination(text);
          parseSource(text, null);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
    );
  });
});

const named = (id: number, full: string) => ({ id, name: toKmeshName(full) });
const services = [
  named(1, 'default/web.default.svc.cluster.local'),
  named(2, 'shop/web.shop.svc.cluster.local'),
  named(3, 'default/httpbin.org'),
];

describe('findService', () => {
  it.each([
    ['web.shop', null, 2],
    ['web.default.svc', null, 1],
    ['web.shop.svc.cluster.local', null, 2],
    ['httpbin.org', null, 3],
    ['web', 'shop', 2],
    ['httpbin.org', 'shop', 3],
  ])('%s in %s', (wanted, namespace, id) => {
    expect(findService(services, wanted, namespace).id).toBe(id);
  });

  it('refuses an ambiguous name and lists the candidates', () => {
    expect(() => findService(services, 'web', null)).toThrow(
      /web is more than one service: default\/web\.default\.svc\.cluster\.local, shop\/web/,
    );
  });

  it('suggests what is near', () => {
    expect(() => findService(services, 'wbe.shop', null)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('web.shop') }),
    );
  });
});

describe('findWorkload', () => {
  const workloads = [
    named(1, 'Kubernetes//Pod/default/web-0'),
    named(2, 'Kubernetes//Pod/default/vm'),
    named(3, 'Kubernetes/networking.istio.io/WorkloadEntry/default/vm'),
  ];
  it('by namespace and name', () => expect(findWorkload(workloads, 'default/web-0').id).toBe(1));
  it('refuses an ambiguous name', () => {
    expect(() => findWorkload(workloads, 'default/vm')).toThrow(/more than one workload/);
  });
});

describe('orderAddresses', () => {
  it('prefers IPv4', () => {
    expect(orderAddresses(['fd00::1', '10.0.0.2', '10.0.0.1'])).toEqual([
      '10.0.0.2',
      '10.0.0.1',
      'fd00::1',
    ]);
  });
});

describe('parseSource', () => {
  it.each([
    ['any', { kind: 'any' }],
    ['netns:18446744073709551615', { kind: 'netns', cookie: 18446744073709551615n }],
    ['pid:1', { kind: 'pid', pid: 1 }],
    ['ip:::ffff:10.0.0.1', { kind: 'address', address: '10.0.0.1' }],
    ['ip:FD00:0::1', { kind: 'address', address: 'fd00::1' }],
    ['web', { kind: 'name', namespace: 'here', name: 'web' }],
    ['shop/web', { kind: 'name', namespace: 'shop', name: 'web' }],
  ])('%s', (text, wish) => expect(parseSource(text, 'here')).toEqual(wish));

  it.each([
    '',
    '/',
    'a/',
    'a/b/c',
    'pid:',
    'pid:x',
    'pid:99999999999',
    'netns:18446744073709551616',
    'ip:x',
  ])('%j is refused', (text) => expect(() => parseSource(text, null)).toThrow(UsageError));
});

describe('findPod', () => {
  const pod = (namespace: string, name: string, cookie: bigint): Pod => ({
    namespace,
    name,
    uid: null,
    addresses: [`10.0.0.${cookie}`],
    netnsCookie: cookie,
    enabled: { cookie: true, address: true },
    pids: [Number(cookie)],
    knownBy: 'host-name',
    isInferred: false,
  });
  const pods = [pod('default', 'web', 1n), pod('shop', 'web', 2n)];
  const find = (text: string) => findPod(pods, parseSource(text, null) as never).netnsCookie;

  it('by name, address and process', () => {
    expect(['shop/web', 'ip:10.0.0.2', 'pid:2'].map(find)).toEqual([2n, 2n, 2n]);
  });
  it('refuses an ambiguous name and lists the candidates', () => {
    expect(() => find('web')).toThrow(
      'web is more than one pod: default/web (netns:1), shop/web (netns:2)',
    );
  });
  it('suggests what is near', () => {
    expect(() => find('shop/wbe')).toThrow(
      expect.objectContaining({ hint: 'did you mean shop/web?' }),
    );
  });
});

describe('nearMatches', () => {
  it('is best first, and at most three', () => {
    expect(nearMatches('web', ['web-1', 'wed', 'database', 'my-web', 'wbe', 'we'])).toHaveLength(3);
    expect(nearMatches('web', ['database'])).toEqual([]);
    expect(nearMatches('servces', ['services', 'status'])).toEqual(['services']);
  });
});
