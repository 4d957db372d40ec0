// Each way in which the command line, the node or the data says no: message, way out, exit status.
import { describe, expect, it } from 'vitest';
import { KernelError, type KernelErrorCode } from '../../../src/kernel/kernel-error.ts';
import { fortioNode } from '../../golden/fortio-node.ts';
import { type RunOptions, runCli } from '../../golden/run-cli.ts';
import { fakeNode } from '../../support/fake-node.ts';

interface Row {
  readonly words: string;
  readonly err: RegExp;
  readonly hint?: RegExp;
}

const explain = 'explain --from any --to';
const wrongUse: readonly Row[] = [
  { words: 'servces', err: /no command servces/, hint: /did you mean services\?/ },
  { words: 'help servces', err: /no command servces/, hint: /services/ },
  { words: 'policies', err: /no command policies/ },
  { words: 'services --nmespace x', err: /unknown option '--nmespace'/, hint: /--namespace/ },
  { words: 'services -n', err: /argument missing/ },
  { words: 'services -o xml', err: /--output xml is not offered/, hint: /table, wide, json/ },
  { words: 'services -o dot', err: /--output dot is not offered/ },
  { words: 'dump -o yaml', err: /--output yaml is not offered/ },
  { words: 'dump --raw --redact', err: /no --raw with --redact: the bytes/, hint: /leave one/ },
  { words: 'dump -O x.txt', err: /must end in \.json or \.json\.gz/ },
  { words: 'services --mode legacy', err: /--mode legacy/ },
  { words: 'services --host-root host', err: /--host-root needs an absolute path/ },
  { words: 'services --interval 0', err: /--interval needs seconds/ },
  { words: 'services --timeout x', err: /--timeout needs seconds/ },
  {
    words: 'services --filter colour=red',
    err: /character 1: no column colour/,
    hint: /columns are: namespace/,
  },
  { words: 'services --sort -size', err: /no column size/, hint: /columns are: namespace/ },
  { words: 'services fortoi', err: /no services named fortoi/, hint: /did you mean fortio\?/ },
  {
    words: 'pods default/netutil',
    err: /no pods named default\/netutil/,
    hint: /default\/netutils/,
  },
  { words: 'connections --watch -o json', err: /--watch has no -o json/ },
  { words: 'status --filter a=b', err: /status has no --filter/, hint: /services/ },
  { words: 'dump --sort name', err: /dump has no --sort/ },
  { words: `${explain} plain:80 --filter a=b`, err: /explain without --who has no --filter/ },
  { words: 'status extra', err: /too many arguments/ },
  { words: 'explain --to 10.96.0.10:80', err: /needs --from POD/ },
  { words: 'explain --from any', err: /needs --to DEST/ },
  { words: `${explain} 10.96.0.10:80 --protocol sctp`, err: /--protocol sctp/ },
  { words: `${explain} 10.96.0.10:0`, err: /0 is no port: ports are 1 to 65535/ },
  { words: `${explain} 10.96.0.10:70000`, err: /70000 is no port/ },
  { words: `${explain} fortoi:80`, err: /no service fortoi/, hint: /did you mean fortio/ },
  {
    words: `${explain} headless:80`,
    err: /headless\.default has no address/,
    hint: /default\/plain-a:80/,
  },
  {
    words: `${explain} default/fortio-v3:80`,
    err: /no workload default\/fortio-v3/,
    hint: /fortio-v1/,
  },
  { words: 'explain --from netutil --to plain:80', err: /no pod netutil/, hint: /netutils/ },
  { words: 'explain --from pid:1 --to plain:80', err: /no pod pid:1 on this node/ },
  { words: 'completion tcsh', err: /no completion for tcsh/, hint: /bash, zsh, fish/ },
  { words: 'services --mode kernel-native', err: /no maps of kernel-native mode/ },
];

describe('wrong use is exit status 2', () => {
  it.each(wrongUse)('$words', async ({ words, err, hint }) => {
    const run = await runCli(words.split(' '));
    expect(run).toMatchObject({ status: 2, out: '' });
    const [first, second] = run.err.trimEnd().split('\n');
    expect(first).toMatch(/^kmscope: /);
    expect(first).toMatch(err);
    if (hint !== undefined) expect(second).toMatch(hint);
    expect(run.err).not.toContain('    at ');
  });
});

