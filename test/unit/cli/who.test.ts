import { describe, expect, it } from 'vitest';
import { fortioNode } from '../../golden/fortio-node.ts';
import { runCli } from '../../golden/run-cli.ts';

const who = (...words: readonly string[]) => runCli(['explain', '--who', ...words]);

describe('explain --who', () => {
  it('takes a name with and without its namespace, and an address', async () => {
    const full = await who('default/plain-b', '-o', 'json');
    expect(full.status).toBe(0);
    for (const pod of ['plain-b', '10.244.0.32', 'ip:10.244.0.32']) {
      expect(await who(pod, '-o', 'json')).toEqual(full);
    }
    const { kind, items } = JSON.parse(full.out);
    expect(kind).toBe('WhoList');
    expect(items.map((item: { service: string | null }) => item.service)).toEqual([
      'broken.default',
      'dual.default',
      'dual.default',
      'failover.default',
      'plain.default',
      null,
    ]);
  });

  it('-n says which pod, and hides no service', async () => {
    expect((await who('plain-b', '-n', 'default')).out).toContain('plain.default');
    expect((await who('plain-b', '-n', 'other')).status).toBe(2);
  });

  it('says which service has no address', async () => {
    const { err } = await who('plain-a');
    expect(err).toContain('headless.default has it as an endpoint but no address');
    expect((await who('plain-a', '-q')).err).toBe('');
  });

  it.each([
    [['plain-c'], 'no workload plain-c in the maps'],
    [['10.96.0.30'], 'is the address of a service'],
    [['plain-a', '--to', 'plain:80'], 'goes without --to'],
    [['plain-a', '--from', 'any'], 'goes without --from'],
    [['plain-a', '--set-lb', 'plain=strict'], 'goes without --set-lb'],
    [['plain-a', '-o', 'dot'], '--who has no -o dot'],
  ])('%j is refused', async (words, message) => {
    const { status, err, out } = await who(...words);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it('says that the answer may lack something', async () => {
    const openNode = () => fortioNode({ incomplete: { km_endpoint: 'lost' } });
    const { status } = await runCli(['explain', '--who', 'plain-a'], { openNode });
    expect(status).toBe(5);
  });
});
