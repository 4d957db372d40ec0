// No command changes an entry of a map or takes a record from a ring.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findBpftool } from '../../scripts/find-bpftool.ts';
import { pods, services } from '../../scripts/lab-node/scenario.ts';
import { hostRoot, pinsDir } from '../../scripts/lab-node/state.ts';
import { runTraffic } from '../../scripts/lab-node/traffic.ts';
import { down, up } from '../../scripts/lab-node/up-down.ts';
import { describeOnKernel, nativeProgram } from '../support/kernel.ts';
import { runKmscope } from '../support/run-kmscope.ts';

const netutils = pods.find((pod) => pod.name === 'netutils')?.ipv4;
const echo = services.find((service) => service.name === 'echo')?.addresses[0];

const commands: readonly (readonly string[])[] = [
  ['status'],
  ['maps'],
  ['frontends'],
  ['services', '-o', 'wide'],
  ['endpoints'],
  ['backends'],
  ['pods'],
  ['weights'],
  ['connections'],
  ['connections', '-o', 'json'],
  ['explain', '--from', 'default/netutils', '--to', 'fortio:80'],
  ['explain', '--from', `ip:${netutils}`, '--to', `${echo}:80`, '-o', 'mermaid'],
  ['explain', '--from', 'any', '--to', 'echo:80', '--set-lb', 'echo=strict', '-o', 'json'],
  ['explain', '--who', 'default/netutils'],
  ['dump'],
  ['dump', '--redact'],
  ['dump', '--raw'],
  [],
];

/** Map types that bpftool cannot dump: a ring is read by its positions, storage by its sockets. */
const undumpable = [
  'km_tcp_probe',
  'km_log_event',
  'km_auth_req',
  'km_perf_info',
  'km_sockstorage',
];

/** All entries of all maps as bpftool prints them, and where the rings' readers and writers stand. */
function stateOfMaps(): Record<string, string> {
  const bpftool = findBpftool();
  if (bpftool === undefined) throw new Error('bpftool is missing: scripts/setup.sh installs it');
  const folder = `${pinsDir}/bpf_kmesh_workload/map`;
  const names = readdirSync(folder).filter((name) => !undumpable.includes(name));
  const dumps = names.map((name) => {
    const path = join(folder, name);
    const text = execFileSync(bpftool, ['-j', 'map', 'dump', 'pinned', path], { encoding: 'utf8' });
    return [name, sortedRows(text)] as const;
  });
  const rings = execFileSync(nativeProgram('lab/labctl'), ['rings', '--pins', pinsDir], {
    encoding: 'utf8',
  });
  return { ...Object.fromEntries(dumps), rings };
}

/** The order of a hash map's rows means nothing. */
function sortedRows(json: string): string {
  const rows = JSON.parse(json) as unknown[];
  return rows
    .map((row) => JSON.stringify(row))
    .sort()
    .join('\n');
}

describeOnKernel('no command changes anything', () => {
  const abort = new AbortController();
  let traffic: Promise<void>;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kmscope-'));
    await up();
    await new Promise<void>((opened) => {
      let open = 0;
      const options = { count: 60, rate: Number.POSITIVE_INFINITY, hold: 60 };
      traffic = runTraffic(options, abort.signal, () => {
        open++;
        if (open === 60) opened();
      });
    });
  });

  afterAll(async () => {
    abort.abort();
    await traffic;
    await down();
    rmSync(folder, { recursive: true });
  });

  it('has rings with records that a reader could have taken', () => {
    const [, consumer, producer] =
      /km_tcp_probe (\d+) (\d+)/.exec(stateOfMaps()['rings'] ?? '') ?? [];
    expect(Number(producer)).toBeGreaterThan(Number(consumer));
  });

  it.each(commands.map((args) => [args.join(' ') || '(no command)', args] as const))(
    '%s',
    (_, args) => {
      const before = stateOfMaps();
      const result = runKmscope([...args, '--host-root', hostRoot]);
      expect([result.status, result.stderr]).toEqual([0, '']);
      expect(result.stdout.length).toBeGreaterThan(20);
      expect(stateOfMaps()).toEqual(before);
    },
  );

  it('check, which finds the faults of the scenario and no others', () => {
    const before = stateOfMaps();
    const words = ['check', '-o', 'jsonl', '--host-root', hostRoot];
    const result = runKmscope(words);
    expect([result.status, result.stderr]).toEqual([1, '']);
    const codes = result.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).code);
    expect(codes).toEqual([
      'ENDPOINT_WITHOUT_BACKEND',
      'NOTHING_IN_REACH',
      'POD_HALF_ENABLED',
      'SERVICE_WITHOUT_ENDPOINTS',
      'CONNECTION_BYPASSES_WAYPOINT',
    ]);
    expect(stateOfMaps()).toEqual(before);
  });

  it('dump -O, and every command with --file, which says what the live node said', () => {
    const file = join(folder, 'dump.json.gz');
    const before = stateOfMaps();
    const live = (args: readonly string[]) => runKmscope([...args, '--host-root', hostRoot]).stdout;
    expect(runKmscope(['dump', '-O', file, '--host-root', hostRoot]).status).toBe(0);
    const compared = runKmscope(['diff', file, '--host-root', hostRoot]);
    expect([compared.status, compared.stderr]).toEqual([0, '']);
    for (const args of commands) {
      if (args[0] === 'dump') continue;
      const recorded = runKmscope([...args, '--file', file]);
      expect([recorded.status, recorded.stderr]).toEqual([0, '']);
      expect(withoutTimes(recorded.stdout)).toBe(withoutTimes(live(args)));
    }
    expect(stateOfMaps()).toEqual(before);
  });
});

/** Ages and moments differ between two readings of the same state, and with them the columns' widths. */
function withoutTimes(text: string): string {
  return text
    .replaceAll(/"(takenAt|ageMs)": [^,\n]+/g, '"$1": 0')
    .replaceAll(/ +\d+(ms|s|m\d*s?)$/gm, ' AGE')
    .replaceAll(/ +AGE$/gm, ' AGE');
}
