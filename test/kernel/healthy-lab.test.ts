// A node on which nothing is wrong: check has nothing to say there.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { netnsOf } from '../../scripts/lab-node/network.ts';
import { hostRoot } from '../../scripts/lab-node/state.ts';
import { describeOnKernel } from '../support/kernel.ts';
import { runKmscope } from '../support/run-kmscope.ts';

const lab = (...args: readonly string[]) =>
  execFileSync(fileURLToPath(new URL('../../scripts/lab', import.meta.url)), args, {
    env: { ...process.env, KMSCOPE_LAB_HEALTHY: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });

describeOnKernel('a lab in which nothing is wrong', () => {
  beforeAll(() => lab('up'), 120_000);
  afterAll(() => lab('down'), 60_000);

  it('is one on which check is silent, and every rule looked that needs no daemon', () => {
    const words = ['check', '--host-root', hostRoot, '--fail-on', 'warning', '-o', 'json'];
    const { stdout, stderr, status } = runKmscope(words);
    const { findings, rules } = JSON.parse(stdout);
    const told = findings.filter(({ severity }: { severity: string }) => severity !== 'info');
    expect({ told, stderr, status }).toEqual({ told: [], stderr: '', status: 0 });
    const all: readonly { code: string; state: string }[] = rules;
    const others = all.filter(({ code, state }) => {
      return state !== (code.startsWith('DAEMON_') ? 'not-asked' : 'looked');
    });
    expect(others).toEqual([]);
  }, 60_000);

  it('names the pod from whose interface the XDP program is taken', () => {
    const netns = `--net=/run/netns/${netnsOf('netutils')}`;
    execFileSync('nsenter', [netns, 'ip', 'link', 'set', 'dev', 'eth0', 'xdpgeneric', 'off']);
    const { stdout } = runKmscope(['check', '--host-root', hostRoot, '-o', 'json']);
    expect(JSON.parse(stdout).findings).toMatchObject([
      { code: 'XDP_MISSING', subject: 'pod default/netutils eth0' },
    ]);
  }, 60_000);
});
