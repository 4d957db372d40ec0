import { describe, expect, it } from 'vitest';
import { rules } from '../../../src/check/rules.ts';
import { runCli } from '../../golden/run-cli.ts';
import { silentAdmin } from '../../support/fake-daemon.ts';
import { type FakeParts, fakeNode } from '../../support/fake-node.ts';
import { healthyAdmin, withTold } from '../check/healthy-daemon.ts';
import { healthyParts, ids } from '../check/healthy-node.ts';

const dangling = { ...healthyParts.frontends, '10.96.0.77': 77 };

/** Runs `check` on the healthy node with these changes, one for each time that it is opened. */
async function runCheck(words: readonly string[], ...looks: readonly FakeParts[]) {
  let opened = 0;
  const slept: number[] = [];
  const run = await runCli(['check', ...words], {
    openNode: () => fakeNode({ ...healthyParts, ...looks[Math.min(opened++, looks.length - 1)] }),
    onSleep: (ms) => slept.push(ms),
  });
  return { ...run, opened, slept };
}

describe('check', () => {
  it('looks twice at a live node, and says that nothing was found', async () => {
    const { status, out, err, opened, slept } = await runCheck([], {});
    expect({ status, err, opened, slept }).toEqual({ status: 0, err: '', opened: 2, slept: [300] });
    const count = Object.values(rules).filter((rule) => rule.whyNotAsked === undefined).length;
    expect(out).toBe(`0 errors, 0 warnings, 0 remarks; ${count} of ${count} rules looked\n`);
  });

  it('looks once at a recording', async () => {
    const { opened, slept } = await runCheck([], { origin: 'recorded' });
    expect([opened, slept]).toEqual([1, []]);
  });

  it('shows the first of very many, and how many more there are', async () => {
    const many = Array.from({ length: 25 }, (_, at) => [`10.96.1.${at + 1}`, 77 + at]);
    const parts = { frontends: { ...healthyParts.frontends, ...Object.fromEntries(many) } };
    const lines = async (...words: string[]) => (await runCheck(words, parts)).out.split('\n');
    const ofCode = (line: string) => line.startsWith('error') && line.includes('TO_NOTHING');
    const table = await lines();
    expect(table.filter(ofCode)).toHaveLength(20);
    expect(table).toContain('FRONTEND_TO_NOTHING: 5 more, which -o wide or json lists');
    expect((await lines('-o', 'wide')).filter(ofCode)).toHaveLength(25);
  });

  it('calls transient what only one of the two looks shows', async () => {
    const { status, out } = await runCheck([], { frontends: dangling }, {});
    expect(status).toBe(0);
    expect(out).toMatch(/^info \(transient\) +FRONTEND_TO_NOTHING +frontend 10\.96\.0\.77 /m);
  });

  it.each([
    ['error', { frontends: dangling }, 1],
    ['error', { manage: [101n] }, 0],
    ['warning', { manage: [101n] }, 1],
    ['warning', { policies: { [ids.a]: [1, 2, 3, 4] } }, 0],
    ['info', { policies: { [ids.a]: [1, 2, 3, 4] } }, 1],
    ['info', {}, 0],
  ])('--fail-on %s, with %o: exit status %i', async (severity, parts, expected) => {
    expect((await runCheck(['--fail-on', severity], parts)).status).toBe(expected);
  });

  it('ends with 5 where a rule could not look, and says which and why', async () => {
    const { status, out } = await runCheck([], { unreadable: 'needs CAP_BPF' });
    expect(status).toBe(5);
    expect(out).toContain('POD_HALF_ENABLED could not look: needs CAP_BPF\n');
    const json = JSON.parse((await runCheck(['-o', 'json'], { nameFile: null })).out);
    expect(json.complete).toBe(false);
    expect(json.rules).toContainEqual({
      code: 'NAME_MISSING',
      state: 'could-not-look',
      why: 'no name file was found',
      found: null,
    });
  });

  it('gives the daemon time to write what it was told, by --interval', async () => {
    const daemon = ['--daemon', 'auto'];
    const asked = { admin: healthyAdmin(), version: 'v1.2.0' };
    const { status, out, slept } = await runCheck(daemon, asked);
    expect([status, slept]).toEqual([0, [2000]]);
    expect(out).toContain(`${Object.keys(rules).length} of ${Object.keys(rules).length} rules`);
    expect((await runCheck([...daemon, '--interval', '5'], asked)).slept).toEqual([5000]);
  });

  it('takes for a change on its way what the daemon and the map had otherwise before', async () => {
    const told = (port: number): FakeParts => ({
      admin: healthyAdmin(withTold('plain', { ports: [[80, port]] })),
    });
    const found = async (...looks: FakeParts[]) =>
      (await runCheck(['--daemon', 'auto', '--fail-on', 'warning'], ...looks)).status;
    expect(await found(told(9090), told(9090))).toBe(1);
    expect(await found(told(9090), told(9091))).toBe(0);
    expect(await found(told(9090), told(8080))).toBe(0);
  });

  it('ends with 5 where the daemon was asked and does not answer', async () => {
    const { status, err } = await runCheck(['--daemon', 'auto'], { admin: silentAdmin('refused') });
    expect(status).toBe(5);
    expect(err).toBe('kmscope: DAEMON_UNREADABLE: the daemon at 127.0.0.1:15200: refused\n');
  });

  it('ends with 1 rather than 5 where something was found all the same', async () => {
    const parts = { unreadable: 'needs CAP_BPF', frontends: dangling };
    expect((await runCheck([], parts)).status).toBe(1);
  });

  it('prints the report by the contract, without names under --numeric', async () => {
    const parts = { manage: [101n], ...{ policies: { [ids.a]: [1, 2, 3, 4] } } };
    const { out } = await runCheck(['-o', 'json'], parts);
    const report = JSON.parse(out);
    expect(report).toMatchObject({ kind: 'CheckReport', complete: true, problems: [] });
    expect(report).not.toHaveProperty('items');
    expect(report.findings).toMatchObject([
      { code: 'POD_HALF_ENABLED', severity: 'warning', subject: 'pod default/client', issue: 298 },
      {
        code: 'POLICIES_CUT',
        severity: 'info',
        subject: 'default/a',
        subjectKind: 'workload',
        subjectId: ids.a,
        namespace: 'default',
        evidence: [
          {
            map: 'km_wlpolicy',
            key: String(ids.a),
            exists: true,
            fields: { policyIds: [1, 2, 3, 4] },
          },
        ],
        known: 'inferred',
        transient: false,
      },
    ]);
    const numeric = JSON.parse((await runCheck(['-o', 'json', '--numeric'], parts)).out);
    expect(numeric.findings[1].subject).toBe(`workload ${ids.a}`);
  });

  it('prints a finding a line as JSON lines', async () => {
    const { out } = await runCheck(['-o', 'jsonl'], { manage: [101n], frontends: dangling });
    const codes = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).code);
    expect(codes).toEqual(['FRONTEND_TO_NOTHING', 'POD_HALF_ENABLED']);
  });

  it('fails on what the filter leaves', async () => {
    const words = ['--filter', 'severity=warning'];
    const { status, out } = await runCheck(words, { manage: [101n], frontends: dangling });
    expect(status).toBe(0);
    expect(out).not.toContain('FRONTEND_TO_NOTHING');
  });

  it('shows evidence, cause and advice with -o wide', async () => {
    const { out } = await runCheck(['-o', 'wide'], { frontends: dangling });
    expect(out).toContain('  km_frontend[10.96.0.77] upstreamId=77\n  km_service[77] is missing\n');
    expect(out).toContain(`  advice: ${rules.FRONTEND_TO_NOTHING.advice}\n`);
  });

  it('keeps foreign names from steering the terminal', async () => {
    const [daemon, client] = healthyParts.namespaces;
    if (daemon === undefined || client === undefined) throw new Error('no namespaces');
    const evil = { ...client, hostName: 'x\u001b[2J', addresses: ['10.9.9.9'] };
    const { out } = await runCheck(['-o', 'wide'], {
      namespaces: [daemon, evil],
      manage: [101n],
      sockets: [],
    });
    expect(out).toContain('\\x1b[2J');
    expect(out).not.toContain('\u001b');
  });
});

describe('check --explain', () => {
  const noNode = { openNode: () => expect.unreachable('it needs no node') };

  it.each(Object.keys(rules))('%s has its page', async (code) => {
    const { status, out } = await runCli(['check', '--explain', code.toLowerCase()], noNode);
    const rule = rules[code as keyof typeof rules];
    expect(status).toBe(0);
    expect(out).toContain(`${code} (${rule.severity})\n`);
    for (const text of [rule.meaning, rule.cause, rule.advice]) expect(out).toContain(text);
  });

  it.each([
    [['--explain', 'ENDPOINT_HOLES'], /did you mean ENDPOINT_HOLE\?/],
    [['--explain', 'ENDPOINT_HOLE', '-o', 'json'], /one of: table, wide/],
    [['--fail-on', 'fatal'], /one of: error, warning, info/],
    [['--filter', 'colour=red'], /columns are: severity, code/],
  ])('%o is wrong use', async (words, hint) => {
    const { status, err } = await runCli(['check', ...words], noNode);
    expect(status).toBe(2);
    expect(err).toMatch(hint);
  });
});