const fail = (error: Error): RunOptions => ({
  openNode: () => {
    throw error;
  },
});
const statuses: readonly (readonly [KernelErrorCode, number])[] = [
  ['NO_PERMISSION', 3],
  ['NOT_PINNED', 4],
  ['NO_BPFFS', 4],
  ['LIBBPF_MISSING', 5],
  ['UNSUPPORTED_HOST', 5],
  ['CALL_FAILED', 5],
];

describe('what the environment refuses', () => {
  it.each(statuses)('%s is exit status %i', async (code, status) => {
    const attempt = 'find pinned maps';
    const error = new KernelError(code, {
      attempt,
      reason: 'nowhere\n  /a: not there',
      hint: 'do this',
    });
    const run = await runCli(['status'], fail(error));
    expect(run).toEqual({
      status,
      out: '',
      err: 'kmscope: cannot find pinned maps: nowhere\n  /a: not there\nhint: do this\n',
    });
  });

  it('--debug adds causes and stacks', async () => {
    const cause = new Error('deeper');
    const error = new KernelError('CALL_FAILED', { attempt: 'read', cause });
    const run = await runCli(['status', '--debug'], fail(error));
    expect(run.err).toMatch(/ {4}at /);
    expect(run.err).toContain('caused by: Error: deeper');
  });

  it('a bug prints its stack and is exit status 70', async () => {
    const run = await runCli(['status'], fail(new TypeError('x is undefined')));
    expect(run.status).toBe(70);
    expect(run.err).toMatch(/this is a bug in kmscope.*\n.*TypeError: x is undefined\n {4}at /);
  });
});

describe('an incomplete answer is exit status 5, and what could be read is printed', () => {
  it('a map that was not read whole', async () => {
    const incomplete = { km_service: 'cannot read km_service whole: EIO' };
    const openNode = () => fortioNode({ incomplete });
    const table = await runCli(['services'], { openNode });
    expect(table.status).toBe(5);
    expect(table.out).toContain('fortio');
    expect(table.err).toBe('kmscope: ITERATION_INCOMPLETE: cannot read km_service whole: EIO\n');
    const json = await runCli(['services', '-o', 'json'], { openNode });
    expect(JSON.parse(json.out)).toMatchObject({
      complete: false,
      problems: [{ code: 'ITERATION_INCOMPLETE', map: 'km_service', key: null }],
    });
    const quiet = await runCli(['services', '-q'], { openNode });
    expect(quiet).toMatchObject({ status: 5, err: '' });
  });

  it('does not call a pod half or not enabled when its namespace could not be seen', async () => {
    const openNode = () => fortioNode({ unreadable: 'not permitted' });
    const run = await runCli(['pods'], { openNode });
    expect(run.status).toBe(5);
    expect(run.out).toContain('cookie unknown');
    expect(run.out).not.toMatch(/half:|\bno\b/);
    const words = ['explain', '--from', 'ip:10.244.0.10', '--to', '10.96.0.10:80'];
    const question = await runCli(words, { openNode });
    expect(question).toMatchObject({ status: 5, out: '' });
    expect(question.err).toContain('cannot tell whether');
  });

  it('a map of an unknown size', async () => {
    const openNode = () => fortioNode({ valueSizes: { km_endpoint: 8 } });
    const run = await runCli(['endpoints'], { openNode });
    expect(run.status).toBe(5);
    expect(run.err).toContain('LAYOUT_MISMATCH');
    const words = ['explain', '--from', 'any', '--to', 'plain:80'];
    const refused = await runCli(words, { openNode });
    expect(refused).toMatchObject({ status: 5, out: '' });
    expect(refused.err).toContain('nearest: main; km_endpoint has 8-byte values, not 4');
    expect(refused.err).toContain('--generation main');
    const question = await runCli([...words, '--generation', 'main'], { openNode });
    expect(question.status).toBe(5);
    expect(question.out).toContain('ENDPOINT_MISSING');
    expect(question.err).toContain('km_endpoint');
  });

  it('a missing map', async () => {
    const openNode = () => fortioNode({ missing: ['km_backend'] });
    expect(await runCli(['backends'], { openNode })).toMatchObject({ status: 5, out: '' });
  });

  it('namespaces and sockets that may not be read', async () => {
    const openNode = () => fortioNode({ unreadable: 'cannot load iterators: EPERM' });
    for (const command of ['status', 'pods', 'connections', 'dump']) {
      const run = await runCli([command], { openNode });
      expect(run.status).toBe(5);
      expect(run.err).toContain('EPERM');
    }
  });

  it('parts of two generations', async () => {
    const openNode = () => fortioNode({ valueSizes: { km_sockstorage: 16 } });
    const run = await runCli(['explain', '--from', 'any', '--to', '10.96.0.30:80'], { openNode });
    expect(run).toMatchObject({ status: 5, out: '' });
    expect(run.err).toMatch(
      /unknown generation \(nearest: main; km_sockstorage has 16-byte values/,
    );
  });
});

describe('odd names are said, and do not make the answer incomplete', () => {
  it('a half-written name file', async () => {
    const openNode = () =>
      fakeNode({ frontends: { '10.0.0.1': 1 }, nameFile: 'default/a: 1\ndefau' });
    const run = await runCli(['frontends'], { openNode });
    expect(run.status).toBe(0);
    expect(run.err).toContain('NAME_FILE_TORN');
  });

  it('many problems are counted, and listed with -v', async () => {
    const frontends = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`10.0.0.${index}`, index]),
    );
    const nameFile = Object.values(frontends)
      .map((id) => `default/wrong-${id}: ${id}\n`)
      .join('');
    const openNode = () => fakeNode({ frontends, nameFile });
    const run = await runCli(['frontends'], { openNode });
    expect(run.err).toMatch(/20 more problems \(-v shows all\)\n$/);
    const verbose = await runCli(['frontends', '-v'], { openNode });
    expect(verbose.err.trimEnd().split('\n')).toHaveLength(30);
  });

  it('no control character of a name reaches the terminal', async () => {
    const name = 'default/\u001b[2J.default.svc.cluster.local';
    const openNode = () => fakeNode({ names: [name], frontends: { '10.0.0.1': 1 } });
    const run = await runCli(['explain', '--from', 'any', '--to', 'x:80'], { openNode });
    expect(run.err).not.toContain('\u001b');
  });
});

