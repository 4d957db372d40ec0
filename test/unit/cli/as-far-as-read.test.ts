// What is not found: not there, or not known to be there, since something was not read whole.
import { describe, expect, it } from 'vitest';
import { fortioNode } from '../../golden/fortio-node.ts';
import { runCli } from '../../golden/run-cli.ts';
import type { FakeParts } from '../../support/fake-node.ts';

interface Row {
  readonly words: string;
  /** A map without which nobody knows. */
  readonly map?: string;
  readonly unreadable?: string;
}

const rows: readonly Row[] = [
  { words: 'services fortoi', map: 'km_service' },
  { words: 'weights fortoi', map: 'km_service' },
  { words: 'backends default/fortio-v9', map: 'km_backend' },
  { words: 'explain --from any --to fortoi:80', map: 'km_service' },
  { words: 'explain --from any --to default/fortio-v9:80', map: 'km_backend' },
  { words: 'explain --from netutil --to plain:80', unreadable: 'EPERM' },
  { words: 'explain --from netns:77 --to plain:80', map: 'km_manage' },
  { words: 'explain --who default/fortio-v9', map: 'km_backend' },
  { words: 'connections default/netutil', unreadable: 'EPERM' },
];

const partsOf = ({ map, unreadable }: Row): FakeParts => ({
  // A live node answers key by key, whatever becomes of the whole map.
  origin: 'recorded',
  ...(map === undefined ? {} : { incomplete: { [map]: `cannot read ${map} whole: EIO` } }),
  ...(unreadable === undefined ? {} : { unreadable }),
});

describe('what is not found', () => {
  it.each(rows)('$words: cannot be told where something was not read', async (row) => {
    const words = row.words.split(' ');
    const whole = await runCli(words);
    const isAnswer = row.words.includes('netns:');
    expect(whole).toMatchObject(isAnswer ? { status: 0 } : { status: 2, out: '' });
    const cut = await runCli(words, { openNode: () => fortioNode(partsOf(row)) });
    expect(cut).toMatchObject({ status: 5, out: '' });
    expect(cut.err).toMatch(row.unreadable === undefined ? /cannot read km_\w+ whole/ : /EPERM/);
  });
});

describe('without the name file', () => {
  const openNode = () => fortioNode({ nameFile: null });

  it.each(['services -n default', 'services plain', 'endpoints -n default'])(
    '%s cannot be told',
    async (words) => {
      const run = await runCli(words.split(' '), { openNode });
      expect(run).toMatchObject({ status: 5, out: '' });
      expect(run.err).toMatch(/no name file was found on this node/);
    },
  );

  it('ids and addresses are still found', async () => {
    expect((await runCli(['services', '10.96.0.30'], { openNode })).status).toBe(0);
    expect((await runCli(['services', '10.96.0.99'], { openNode })).status).toBe(2);
  });
});

it('with --numeric nothing has a name to ask for', async () => {
  const run = await runCli(['services', '-n', 'default', '--numeric']);
  expect(run).toMatchObject({ status: 2, out: '' });
  expect(run.err).toContain('with --numeric no services have names');
});

it('connections take the name of a pod alone, also of one that has none', async () => {
  const whole = await runCli(['connections', 'default/netutils', '--no-headers']);
  expect(whole.out).not.toBe('');
  expect((await runCli(['connections', 'netutils', '--no-headers'])).out).toBe(whole.out);
  const typo = await runCli(['connections', 'netutil']);
  expect(typo).toMatchObject({ status: 2 });
  expect(typo.err).toMatch(/did you mean .*netutils/);
});
