// What every command prints of the fortio scenario. The texts are in fortio/; they change only with
// `npx vitest run --project golden -u`, and the difference is read.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { NodeOptions } from '../../src/cli/options.ts';
import { fortioLater } from './fortio-later.ts';
import { fortioNode } from './fortio-node.ts';
import { runCli } from './run-cli.ts';

const lists = [
  'maps',
  'frontends',
  'services',
  'endpoints',
  'backends',
  'pods',
  'weights',
  'connections',
];
const questions: Readonly<Record<string, readonly string[]>> = {
  'explain-waypoint': ['--from', 'default/netutils', '--to', 'fortio.default:8080'],
  'explain-endpoint': ['--from', 'netutils', '--to', 'plain:80'],
  'explain-failover': ['--from', 'pid:1010', '--to', '10.96.0.50:80'],
  'explain-broken': ['--from', 'ip:10.244.0.10', '--to', 'broken.default.svc:80'],
  'explain-unmanaged': ['--from', 'default/outside', '--to', 'plain:80'],
  'explain-ipv6': ['--from', 'netns:101', '--to', '[fd00:10:96:0::80]:80'],
  'explain-what-if': [
    ...['--from', 'any', '--to', 'plain:80', '--without', 'plain-a'],
    ...['--set-lb', 'plain=failover'],
  ],
  'explain-workload': ['--from', 'any', '--to', 'default/fortio-v2:8080'],
};

describe('the fortio scenario', () => {
  for (const command of lists) {
    for (const format of ['table', 'wide', 'json', 'yaml', 'jsonl']) {
      it(`${command} -o ${format}`, async () => {
        const { status, out, err } = await runCli([command, '-o', format]);
        expect({ status, err }).toEqual({ status: 0, err: '' });
        await expect(out).toMatchFileSnapshot(`fortio/${command}.${format}.txt`);
      });
    }
  }
  for (const [name, words] of Object.entries(questions)) {
    for (const format of ['table', 'wide', 'json', 'jsonl', 'mermaid', 'dot']) {
      it(`${name} -o ${format}`, async () => {
        const { status, out } = await runCli(['explain', ...words, '-o', format]);
        expect(status).toBe(0);
        await expect(out).toMatchFileSnapshot(`fortio/${name}.${format}.txt`);
      });
    }
  }
  for (const format of ['table', 'json', 'yaml']) {
    it(`status -o ${format}`, async () => {
      const { status, out } = await runCli(['status', '-o', format]);
      expect(status).toBe(0);
      await expect(out).toMatchFileSnapshot(`fortio/status.${format}.txt`);
    });
  }
  for (const format of ['table', 'wide', 'json', 'yaml', 'jsonl']) {
    it(`check -o ${format}`, async () => {
      const openNode = () => fortioNode({ policies: {} });
      const { status, out, err } = await runCli(['check', '-o', format], { openNode });
      expect({ status, err }).toEqual({ status: 1, err: '' });
      await expect(out).toMatchFileSnapshot(`fortio/check.${format}.txt`);
    });
  }
  const routes = new URL('fortio/routes.yaml', import.meta.url);
  const inputs = { '-': readFileSync(routes, 'utf8') };
  for (const format of ['table', 'wide', 'json', 'yaml', 'jsonl']) {
    it(`weights --routes - -o ${format}`, async () => {
      const words = ['weights', 'fortio', '--routes', '-', '-o', format];
      const { status, out, err } = await runCli(words, { inputs });
      expect({ status, err }).toEqual({ status: 0, err: '' });
      await expect(out).toMatchFileSnapshot(`fortio/weights-beyond.${format}.txt`);
    });
  }
  for (const format of ['table', 'wide', 'json', 'jsonl', 'mermaid', 'dot']) {
    it(`explain --routes - -o ${format}`, async () => {
      const to = ['--from', 'default/netutils', '--to', 'fortio:8080', '--routes', '-'];
      const { status, out } = await runCli(['explain', ...to, '-o', format], { inputs });
      expect(status).toBe(0);
      await expect(out).toMatchFileSnapshot(`fortio/explain-beyond.${format}.txt`);
    });
  }
  for (const format of ['table', 'wide', 'json', 'yaml', 'jsonl']) {
    it(`diff -o ${format}`, async () => {
      const openNode = ({ file }: NodeOptions) =>
        file === 'later.json' ? fortioLater() : fortioNode();
      const words = ['diff', 'before.json', 'later.json', '-o', format];
      const { status, out, err } = await runCli(words, { openNode });
      expect({ status, err }).toEqual({ status: 1, err: '' });
      await expect(out).toMatchFileSnapshot(`fortio/diff.${format}.txt`);
    });
  }
  for (const format of ['table', 'wide', 'json', 'yaml', 'jsonl']) {
    it(`explain --who -o ${format}`, async () => {
      const { status, out } = await runCli(['explain', '--who', 'fortio-v1', '-o', format]);
      expect(status).toBe(0);
      await expect(out).toMatchFileSnapshot(`fortio/explain-who.${format}.txt`);
    });
  }
  it('dump', async () => {
    const { status, out, err } = await runCli(['dump']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    JSON.parse(out);
    await expect(out).toMatchFileSnapshot('fortio/dump.json.txt');
  });
});