it('a missing map makes no connection stale, and is exit status 5', async () => {
  for (const missing of ['km_endpoint', 'km_backend', 'km_service']) {
    const openNode = () => fortioNode({ missing: [missing] });
    const run = await runCli(['connections', '-o', 'json'], { openNode });
    const { items } = JSON.parse(run.out);
    const stale = items.filter((item: { reason: string; stale: boolean }) => item.stale);
    expect(stale.filter((item: { reason: string }) => item.reason === 'LOAD_BALANCED')).toEqual([]);
    expect(run.status).toBe(5);
  }
});

it('without the manager map nobody is called not enabled', async () => {
  const openNode = () => fortioNode({ missing: ['km_manage'] });
  const pods = await runCli(['pods'], { openNode });
  expect([pods.status, pods.out.includes('unknown')]).toEqual([5, true]);
  expect(pods.out).not.toMatch(/half:|\bno\b/);
  const words = ['explain', '--from', 'default/netutils', '--to', '10.96.0.10:80'];
  const question = await runCli(words, { openNode });
  expect(question).toMatchObject({ status: 5, out: '' });
  expect(question.err).toContain('cannot tell whether');
});

describe('what a map lacks that was not read whole is not proven', () => {
  const openNode = () => fortioNode({ missing: ['km_endpoint'] });

  it('explain says so before its outcomes', async () => {
    const words = ['explain', '--from', 'any', '--to', 'plain:80'];
    const { out } = await runCli(words, { openNode });
    expect(out).toMatch(/NOT PROVEN: km_endpoint could not be read whole[\s\S]*ENDPOINT_MISSING/);
    const json = await runCli([...words, '-o', 'json'], { openNode });
    expect(JSON.parse(json.out).unproven).toEqual(['km_endpoint']);
    expect((await runCli(words)).out).not.toContain('NOT PROVEN');
    // What no step asks for in vain leaves nothing open.
    const outside = await runCli(['explain', '--from', 'any', '--to', '10.9.9.9:80'], { openNode });
    expect(outside.out).not.toContain('NOT PROVEN');
  });

  it('weights say so beside the share', async () => {
    const { out } = await runCli(['weights', 'plain'], { openNode });
    expect(out).toMatch(/ENDPOINT_MISSING.*NOT PROVEN: km_endpoint could not be read whole/);
    expect((await runCli(['weights'])).out).not.toContain('NOT PROVEN');
  });
});

it('status says which map is missing', async () => {
  const openNode = () => fortioNode({ missing: ['km_endpoint'] });
  const run = await runCli(['status'], { openNode });
  expect(run.status).toBe(5);
  expect(run.err).toContain('MAP_MISSING: map km_endpoint is not pinned');
});
