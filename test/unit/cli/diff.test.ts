import { describe, expect, it } from 'vitest';
import type { NodeOptions } from '../../../src/cli/options.ts';
import type { NodeSource } from '../../../src/raw/node-source.ts';
import { openRecordedNode } from '../../../src/snapshot/recorded-source.ts';
import { fortioLater, laterParts } from '../../golden/fortio-later.ts';
import { fortioNode } from '../../golden/fortio-node.ts';
import { runCli } from '../../golden/run-cli.ts';
import { type FakeParts, fakeNode, idOf } from '../../support/fake-node.ts';

const named = (source: NodeSource, name: string | null): NodeSource => ({
  ...source,
  node: { ...source.node, name },
});

/** Each file a node; what is no file is the live node. */
const nodes =
  (files: Readonly<Record<string, () => NodeSource>>, live = fortioNode) =>
  ({ file }: NodeOptions) =>
    (file === null ? live : (files[file] ?? live))();

const openBoth = nodes({ a: fortioNode, b: fortioLater });
const diff = (words: string, openNode = openBoth) =>
  runCli(['diff', ...words.split(' ').filter(Boolean)], { openNode });

describe('diff', () => {
  it('ends with 1 where anything differs, with 0 where nothing does', async () => {
    expect((await diff('a b')).status).toBe(1);
    const same = await diff('a a');
    expect(same.status).toBe(0);
    expect(same.out).toMatch(/\nno differences\n$/);
    expect(JSON.parse((await diff('a a -o json')).out)).toMatchObject({
      changes: [],
      kind: 'Diff',
    });
  });

  it('compares with the live node, or with --file, where there is no second dump', async () => {
    const live = await diff('b');
    expect(live.out).toContain('the live node, kmscope ');
    expect(live.status).toBe(1);
    const [file, words] = [await diff('b --file a'), await diff('b a')];
    expect(file).toEqual(words);
  });

  it.each([
    ['', 'diff needs a dump to compare with'],
    ['a b c', 'diff compares two dumps'],
    ['a b --file c', '--file stands for the second dump'],
    ['- -', 'stdin can be read only once'],
    ['a b --filter x', 'no --filter'],
    ['--watch a', 'takes no dump'],
    ['--watch -o json', '--watch has no -o json'],
  ])('refuses %s', async (words, message) => {
    const { status, err, out } = await diff(words);
    expect(status).toBe(2);
    expect(err).toContain(message);
    expect(out).toBe('');
  });

  it('-n narrows to services and pods of a namespace', async () => {
    expect(await diff('a b -n default -o jsonl')).toMatchObject({ status: 1 });
    const all = (await diff('a b -o jsonl')).out.trim().split('\n');
    const own = (await diff('a b -n default -o jsonl')).out.trim().split('\n');
    // All but the frontend that leads to nothing.
    expect(own).toHaveLength(all.length - 1);
    expect(await diff('a b -n other')).toMatchObject({ status: 0 });
  });

  it('--numeric shows ids', async () => {
    const { out } = await diff('a b --numeric');
    expect(out).not.toMatch(/plain|failover/);
    expect(out).toMatch(/^service id \d+$/m);
  });

  it('takes two host names for two nodes, and --nodes', async () => {
    const openNode = nodes({
      a: () => named(fortioNode(), 'worker-1'),
      b: () => named(fortioLater(), 'worker-2'),
      nameless: () => named(fortioLater(), null),
    });
    const { out, status } = await diff('a b', openNode);
    expect(status).toBe(1);
    expect(out).toContain('two nodes: not compared is what each has for itself');
    expect(out).not.toContain('enabled:');
    expect(out).not.toMatch(/prio\b/);
    expect((await diff('a nameless', openNode)).out).toContain('enabled:');
    expect((await diff('a nameless --nodes', openNode)).out).not.toContain('enabled:');
  });

  it('says that the maps are of two generations', async () => {
    const openNode = nodes({
      a: fortioNode,
      b: () => fortioNode({ generation: 'v1.0', pins: [] }),
    });
    expect((await diff('a b', openNode)).out).toContain(
      'the maps are taken for those of main and of v1.0',
    );
  });

  it('says that an id has two names', async () => {
    const openNode = nodes({
      a: fortioNode,
      b: () =>
        fakeNode({
          ...laterParts,
          nameFile: (laterParts.names ?? [])
            .map((name) => `${name.replace('local.default', 'renamed.default')}: ${idOf(name)}\n`)
            .join(''),
        }),
    });
    expect((await diff('a b', openNode)).out).toContain(
      'is local.default on one side and renamed.default on the other',
    );
  });

  it('shows twenty changes of a group, all in -o wide', async () => {
    const openNode = nodes({ a: fortioNode, b: () => fortioNode(manyEndpoints) });
    expect((await diff('a b', openNode)).out).toContain('more (-o wide shows all)');
    const wide = (await diff('a b -o wide', openNode)).out;
    expect(wide.match(/^ {2}\+ endpoint/gm)).toHaveLength(30);
  });
});

const plain = idOf('default/plain.default.svc.cluster.local');
const manyEndpoints: FakeParts = {
  endpoints: Array.from({ length: 30 }, (_, at) => ({
    serviceId: plain,
    prio: 0,
    backendIndex: at + 1,
    backendUid: 9000 + at,
  })),
};

