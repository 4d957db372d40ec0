// Maps as bpftool printed them: the same answers as of the node, as far as maps alone give any.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { prepareRecording } from '../../../src/cli/read-dump.ts';
import { rowOf } from '../../../src/raw/raw-map.ts';
import { type MapFile, openMapFiles } from '../../../src/snapshot/map-files.ts';
import { fortioNode } from '../../golden/fortio-node.ts';
import { runCli } from '../../golden/run-cli.ts';

const maps = ['km_frontend', 'km_service', 'km_endpoint', 'km_backend', 'km_manage'];

const hex = (bytes: Buffer) => [...bytes].map((byte) => `0x${byte.toString(16).padStart(2, '0')}`);

/** What bpftool prints of a map; with BTF also the same in words, which is not needed. */
function printed(name: string): string {
  const node = fortioNode();
  const [set] = node.mapSets;
  if (set === undefined) throw new Error('no set');
  const map = node.readMap(set, name);
  const rows = Array.from({ length: map.count }, (_, row) => rowOf(map, row));
  const entries = rows.map(({ key, value }) => ({
    key: hex(key),
    value: hex(value),
    formatted: {},
  }));
  return JSON.stringify(entries);
}

const names = fortioNode().readNameFiles()[0]?.text ?? '';
const toFile = (name: string, text: string): MapFile => ({ name, bytes: Buffer.from(text) });
const limit = 1 << 24;
const takenAt = new Date('2026-01-31T12:00:00.000Z');
const open = (files: readonly MapFile[]) => () =>
  openMapFiles({ path: 'd', files, takenAt, limit });

const named = [
  ...maps.map((map) => toFile(`${map}.json`, printed(map))),
  toFile('hash_name.yaml', names),
];
const unnamed = [
  ...maps.map((map, index) => toFile(`${index}.json`, printed(map))),
  toFile('hash_name.yaml', names),
];

const folder = mkdtempSync(join(tmpdir(), 'kmscope-maps-'));
afterAll(() => rmSync(folder, { recursive: true }));

const questions = [
  'frontends',
  'services',
  'endpoints',
  'backends',
  'weights',
  'explain --from any --to fortio.default:8080 --generation main',
  'explain --from netns:101 --to failover:80 --generation main',
];

function itemsOf(json: string): object {
  const { items, outcomes, steps } = JSON.parse(json);
  return { items, outcomes, steps };
}

describe('a folder of map dumps', () => {
  it.each(questions)('answers %s as the node does', async (question) => {
    const words = [...question.split(' '), '-o', 'json'];
    const live = await runCli(words);
    for (const files of [named, unnamed]) {
      const { out, err } = await runCli(words, { openNode: open(files) });
      expect(err).not.toContain('bug');
      expect(itemsOf(out)).toEqual(itemsOf(live.out));
    }
  });

  it('says what it lacks', async () => {
    const files = named.filter(({ name }) => name !== 'km_endpoint.json');
    const endpoints = await runCli(['endpoints'], { openNode: open(files) });
    expect([endpoints.status, endpoints.err]).toEqual([
      5,
      expect.stringContaining('MAP_MISSING: map km_endpoint is not pinned in d'),
    ]);
    const connections = await runCli(['connections'], { openNode: open(files) });
    expect([connections.status, connections.err]).toEqual([
      5,
      expect.stringContaining('km_sockstorage'),
    ]);
    for (const command of ['status', 'check', 'maps', 'pods', 'dump']) {
      const { status, err } = await runCli([command], { openNode: open(named) });
      expect([0, 1, 5], err).toContain(status);
    }
  });

  it.each<[string, MapFile[], RegExp]>([
    ['without a map', [toFile('hash_name.yaml', names)], /no dump of a Kmesh map in d/],
    [
      'with the same map twice',
      [...named, toFile('a-km_service.json', '[]')],
      /km_service is there twice/,
    ],
    ['with JSON of another kind', [toFile('km_service.json', '{}')], /no list of entries/],
    [
      'with a map that cannot be told',
      [toFile('x.json', '[{"key":["0x00"],"value":["0x00"]}]')],
      /neither its name nor its rows \(1-byte/,
    ],
    [
      'with rows of several sizes',
      [toFile('km_service.json', '[{"key":["0x00"],"value":[]},{"key":[],"value":[]}]')],
      /\[1\] is of another size/,
    ],
    [
      'with a key twice',
      [toFile('km_service.json', '[{"key":["0x00"],"value":[]},{"key":["0x00"],"value":[]}]')],
      /\[1\] has the key of \[0\]/,
    ],
    [
      'with what is no byte',
      [toFile('km_service.json', '[{"key":["0x00"],"value":["x"]}]')],
      /\[0\]\.value\[0\] is no byte/,
    ],
    [
      'that is cut off',
      [toFile('km_service.json', '[{"key":["0x00"')],
      /cut off after 15 bytes, in \[0\]\.key/,
    ],
  ])('%s is refused', async (_, files, message) => {
    const { status, err } = await runCli(['services'], { openNode: open(files) });
    expect([status, err]).toEqual([2, expect.stringMatching(message)]);
  });

  it('may have empty maps and those with a value for each CPU, which tell no sizes', async () => {
    const empty = ['km_wlpolicy', 'km_sockstorage', 'km_socket', 'kmesh_map64', 'km_log_event'];
    const slot = { key: ['0x00', '0x00', '0x00', '0x00'] };
    const perCpu = JSON.stringify([{ ...slot, values: [{ cpu: 0, value: ['0x00'] }] }]);
    const slots = JSON.stringify([{ ...slot, value: ['0x2a', '0x00', '0x00', '0x00'] }]);
    const openNode = open([
      ...named,
      ...empty.map((map) => toFile(`${map}.json`, '[]')),
      toFile('km_tmpbuf.json', perCpu),
      toFile('km_cgr_tail6.json', slots),
    ]);
    const status = await runCli(['status', '-o', 'json'], { openNode });
    expect(JSON.parse(status.out).generation.name).toBe('main');
    expect(JSON.parse(status.out).maps).toMatchObject({ count: 12, mismatched: [] });
    const words = ['explain', '--from', 'any', '--to', 'fortio:80', '-o', 'json'];
    const explained = await runCli(words, { openNode });
    expect(JSON.parse(explained.out).outcomes[0].reason).toBe('SERVICE_WAYPOINT');
  });

  it('is what --file takes, and so is one such file', async () => {
    for (const { name, bytes } of named) writeFileSync(join(folder, name), bytes);
    const all = await prepareRecording(folder, {});
    expect(all().mapSets[0]?.maps.length).toBe(maps.length);
    expect(all().readNameFiles()).toHaveLength(1);
    const one = await prepareRecording(join(folder, 'km_service.json'), {});
    const { out, status } = await runCli(['services', '-o', 'json'], { openNode: one });
    expect(JSON.parse(out).items).toHaveLength(10);
    expect(status).toBe(5);
  });
});
