// The performance figures: each a ratio against a peer or a limit that is measured in the same run, in
// turn, so that a slow machine is slow for both. Makes its own maps, at Kmesh's capacities.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BpfMap } from '../src/kernel/bpf-map.ts';
import { addressText } from '../src/kmesh/address.ts';
import { type DashboardFigure, measureDashboard } from './bench-dashboard.ts';
import { findBpftool } from './find-bpftool.ts';
import { labProgram } from './lab-node/state.ts';

const usage = `usage: scripts/bench [--json] [--runs N] [--only PART]

Measures whole commands at map capacity (105,000 frontends and endpoints, 100,000 backends,
5,000 services) against peers in the same run, and the dashboard on a lab of that size with some
thousand connections. Needs root, BPF and bpftool. --only dump, explain or dashboard.
`;

const capacity = { frontends: 105_000, services: 5000, endpoints: 105_000, backends: 100_000 };
const routingMaps = ['km_frontend', 'km_service', 'km_endpoint', 'km_backend'];
const pins = `/sys/fs/bpf/kmscope-bench-${process.pid}`;
/** The node's root as the commands see it: it has the name file. */
const hostRoot = mkdtempSync(join(tmpdir(), 'kmscope-bench-'));
const nameFile = join(hostRoot, 'mnt', 'hash_name.yaml');
const withNames = ['--host-root', hostRoot];
/** bpftool names nothing, and looks for no fault. */
const dumps = [
  // An eighth of its time is for the findings.
  { name: 'dump without names', args: [], limit: 1.2 },
  { name: 'dump with 105,000 names', args: withNames, limit: 2 },
  { name: 'dump --redact of them', args: ['--redact', ...withNames], limit: 5 },
];
/** Resident memory that a dump may take at capacity, MB. */
const dumpLimitMb = 250;
const main = fileURLToPath(new URL('../src/main.js', import.meta.url));

interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

interface Sample {
  readonly ms: number;
  /** Peak resident memory, MB; sampled, so a little less than it was. */
  readonly peakMb: number;
}

interface Figure {
  readonly name: string;
  readonly peer: string;
  readonly ms: number;
  readonly peerMs: number;
  readonly peakMb: number;
  /** Median of the ratios of neighbouring runs. */
  readonly ratio: number;
  /** Of the ratio. */
  readonly limit: number;
  /** Of the memory, null = none is set. */
  readonly limitMb: number | null;
}

const isWithin = ({ ratio, limit, peakMb, limitMb }: Figure) =>
  ratio <= limit && (limitMb === null || peakMb <= limitMb);

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '7' },
    only: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

try {
  if (values.help) process.stdout.write(usage);
  else process.exitCode = await bench(Number(values.runs));
} finally {
  rmSync(hostRoot, { recursive: true });
}

async function bench(runs: number): Promise<number> {
  const isWanted = (part: string) => values.only === undefined || values.only === part;
  const commands =
    isWanted('dump') || isWanted('explain') ? await benchCommands(runs, isWanted) : [];
  const dashboard = isWanted('dashboard') ? await measureDashboard() : [];
  report(commands, dashboard);
  const isOver = !commands.every(isWithin) || dashboard.some(({ value, limit }) => value > limit);
  return isOver ? 1 : 0;
}

async function benchCommands(
  runs: number,
  isWanted: (part: string) => boolean,
): Promise<readonly Figure[]> {
  mkdirSync(pins);
  mkdirSync(dirname(nameFile));
  try {
    labctl(['make-maps']);
    const counts = Object.entries(capacity).flatMap(([k, n]) => [`--${k}`, String(n)]);
    labctl(['fill', '--names', nameFile, ...counts]);
    return [
      ...(isWanted('dump') ? await measureDumps(runs) : []),
      ...(isWanted('explain') ? [await measureExplain(runs)] : []),
    ];
  } finally {
    labctl(['unload']);
    rmdirSync(pins);
  }
}

/** Dumps against bpftool's of the four routing maps alone. */
async function measureDumps(runs: number): Promise<Figure[]> {
  const bpftool = findBpftool();
  if (bpftool === undefined) throw new Error('bpftool is missing: apt-get install bpftool');
  const peers = routingMaps.map((map) => ({
    program: bpftool,
    args: ['-j', 'map', 'dump', 'pinned', `${pins}/bpf_kmesh_workload/map/${map}`],
  }));
  const figures: Figure[] = [];
  for (const { name, args, limit } of dumps) {
    const own = [kmscope(['dump', ...args])];
    const comparison = { name, peer: 'bpftool -j map dump ×4', own, peers, runs };
    figures.push(await compare(comparison, { limit, limitMb: dumpLimitMb }));
  }
  return figures;
}