describe('what was not read whole', () => {
  const torn = () => fortioNode({ incomplete: { km_backend: 'lost' }, backends: [] });
  const openNode = nodes({ a: fortioNode, torn });

  it('is said not to be known, with 5', async () => {
    const { status, out, err } = await diff('a torn', openNode);
    expect(status).toBe(5);
    expect(out).toContain(
      'cannot tell whether 8 backends of one side are on both: backends of the second could not be read whole (lost)',
    );
    expect(out).toContain('\nno differences in what could be read\n');
    expect(out).not.toMatch(/^ {2}- /m);
    expect(err).toContain('ITERATION_INCOMPLETE: torn: lost');
    const { complete, cannotTell } = JSON.parse((await diff('a torn -o json', openNode)).out);
    expect(complete).toBe(false);
    expect(cannotTell).toEqual([{ kind: 'backend', side: 'to', count: 8, why: 'lost' }]);
  });

  it('does not hide what was found', async () => {
    const status = (await diff('torn a -o json', openNode)).status;
    expect(status).toBe(5);
    const both = nodes({ torn, b: fortioLater });
    expect((await diff('torn b', both)).status).toBe(1);
  });

  it('of pods does not keep two nodes from being compared', async () => {
    const blind = nodes({ a: fortioNode, b: () => fortioNode({ unreadable: 'EPERM' }) });
    expect((await diff('a b', blind)).status).toBe(5);
    expect((await diff('a b --nodes', blind)).status).toBe(0);
  });
});

describe('redacted dumps', () => {
  it('are refused: what one says cannot be found in another', async () => {
    const dump = async () => Buffer.from((await runCli(['dump', '--redact'])).out);
    const [one, two] = [await dump(), await dump()];
    const openNode = nodes({
      one: () => openRecordedNode('one', one),
      two: () => openRecordedNode('two', two),
      plain: fortioNode,
    });
    for (const [words, message] of [
      ['one two', 'both dumps are redacted'],
      ['one plain', 'one of the dumps is redacted'],
      ['one', 'one of the dumps is redacted'],
    ] as const) {
      const { status, err, out } = await diff(words, openNode);
      expect([status, out]).toEqual([2, '']);
      expect(err).toContain(message);
    }
  });
});

describe('a dump', () => {
  it('differs in nothing from the node that it was made of, and says who made it', async () => {
    const bytes = Buffer.from((await runCli(['dump'])).out);
    const openNode = nodes({ a: () => openRecordedNode('a', bytes) });
    const { status, out } = await diff('a -o json', openNode);
    expect(status).toBe(0);
    const { from, to, tool } = JSON.parse(out);
    expect(from).toMatchObject({ file: 'a', tool, complete: true });
    expect(to).toMatchObject({ file: null, tool });
  });

  it.each(['', '--nodes', '--numeric', '--nodes --numeric -v', '-o jsonl'])(
    'is closed before the next one is read: %s',
    async (words) => {
      const [one, two] = [
        Buffer.from((await runCli(['dump'])).out),
        Buffer.from((await runCli(['dump'], { openNode: fortioLater })).out),
      ];
      const openNode = nodes({
        a: () => openRecordedNode('a', one),
        b: () => openRecordedNode('b', two),
      });
      const { out } = await diff(`a b ${words}`, openNode);
      expect(out.replaceAll(/, kmscope [\d.]+$/gm, '')).toEqual((await diff(`a b ${words}`)).out);
    },
  );

  it('of two nodes may lack what is not compared between them', async () => {
    const other = fortioNode({ incomplete: { km_manage: 'lost' }, unreadable: 'EPERM' });
    const openNode = nodes({ a: fortioNode, b: () => named(other, 'worker-2') });
    const { status, err } = await diff('a b', openNode);
    expect([status, err]).toEqual([0, '']);
  });
});

describe('diff --watch', () => {
  /** The states of the node, one a reading; the last stays. */
  function readings(...states: readonly (() => NodeSource)[]) {
    let round = 0;
    return () => (states[Math.min(round++, states.length - 1)] ?? fortioNode)();
  }
  const words = 'diff --watch --interval 1 --timeout 3'.split(' ');

  it('prints what changed, when it changed', async () => {
    const openNode = readings(fortioNode, fortioNode, fortioLater);
    const { status, out, err } = await runCli(words, { openNode });
    expect(status).toBe(0);
    expect(err).toBe('kmscope: watching since 2026-01-31T12:00:00.000Z\n');
    expect(out.match(/^2026.*$/gm)).toEqual(['2026-01-31T13:00:00.000Z']);
    expect(out).toContain('  ~ endpoint default/plain-a (10.244.0.31) prio: 1 -> 0\n');
  });

  it('streams changes with their time', async () => {
    const openNode = readings(fortioNode, fortioLater, fortioNode);
    const { out } = await runCli([...words, '-o', 'jsonl'], { openNode });
    const changes = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const later = changes.filter(({ takenAt }) => takenAt === '2026-01-31T13:00:00.000Z');
    expect(later).toHaveLength(20);
    expect(changes).toHaveLength(40);
    expect(later).toEqual(
      (await diff('a b -o jsonl')).out
        .trim()
        .split('\n')
        .map((line) => ({ takenAt: '2026-01-31T13:00:00.000Z', ...JSON.parse(line) })),
    );
  });

  it('ends with 0 when it is stopped', async () => {
    const stop = new AbortController();
    const openNode = () => fortioNode({ unreadable: 'EPERM' });
    const onSleep = () => stop.abort();
    const endless = ['diff', '--watch'];
    const { status } = await runCli(endless, { openNode, stop: stop.signal, onSleep });
    expect(status).toBe(0);
  });
});
