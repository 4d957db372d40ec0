import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAddress, toDaemonDump, toDaemonVersion } from '../../../src/kmesh/daemon-dump.ts';
import { dumpJson, versionJson } from '../../support/fake-daemon.ts';

const none = { services: [], workloads: [], policies: [], clusters: [] };
const read = (dump: unknown) => toDaemonDump(JSON.stringify(dump));

describe('toDaemonDump', () => {
  it('reads services, workloads and policies as Kmesh prints them', () => {
    const name = 'ns/web.ns.svc.cluster.local';
    const uid = 'cluster1//Pod/ns/web-0';
    const text = dumpJson({
      services: [
        {
          name,
          vips: ['10.96.0.1', 'fd00::1'],
          ports: [
            [80, 8080],
            [443, 0],
          ],
          mode: 'FAILOVER',
          waypoint: 'ns/waypoint.ns.svc.cluster.local',
        },
      ],
      workloads: [
        {
          uid,
          addresses: ['10.244.0.5'],
          services: [name],
          status: 'UNHEALTHY',
          waypoint: 'n/10.0.0.1',
        },
      ],
      policies: ['ns/deny'],
    });
    expect(toDaemonDump(text)).toEqual({
      services: [
        {
          name,
          addresses: ['10.96.0.1', 'fd00::1'],
          ports: [
            { servicePort: 80, targetPort: 8080 },
            { servicePort: 443, targetPort: null },
          ],
          lbMode: 'FAILOVER',
          waypoint: 'ns/waypoint.ns.svc.cluster.local',
        },
      ],
      workloads: [
        {
          uid,
          addresses: ['10.244.0.5'],
          services: [name],
          isHealthy: false,
          waypoint: 'n/10.0.0.1',
        },
      ],
      policies: ['ns/deny'],
      clusters: [],
      listsServices: true,
      unread: 0,
    });
  });

  it('reads the capitalised lists of v1.0 and before, and the waypoints of v0.4', () => {
    const workload = {
      uid: 'c//Pod/ns/a',
      addresses: null,
      waypoint: { destination: 'n/10.0.0.9' },
    };
    expect(read({ Workloads: [workload], Services: null, Policies: null })).toMatchObject({
      ...none,
      workloads: [{ uid: 'c//Pod/ns/a', addresses: [], services: [], waypoint: 'n/10.0.0.9' }],
      listsServices: false,
    });
  });

  it('reads the names of clusters in kernel-native mode', () => {
    const clusterConfigs = [{ name: 'outbound|80||web.ns.svc.cluster.local' }, {}];
    expect(read({ dynamicResources: { versionInfo: 'v2', clusterConfigs } })?.clusters).toEqual([
      'outbound|80||web.ns.svc.cluster.local',
    ]);
  });

  it('counts what has no name', () => {
    const services = [{ hostname: 'a' }, { namespace: 'ns' }, null, 7];
    expect(read({ services, workloads: [{ uid: '' }] })).toMatchObject({ ...none, unread: 5 });
  });

  it.each(['', 'OK', '[]', 'null', '7', '{', '\tInvalid Client Mode\n'])('%o is none', (text) => {
    expect(toDaemonDump(text)).toBeNull();
    expect(toDaemonVersion(text)).toBeNull();
  });

  const field = fc.constantFrom(
    ...['services', 'Services', 'workloads', 'policies', 'uid', 'namespace', 'hostname', 'vips'],
    ...['ports', 'service_port', 'waypoint', 'destination', 'loadBalancer', 'mode', 'addresses'],
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      fc.jsonValue(),
      fc.dictionary(field, tie('tree')),
      fc.array(tie('tree'), { maxLength: 3 }),
    ),
  }));
  it('never throws, whatever the JSON', () => {
    const property = fc.property(tree, (value) => {
      for (const { addresses } of read(value)?.services ?? []) {
        for (const address of addresses) expect(toAddress(address)).toBe(address);
      }
    });
    fc.assert(property);
  });
});

describe('toDaemonVersion', () => {
  it('takes what the server says of its build', () => {
    const version = {
      gitVersion: 'v1.1.0',
      gitCommit: 'c0ffee',
      buildDate: '2026-01-02T03:04:05Z',
    };
    expect(toDaemonVersion(versionJson('v1.1.0'))).toEqual(version);
    expect(toDaemonVersion('{"gitVersion":""}')).toBeNull();
  });
});

describe('toAddress', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['/10.0.0.1', '10.0.0.1'],
    ['net/fd00:0:0::1', 'fd00::1'],
    ['ns/web.ns.svc', null],
    ['<nil>', null],
    ['', null],
  ])('%s', (text, address) => {
    expect(toAddress(text)).toBe(address);
  });
});
