// What a user meets when something is not there, not allowed or not as it should be: each its own message,
// the way out, and the contract's exit status.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findBpftool } from '../../scripts/find-bpftool.ts';
import { describeOnKernel, TestPins } from '../support/kernel.ts';
import { type RunResult, runKmscope } from '../support/run-kmscope.ts';

const nobody = 65534;

const hexBytes = (hex: string) => hex.match(/../g) ?? [];

function expectFailure(result: RunResult, status: number, ...parts: readonly string[]): void {
  for (const part of parts) expect(result.stderr).toContain(part);
  expect([result.status, result.stdout]).toEqual([status, '']);
  expect(result.stderr).toMatch(/^kmscope: [^\n]+/);
}

describeOnKernel('bad input', () => {
  let pins: TestPins;
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kmscope-'));
    chmodSync(folder, 0o755);
    pins = new TestPins('bad');
    // frontend 10.96.0.1 -> 7, and 10.96.0.2 -> 8
    pins.put([
      `put km_frontend 0a600001${'00'.repeat(12)} 07000000`,
      `put km_frontend 0a600002${'00'.repeat(12)} 08000000`,
      `put km_backend 07000000 0af40005${'00'.repeat(76)}`,
    ]);
  });

  afterAll(() => {
    pins.remove();
    rmSync(folder, { recursive: true });
  });

  it('no bpffs', () => {
    const result = runKmscope(['services', '--bpffs', folder]);
    expectFailure(result, 4, `${folder}: no bpffs is mounted here`, 'hint: ');
  });

  it('a node without bpffs names every place searched', () => {
    const result = runKmscope(['services', '--host-root', folder]);
    expectFailure(result, 4, `${folder}/sys/fs/bpf: not there`);
  });

  it('no pins', () => {
    const empty = `/sys/fs/bpf/kmscope-test-empty-${process.pid}`;
    mkdirSync(empty);
    try {
      const result = runKmscope(['services', '--bpffs', empty]);
      expectFailure(result, 4, `${empty}: a bpffs without bpf_kmesh_workload/ or bpf_kmesh/`);
    } finally {
      rmdirSync(empty);
    }
  });

  it('a folder without permission', () => {
    chmodSync(pins.dir, 0o700);
    const as = { uid: nobody, gid: nobody };
    const result = runKmscope(['services', '--bpffs', pins.dir], as);
    expectFailure(result, 3, 'cannot', pins.dir, 'EACCES (permission denied)', 'hint: needs uid 0');
  });

  it('a map of an unknown size is shown raw, and the others go on', () => {
    const bpftool = findBpftool();
    if (bpftool === undefined) throw new Error('bpftool is missing: scripts/setup.sh installs it');
    const odd = new TestPins('odd');
    try {
      rmSync(`${odd.maps}/km_endpoint`);
      const sizes = ['type', 'hash', 'key', '12', 'value', '8', 'entries', '10'];
      const path = `${odd.maps}/km_endpoint`;
      execFileSync(bpftool, ['map', 'create', path, ...sizes, 'name', 'km_endpoint']);
      const bytes = ['key', 'hex', ...hexBytes('01'.repeat(12)), 'value', 'hex'];
      const value = hexBytes('0203040506070809');
      execFileSync(bpftool, ['map', 'update', 'pinned', path, ...bytes, ...value]);
      const result = runKmscope(['endpoints', '--bpffs', odd.dir]);
      expect(result.status).toBe(5);
      expect(result.stderr).toContain('12-byte keys and 8-byte values');
      expect(result.stdout).toContain('0203040506070809');
      const frontends = runKmscope(['maps', '--bpffs', odd.dir, '-o', 'json']);
      expect(JSON.parse(frontends.stdout).items.length).toBeGreaterThan(5);
    } finally {
      odd.remove();
    }
  });

  it('a torn name file: what is whole is used, the torn line is named', () => {
    const root = join(folder, 'root');
    mkdirSync(join(root, 'mnt'), { recursive: true });
    writeFileSync(join(root, 'mnt/hash_name.yaml'), 'a/b.c: 8\nKubernetes//Pod/default/web: 7');
    const args = ['frontends', '--bpffs', pins.dir, '--host-root', root, '-o', 'json'];
    const { items, problems } = JSON.parse(runKmscope(args).stdout);
    expect(items.map((item: { name: string | null }) => item.name)).toEqual([null, 'b.c']);
    expect(problems.map((problem: { code: string }) => problem.code)).toContain('NAME_FILE_TORN');
  });

  it.each<[string, string | Buffer, string]>([
    ['is no JSON', 'hello', 'cannot read dump'],
    ['is JSON of another kind', '{"kind":"ServiceList"}', 'it is of kind ServiceList, not a Dump'],
    ['is of a newer major version', '{"kind":"Dump","schemaVersion":"2.1"}', '2.1'],
    ['is cut off', '{"kind":"Dump","schemaVersion":"1.0","node', 'cut off after 42 bytes'],
    ['is cut gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1]), 'gzip'],
    ['is empty', '', 'cannot read dump'],
    ['lacks a list', '{"kind":"Dump","schemaVersion":"1.0"}', 'node is not an object'],
  ])('a dump file that %s', (_, content, message) => {
    const file = join(folder, 'dump.json');
    writeFileSync(file, content);
    expectFailure(runKmscope(['services', '--file', file]), 2, file, message);
  });

  it.each([
    [['explain', '--from', 'nobody', '--to', '10.96.0.1:80'], 'no pod nobody'],
    [['explain', '--from', 'any', '--to', 'nothing:80'], 'no name file on this node'],
    [['explain', '--from', 'any', '--to', '10.96.0.1:0'], '1 to 65535'],
    [['explain', '--from', 'any', '--to', '10.96.0.1:70000'], '1 to 65535'],
    [['explain', '--from', 'any', '--to', '10.96.0.1'], 'DEST is'],
    [['explain', '--from', 'any'], '--to'],
    [['services', '--sort', 'bogus'], 'bogus'],
    [['services', '--filter', 'bogus=1'], 'bogus'],
    [['bogus'], 'bogus'],
    [['services', '-o', 'xml'], 'xml'],
  ])('%j', (args, message) => {
    const result = runKmscope([...args, '--bpffs', pins.dir]);
    expectFailure(result, 2, message);
  });
});