/** One question by address against the cost of starting Node.js at all. */
function measureExplain(runs: number): Promise<Figure> {
  const to = `${someServiceAddress()}:80`;
  const own = kmscope(['explain', '--from', 'any', '--to', to]);
  const peer = { program: process.execPath, args: ['-e', '0'] };
  return compare(
    { name: 'explain', peer: 'node -e 0', own: [own], peers: [peer], runs },
    { limit: 4, limitMb: null },
  );
}

interface Comparison {
  readonly name: string;
  readonly peer: string;
  readonly own: readonly Command[];
  readonly peers: readonly Command[];
  readonly runs: number;
}

async function compare(
  comparison: Comparison,
  limits: Pick<Figure, 'limit' | 'limitMb'>,
): Promise<Figure> {
  const { name, peer, runs } = comparison;
  const pairs: (readonly [Sample, Sample])[] = [];
  // The first pair only warms the caches.
  for (let i = 0; i <= runs; i++) {
    pairs.push([await runAll(comparison.own), await runAll(comparison.peers)]);
  }
  const counted = pairs.slice(1);
  return {
    name,
    peer,
    ms: median(counted.map(([own]) => own.ms)),
    peerMs: median(counted.map(([, other]) => other.ms)),
    peakMb: Math.max(...counted.map(([own]) => own.peakMb)),
    ratio: median(counted.map(([own, other]) => own.ms / other.ms)),
    ...limits,
  };
}

async function runAll(commands: readonly Command[]): Promise<Sample> {
  const samples: Sample[] = [];
  for (const command of commands) samples.push(await runOnce(command));
  return {
    ms: samples.reduce((sum, sample) => sum + sample.ms, 0),
    peakMb: Math.max(...samples.map((sample) => sample.peakMb)),
  };
}

/** Runs a command with its output thrown away. A command that fails is no measurement. */
function runOnce(command: Command): Promise<Sample> {
  return new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    const child = spawn(command.program, command.args, { stdio: ['ignore', 'ignore', 'inherit'] });
    let peakMb = 0;
    const sampler = setInterval(() => {
      peakMb = Math.max(peakMb, residentPeak(child.pid));
    }, 5);
    child.on('error', reject);
    child.on('exit', (status) => {
      clearInterval(sampler);
      const ms = Number(process.hrtime.bigint() - start) / 1e6;
      const line = [command.program, ...command.args].join(' ');
      if (status === 0) resolve({ ms, peakMb });
      else reject(new Error(`${line}: exit status ${status}`));
    });
  });
}

function residentPeak(pid: number | undefined): number {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return 0;
  const kb = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(path, 'utf8'))?.[1];
  return kb === undefined ? 0 : Number(kb) / 1024;
}

function kmscope(args: readonly string[]): Command {
  return {
    program: process.execPath,
    args: [main, ...args, '--bpffs', pins],
  };
}

function someServiceAddress(): string {
  const map = BpfMap.open(`${pins}/bpf_kmesh_workload/map/km_frontend`);
  const services = BpfMap.open(`${pins}/bpf_kmesh_workload/map/km_service`);
  try {
    const rows = map.readAll();
    for (let row = 0; row < rows.count; row++) {
      const id = rows.values.subarray(row * 4, row * 4 + 4);
      if (services.lookup(id) !== undefined) return addressText(rows.keys, row * 16);
    }
    throw new Error('no service in the maps');
  } finally {
    map.close();
    services.close();
  }
}

function labctl(args: readonly string[]): void {
  const [command = '', ...rest] = args;
  execFileSync(labProgram('labctl'), [command, '--pins', pins, ...rest], { stdio: 'ignore' });
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function report(figures: readonly Figure[], dashboard: readonly DashboardFigure[]): void {
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ capacity, figures, dashboard }, null, 2)}\n`);
    return;
  }
  for (const figure of figures) {
    const { name, peer, ms, peerMs, peakMb, ratio, limit, limitMb } = figure;
    const memory = `${peakMb.toFixed(0)} MB${limitMb === null ? '' : `, at most ${limitMb}`}`;
    const verdict = isWithin(figure) ? 'ok' : 'TOO MUCH';
    process.stdout.write(
      `${name}: ${ms.toFixed(0)} ms, ${memory}; ${peer}: ${peerMs.toFixed(0)} ms; ` +
        `ratio ${ratio.toFixed(2)}, at most ${limit}: ${verdict}\n`,
    );
  }
  for (const { name, value, unit, limit, of } of dashboard) {
    const verdict = value <= limit ? 'ok' : 'TOO MUCH';
    const amount = `${value.toFixed(2)} ${unit}`.trim();
    process.stdout.write(`${name}: ${amount}, at most ${limit}: ${verdict} (${of})\n`);
  }
}
