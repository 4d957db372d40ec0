// --routes: what is read, and what is said about it; the answers themselves are in test/golden.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fortioNode } from '../../golden/fortio-node.ts';
import { runCli } from '../../golden/run-cli.ts';

const text = readFileSync(new URL('../../golden/fortio/routes.yaml', import.meta.url), 'utf8');
const [virtualService = '', ...others] = text.split('---\n');
const inputs = { '-': text, 'vs.yaml': virtualService, 'rest.yaml': others.join('---\n') };

const run = (words: string, more: Readonly<Record<string, string>> = {}) =>
  runCli(words.split(' '), { inputs: { ...inputs, ...more } });

const secret = '{apiVersion: v1, kind: Secret, metadata: {name: x}}';
const conditional = virtualService.replace(
  '    - route:',
  '    - match: [{headers: {x: {exact: y}}}]\n      route:',
);

describe('--routes', () => {
  it('may be given again, and takes one file each time', async () => {
    const both = await run('weights --routes vs.yaml --routes rest.yaml fortio');
    expect(both).toEqual(await run('weights fortio --routes -'));
    expect(both.out).toContain('90.0%');
  });

  it('leaves stdin alone where it is not asked for', async () => {
    const { out, err, status } = await runCli(['weights', 'fortio']);
    expect({ err, status }).toEqual({ err: '', status: 0 });
    expect(out).not.toContain('declared');
  });

  it('reads stdin once', async () => {
    for (const words of ['--routes - --routes -', '--file - --routes -']) {
      const { status, err } = await run(`weights ${words}`);
      expect({ status, err }).toEqual({
        status: 2,
        err: 'kmscope: stdin can be read only once\n',
      });
    }
  });

  it('says what it skips, and that there is no route', async () => {
    const { status, err } = await run('weights --routes s.yaml', { 's.yaml': secret });
    expect(status).toBe(0);
    expect(err).toBe(
      'kmscope: skipped 1 object of other kinds: 1 Secret\nkmscope: no VirtualService or route of the Gateway API was given\n',
    );
    const quiet = await run('weights -q --routes s.yaml', { 's.yaml': secret });
    expect(quiet.err).toBe('');
  });

  it('refuses what is damaged with file, document and path', async () => {
    const bad = text.replace('weight: 10', 'weight: ten');
    const { status, out, err } = await run('weights --routes bad.yaml', { 'bad.yaml': bad });
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain('bad.yaml: document 1: spec.http[0].route[1].weight: "ten"');
  });

  it('gives no share where the route is not known', async () => {
    const words = 'weights fortio --routes c.yaml --filter port=8080 --no-headers';
    const { out } = await run(words, { 'c.yaml': conditional });
    const [waypoint, ...declared] = out.trimEnd().split('\n');
    expect(waypoint).toContain('100%');
    expect(declared).toHaveLength(3);
    expect(out).toContain('90.0% of it');
    expect(out).toContain('with headers x exact y');
    expect(out).toContain('error 404: no route matches');
    const to = 'explain --from any --to fortio:8080 --routes c.yaml';
    const text = (await run(to, { 'c.yaml': conditional })).out;
    expect(text).toContain('requests with headers x exact y:');
    expect(text).toContain('requests otherwise:');
    expect(text).toContain('is not decided by address and port');
  });

  it('tells a route of no object from one that no rule of an object has', async () => {
    const none = await run('weights fortio --routes s.yaml -q', { 's.yaml': secret });
    expect(none.out).toContain("no object names the service: the waypoint's own route");
    const tcp = `${virtualService}---
{apiVersion: v1, kind: Service, metadata: {name: fortio, namespace: default}, spec: {ports: [{name: tcp, port: 8080}]}}`;
    const { out } = await run('weights fortio --routes t.yaml --filter port=8080', {
      't.yaml': tcp,
    });
    expect(out).toContain("VirtualService/default/fortio has no rule for it: the waypoint's own");
    const ports = virtualService.replace('    - route:', '    - match: [{port: 1}]\n      route:');
    const unmatched = await run('weights fortio --routes p.yaml', { 'p.yaml': ports });
    expect(unmatched.out).toContain('no rule of VirtualService/default/fortio matches');
  });

  it('says that without names nothing can be matched', async () => {
    const openNode = () => fortioNode({ nameFile: null });
    const { err, out } = await runCli(['weights', '--routes', '-'], { inputs, openNode });
    expect(err).toContain('no name file on this node');
    expect(out).not.toContain('declared');
  });

  it('notes objects that do not come to anything, in -o wide', async () => {
    const second = virtualService.replace('name: fortio', 'name: other');
    const { out } = await run('weights fortio --routes 2.yaml -o wide', {
      '2.yaml': `${text}---\n${second}`,
    });
    expect(out).toContain('note: VirtualService/default/other names this service too');
  });

  it('says that it says nothing where no waypoint is met', async () => {
    const { status, out, err } = await run('explain --from any --to plain:80 --routes -');
    expect(status).toBe(0);
    expect(out).not.toContain('declared');
    expect(err).toContain('the route objects say nothing here');
  });

  it('shows the subset where its pods were not given', async () => {
    const { out } = await run('weights fortio --routes vs.yaml --routes dr.yaml', {
      'dr.yaml': others[0] ?? '',
    });
    expect(out).toContain('v1 of fortio.default');
    expect(out).toContain('pods not in the input (version=v1)');
  });

  it('lets no name break out of its place', async () => {
    const evil = 'x"];\\u001b[2J<b>{}';
    const more = {
      'e.yaml': text.replaceAll('subset: v1', `subset: "${evil.replace('"', '\\"')}"`),
    };
    for (const format of ['table', 'mermaid', 'dot']) {
      const { out, status } = await run(
        `explain --from any --to fortio:8080 --routes e.yaml -o ${format}`,
        more,
      );
      expect(status).toBe(0);
      expect(out).not.toContain('\u001b');
      if (format === 'mermaid') expect(out).not.toContain('<b>');
      if (format === 'dot') expect(out).toContain('x\\"];');
    }
    expect((await run('weights fortio --routes e.yaml', more)).out).not.toContain('\u001b');
  });
});
