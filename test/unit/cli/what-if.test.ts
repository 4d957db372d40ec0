import { describe, expect, it } from 'vitest';
import { fortioNode } from '../../golden/fortio-node.ts';
import { runCli } from '../../golden/run-cli.ts';
import { NativeMapsBuilder } from '../../support/native-maps.ts';
import { nativeNode } from '../../support/native-node.ts';

const explain = (to: string, ...words: readonly string[]) =>
  runCli(['explain', '--from', 'any', '--to', to, ...words]);

async function outcomesOf(to: string, ...words: readonly string[]) {
  const { status, out, err } = await explain(to, ...words, '-o', 'json');
  expect({ status, err }).toEqual({ status: 0, err: '' });
  const { outcomes, whatIf } = JSON.parse(out) as {
    outcomes: { reason: string; name: string | null; share: number; address: string }[];
    whatIf: readonly object[] | undefined;
  };
  return { outcomes: outcomes.map((o) => `${o.reason} ${o.name ?? o.address} ${o.share}`), whatIf };
}

describe('explain --without', () => {
  it.each(['plain-a', 'default/plain-a', '10.244.0.31', 'ip:10.244.0.31'])(
    '%s leaves the pod out',
    async (pod) => {
      const { outcomes, whatIf } = await outcomesOf('plain:80', '--without', pod);
      expect(outcomes).toEqual(['LOAD_BALANCED default/plain-b 1']);
      expect(whatIf).toContainEqual(
        expect.objectContaining({
          field: 'endpointCounts',
          service: 'plain.default',
          workload: 'default/plain-a',
          from: [2],
          to: [1],
        }),
      );
      // It is an endpoint of five services.
      expect(whatIf).toHaveLength(5);
    },
  );

  it('may be given again, down to a service without endpoints', async () => {
    const both = ['--without', 'plain-a', '--without', 'plain-b'];
    expect((await outcomesOf('plain:80', ...both)).outcomes).toEqual(['NO_ENDPOINTS 10.96.0.30 1']);
    expect((await outcomesOf('failover:80', '--without', 'plain-a')).outcomes).toEqual([
      'LOAD_BALANCED default/fortio-v1 0.5',
      'LOAD_BALANCED default/plain-b 0.5',
    ]);
  });

  it('keeps the way to the pod by its own address', async () => {
    const { outcomes } = await outcomesOf('10.244.0.31:8080', '--without', 'plain-a');
    expect(outcomes).toEqual(['WORKLOAD_ADDRESS default/plain-a 1']);
  });

  it('says that a pod is an endpoint of no service', async () => {
    const { out } = await explain('plain:80', '--without', 'netutils');
    expect(out).toContain('  without default/netutils: it is an endpoint of no service\n');
  });
});

describe('explain --with-waypoint and --set-lb', () => {
  it.each(['plain', 'plain.default', '10.96.0.30'])('%s=ADDR:PORT', async (name) => {
    const words = ['--with-waypoint', `${name}=10.96.0.20:15008`];
    const { outcomes } = await outcomesOf('plain:80', ...words);
    expect(outcomes).toEqual(['SERVICE_WAYPOINT default/fortio-waypoint-7f 1']);
  });

  it.each([
    ['RANDOM', 'NO_ENDPOINTS 10.96.0.50 1'],
    ['strict', 'NO_LOCAL_ENDPOINT 10.96.0.50 1'],
    ['Failover', 'LOAD_BALANCED default/plain-a 1'],
  ])('failover=%s', async (policy, expected) => {
    const { outcomes } = await outcomesOf('failover:80', '--set-lb', `failover=${policy}`);
    expect(outcomes).toEqual([expected]);
  });

  it('a service is found by its id where it has no name', async () => {
    const openNode = () => fortioNode({ nameFile: null });
    const services = await runCli(['services', '-o', 'json'], { openNode });
    const { items } = JSON.parse(services.out) as { items: { id: number; addresses: string[] }[] };
    const plain = items.find(({ addresses }) => addresses.includes('10.96.0.30'));
    const words = ['explain', '--from', 'any', '--to', '10.96.0.30:80'];
    const set = ['--set-lb', `${plain?.id}=strict`, '-o', 'json'];
    const { status, out } = await runCli([...words, ...set], { openNode });
    expect(status).toBe(0);
    expect(JSON.parse(out).whatIf).toMatchObject([{ field: 'lbPolicy', to: 'STRICT' }]);
  });
});

describe('a what-if', () => {
  it('says first that it is one', async () => {
    const { out } = await explain('plain:80', '--set-lb', 'plain=strict', '--without', 'plain-a');
    expect(out.split('\n')[0]).toBe(
      'what if: the maps are not so, and nothing is written anywhere',
    );
    expect(out).toContain('\n  plain.default lbPolicy RANDOM -> STRICT\n');
    for (const format of ['mermaid', 'dot']) {
      const words = ['--set-lb', 'plain=strict', '-o', format];
      expect((await explain('plain:80', ...words)).out).toContain('what if: the maps are not so');
    }
  });

  it('is not said of an ordinary question', async () => {
    expect((await outcomesOf('plain:80')).whatIf).toBeUndefined();
    expect((await explain('plain:80')).out).not.toContain('what if');
  });

  it.each([
    [['--without', 'plain-c'], 'no workload plain-c in the maps'],
    [['--without', '10.96.0.30'], '10.96.0.30 is the address of a service'],
    [['--without', '10.9.9.9'], 'no workload has the address 10.9.9.9'],
    [['--without', ''], 'no workload is meant'],
    [['--with-waypoint', 'plain'], '--with-waypoint plain is no SERVICE=ADDR:PORT'],
    [['--with-waypoint', 'plain=web:80'], 'web:80 has no address'],
    [['--with-waypoint', 'nothing=10.0.0.1:80'], 'no service nothing in the maps'],
    [['--set-lb', 'plain='], '--set-lb plain= is no SERVICE=POLICY'],
    [['--set-lb', 'plain=least'], 'no policy least'],
    [['--set-lb', '99=strict'], 'no service 99 in the maps'],
  ])('%j is refused', async (words, message) => {
    const { status, out, err } = await explain('plain:80', ...words);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it('is not offered in kernel-native mode', async () => {
    const words = ['explain', '--from', 'any', '--to', '10.0.0.1:80', '--without', '10.0.0.2'];
    const { status, err } = await runCli(words, {
      openNode: () => nativeNode(new NativeMapsBuilder()),
    });
    expect(status).toBe(2);
    expect(err).toContain('kernel-native mode has no what-if');
  });
});
