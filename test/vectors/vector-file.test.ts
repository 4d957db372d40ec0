// What the reader of recordings makes of files that are not what they should be.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import {
  readVectorFile,
  toGeneration,
  type VectorLine,
} from '../../scripts/vectors/vector-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmscope-vectors-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function readAll(name: string, content: string | Buffer): Promise<VectorLine[]> {
  const path = join(folder, name);
  writeFileSync(path, content);
  return collect(path);
}

async function collect(path: string): Promise<VectorLine[]> {
  const lines: VectorLine[] = [];
  for await (const line of readVectorFile(path)) lines.push(line);
  return lines;
}

const header = JSON.stringify({ header: true, kmesh: 'v1.1.0', map_specs: { km_frontend: {} } });
const connect = { family: 4, proto: 'tcp', dst: '10.0.0.1', port: 80, n: 1, case: 'c' };
const outcome = { dst: '10.0.0.1', port: 80, count: 1, storage: null };
const state = {
  id: 's',
  kmesh: 'v1.1.0',
  maps: { km_frontend: [], km_manage: [] },
  client: { cookie: 1 },
  connects: [{ ...connect, outcomes: [outcome] }],
};
const file = (...lines: readonly unknown[]) =>
  [header, ...lines.map((line) => JSON.stringify(line))].join('\n');

describe('readVectorFile', () => {
  it('reads states, plain and gzip, with and without a last newline', async () => {
    const expected = [{ kind: 'state', state, generation: { name: 'v1.1' } }];
    expect(await readAll('plain.jsonl', file(state))).toMatchObject(expected);
    expect(await readAll('newline.jsonl', `${file(state)}\n`)).toMatchObject(expected);
    expect(await readAll('zipped.jsonl.gz', gzipSync(file(state)))).toMatchObject(expected);
  });

  it('names the line that is cut off and reads on after it', async () => {
    const lines = await readAll('cut.jsonl', `${header}\n{"id":"s\n${JSON.stringify(state)}\n`);
    expect(lines).toMatchObject([
      { kind: 'problem', line: 2, message: expect.stringContaining('not JSON') },
      { kind: 'state' },
    ]);
  });

  it('reports a file that is missing, and one whose compression ends too early', async () => {
    const missing = await collect(join(folder, 'missing.jsonl'));
    expect(missing).toMatchObject([{ kind: 'problem', message: /ENOENT/ }].map(matching));
    const cut = await readAll('cut.jsonl.gz', gzipSync(file(state)).subarray(0, 60));
    expect(cut.at(-1)).toMatchObject(matching({ kind: 'problem', message: /unexpected end/ }));
  });

  it.each([
    { what: 'a state of v1.3.0', line: { ...state, kmesh: 'v1.3.0' }, why: /Kmesh v1\.3\.0/ },
    { what: 'a header of v0.3.1', line: { header: true, kmesh: 'v0.3.1' }, why: /Kmesh v0\.3\.1/ },
    {
      what: 'kernel-native mode of v0.4.1',
      line: { ...state, kmesh: 'v0.4.1', maps: { km_listener: [] } },
      why: /native/,
    },
    { what: 'authorization', line: { kmesh: 'v1.1.0', packets: [] }, why: /authorization/ },
    { what: 'ring records', line: { type: 'km_tcp_probe' }, why: /km_tcp_probe/ },
  ])('says that it does not support $what, and stops', async ({ line, why }) => {
    const lines = await readAll('unsupported.jsonl', file(line, state));
    expect(lines).toMatchObject([matching({ kind: 'problem', line: 2, message: why })]);
  });

  it.each([
    { what: 'id', line: { ...state, id: undefined } },
    { what: 'kmesh', line: { ...state, kmesh: undefined } },
    { what: 'maps', line: { ...state, maps: undefined } },
    { what: 'client', line: { ...state, client: {} } },
    { what: 'connects', line: { ...state, connects: undefined } },
    { what: 'km_frontend', line: { ...state, maps: { km_frontend: [['00', '00']] } } },
    { what: 'family', line: { ...state, connects: [{ ...connect, family: 5, outcomes: [] }] } },
    { what: 'destination', line: { ...state, connects: [{ ...connect, dst: 'x', outcomes: [] }] } },
    { what: 'outcomes', line: { ...state, connects: [connect] } },
    { what: 'an outcome', line: { ...state, connects: [{ ...connect, outcomes: [{}] }] } },
  ])('rejects a state whose $what is wrong', async ({ what, line }) => {
    const lines = await readAll('wrong.jsonl', file(line));
    expect(lines).toMatchObject([{ kind: 'problem', message: expect.stringContaining(what) }]);
  });
});

describe('toGeneration', () => {
  it.each([
    ['v1.1.0', 'v1.1'],
    ['v1.2.0', 'v1.2'],
    ['v1.2.3', 'v1.2'],
    ['ec501a9887b53899ba2760f69740d3d78434d7c8', 'main'],
    ['v1.0.0', 'v1.0'],
    ['v1.0.0-rc.0', 'v1.0'],
    ['v0.5.0', 'v0.5'],
    ['v0.4.1', 'v0.4.1'],
    ['v0.4.0', 'v0.4.0'],
    ['v0.4.2', undefined],
    ['v0.3.1', undefined],
    ['v1.10.0', undefined],
    [undefined, undefined],
  ])('takes %s as %s', (kmesh, name) => {
    expect(toGeneration(kmesh)?.name).toBe(name);
  });
});

function matching({ message, ...rest }: { kind: string; line?: number; message: RegExp }) {
  return { ...rest, message: expect.stringMatching(message) };
}
