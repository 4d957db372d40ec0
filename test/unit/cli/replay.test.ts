// A dump gives the same answer as the node that it was made from.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fromRecordedDestination } from '../../../src/kmesh/dual-engine/original-destination.ts';
import { generationNames } from '../../../src/kmesh/generation.ts';
import { openRecordedNode } from '../../../src/snapshot/recorded-source.ts';
import { fortioNode } from '../../golden/fortio-node.ts';
import { runCli } from '../../golden/run-cli.ts';

const questions = [
  'status',
  'maps',
  'frontends',
  'services',
  'endpoints',
  'backends',
  'pods',
  'weights',
  'connections',
  'dump',
  'explain --from netutils --to fortio:8080',
  'explain --from default/outside --to broken:80',
  'explain --from ip:10.244.0.10 --to [fd00:10:96::80]:80',
  'explain --from netns:101 --to failover:80',
];

const noSockets = { sockets: [], pins: [] };

function withoutPolicies(dump: string): string {
  const { workloadPolicies, ...rest } = JSON.parse(dump) as Record<string, unknown>;
  expect(workloadPolicies).toHaveLength(2);
  return JSON.stringify(rest);
}

describe('a dump', () => {
  it.each(questions)('answers %s like the node', async (question) => {
    const words = [...question.split(' '), '-o', 'json'];
    const { out: dump } = await runCli(['dump']);
    const live = await runCli(words);
    const openNode = () => openRecordedNode('node.json', Buffer.from(dump));
    expect(await runCli(words, { openNode })).toEqual(live);
    const packed = () => openRecordedNode('node.json.gz', gzipSync(dump));
    expect(await runCli(words, { openNode: packed })).toEqual(live);
  });

  it('holds and gives the findings of check, which looks once', async () => {
    const words = ['check', '-o', 'json'];
    const policies = { policies: {} };
    const { out: dump } = await runCli(['dump'], { openNode: () => fortioNode(policies) });
    const live = await runCli(words, { openNode: () => fortioNode(policies) });
    const openNode = () => openRecordedNode('node.json', Buffer.from(dump));
    const recorded = await runCli(words, { openNode });
    expect(recorded.status).toBe(live.status);
    const { findings, rules } = JSON.parse(live.out);
    expect(JSON.parse(recorded.out)).toMatchObject({ findings, rules });
    expect(findings.length).toBeGreaterThan(3);
    expect(JSON.parse(dump)).toMatchObject({ findings, rules });
  });

  it.each([
    ['with the policies of workloads', (dump: string) => dump, 'looked'],
    ['of an earlier release, without them', withoutPolicies, 'could-not-look'],
  ])('%s is judged by what it has', async (_, edit, expected) => {
    const openLive = () => fortioNode({ policies: { 1: [1, 2, 3, 4], 2: [5] } });
    const { out: dump } = await runCli(['dump'], { openNode: openLive });
    const openNode = () => openRecordedNode('node.json', Buffer.from(edit(dump)));
    const { out } = await runCli(['check', '-o', 'json', '--fail-on', 'info'], { openNode });
    const { rules, findings } = JSON.parse(out) as {
      rules: { code: string; state: string }[];
      findings: { code: string; subject: object }[];
    };
    const stateOf = (code: string) => rules.find((rule) => rule.code === code)?.state;
    expect(stateOf('POLICIES_CUT')).toBe(expected);
    expect(stateOf('MAP_NEARLY_FULL')).toBe('looked');
    const found = findings.filter(({ code }) => code === 'POLICIES_CUT');
    expect(found).toHaveLength(expected === 'looked' ? 1 : 0);
  });

  const short = { netnsCookie: 101n, byAddress: null, storage: Buffer.alloc(16, 1) } as const;
  const recorded = fromRecordedDestination({ address: '10.96.0.30', port: 80 }, 4, true);

  it.each(generationNames.slice(0, 4))('of %s answers like its node', async (generation) => {
    const [first] = fortioNode().readStoredSockets(
      { folder: '', pins: '', maps: [] },
      '',
      null,
    ).sockets;
    if (first === undefined) throw new Error('no socket to start from');
    const sockets = [
      { ...first, ...short },
      { ...first, ...short, localPort: 9, byAddress: recorded },
    ];
    const live = () => fortioNode({ generation, sockets, pins: [] });
    const { out: dump, status } = await runCli(['dump'], { openNode: live });
    expect(status).toBe(0);
    expect(JSON.parse(dump).kmesh.generation).toBe(generation);
    const openNode = () => openRecordedNode('node.json', Buffer.from(dump));
    for (const question of questions) {
      const words = [...question.split(' '), '-o', 'json'];
      expect(await runCli(words, { openNode })).toEqual(await runCli(words, { openNode: live }));
    }
  });

  it('keeps what could not be read', async () => {
    const openNode = () => fortioNode({ incomplete: { km_backend: 'lost' }, unreadable: 'EPERM' });
    const { out: dump } = await runCli(['dump'], { openNode });
    const recorded = () => openRecordedNode('node.json', Buffer.from(dump));
    for (const command of ['pods', 'backends', 'status']) {
      expect((await runCli([command], { openNode: recorded })).status).toBe(5);
    }
  });

  it.each(generationNames)('with the bytes of %s answers by them alone', async (generation) => {
    const policies = { 7: [1, 2, 3, 4] };
    const live = () =>
      fortioNode({ generation, policies, ...(generation === 'main' ? {} : noSockets) });
    const { out, status } = await runCli(['dump', '--raw'], { openNode: live });
    expect(status).toBe(0);
    const { frontends, services, endpoints, backends, manage, ...rest } = JSON.parse(out);
    const { authResults, workloadPolicies, ...bytes } = rest;
    expect(authResults).toHaveLength(1);
    const openNode = () => openRecordedNode('node.json', Buffer.from(JSON.stringify(bytes)));
    for (const question of questions) {
      const words = [...question.split(' '), '-o', 'json'];
      expect(await runCli(words, { openNode })).toEqual(await runCli(words, { openNode: live }));
    }
    const again = await runCli(['dump', '--raw'], { openNode });
    expect(again.out).toBe(out);
  });

  it('whose bytes are not as many as they should be is refused', async () => {
    const { out } = await runCli(['dump', '--raw']);
    for (const [field, wrong] of [
      ['keys', 'AAAA'],
      ['values', 7],
      ['count', 4_000_000_000],
      ['complete', null],
    ] as const) {
      const document = JSON.parse(out) as { rawMaps: Record<string, unknown>[] };
      const at = document.rawMaps.findIndex(({ map }) => map === 'km_service');
      document.rawMaps[at] = { ...document.rawMaps[at], [field]: wrong };
      const openNode = () => openRecordedNode('node.json', Buffer.from(JSON.stringify(document)));
      const { status, err } = await runCli(['services'], { openNode });
      expect(status).toBe(2);
      expect(err).toMatch(
        new RegExp(`rawMaps\\[${at}\\]\\.${field === 'count' ? 'keys' : field} is not`),
      );
    }
  });

  it('of the same state is the same, byte for byte', async () => {
    expect((await runCli(['dump'])).out).toBe((await runCli(['dump'])).out);
  });
});
