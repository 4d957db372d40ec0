// scripts/lab: a node with Kmesh's maps, pods and traffic, for everyone who has root and BPF.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { modeFolders } from '../../src/kmesh/maps.ts';
import { defaultGenerations, labGenerations, modeFolder } from './load-plan.ts';
import { nativeServices } from './native-scenario.ts';
import { labNamespaces } from './network.ts';
import { labRoutes } from './routes.ts';
import { pods, services } from './scenario.ts';
import { hostRoot, type LabKind, labDir, pinsDir, readState } from './state.ts';
import { runTraffic, type TrafficRecord } from './traffic.ts';
import { down, up } from './up-down.ts';

const usage = `usage: scripts/lab up [OPTIONS]        make the lab
       scripts/lab down                remove all of it, also what a crash left
       scripts/lab status              what is up; exit status 1 when nothing is
       scripts/lab traffic [OPTIONS]   open the scenario's connections until interrupted
       scripts/lab traffic start|stop  the same in the background
       scripts/lab kmscope [ARGS]      kmscope on the lab
       scripts/lab routes              what its waypoint is told, as kubectl get -o yaml prints it:
                                       scripts/lab routes | scripts/lab kmscope weights fortio --routes -

up options:
  --mode MODE        dual-engine (the default) or kernel-native
  --generation NAME  the Kmesh whose maps it has: ${labGenerations.join(', ')} (default: main; in
                     kernel-native mode v1.2, since main pins the same)

KMSCOPE_LAB_HEALTHY=1 scripts/lab up makes one in which nothing is wrong; KMSCOPE_LAB=NAME one beside another.

traffic options:
  --count N   end opening after N connections and hold them (default: no end)
  --rate N    connections a second (default 10, 0 = as fast as they go)
  --hold N    connections held at once (default 60)
`;

const pidFile = join(labDir, 'traffic.pid');

async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  switch (command) {
    case 'up':
      await up(parseKind(rest));
      return status();
    case 'down':
      stopTraffic();
      await down();
      return 0;
    case 'status':
      return status();
    case 'traffic':
      return traffic(rest);
    case 'kmscope':
      return kmscope(rest);
    case 'routes':
      process.stdout.write(labRoutes());
      return 0;
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(usage);
      return 0;
    default:
      process.stderr.write(usage);
      return 2;
  }
}

function parseKind(args: readonly string[]): LabKind {
  const { values } = parseArgs({
    args: [...args],
    options: { mode: { type: 'string', default: 'dual-engine' }, generation: { type: 'string' } },
  });
  const mode = modeFolders.find((known) => known.mode === values.mode)?.mode;
  if (mode === undefined) throw new Error(`no mode ${values.mode}: dual-engine or kernel-native`);
  const wanted = values.generation ?? defaultGenerations[mode];
  const generation = labGenerations.find((known) => known === wanted);
  if (generation === undefined) {
    throw new Error(`the lab cannot be ${wanted}: ${labGenerations.join(', ')}`);
  }
  return { mode, generation };
}

function status(): number {
  const state = readState();
  if (state === undefined) {
    process.stdout.write('lab: down\n');
    return 1;
  }
  const { mode, generation } = state;
  const count = mode === 'dual-engine' ? services.length : nativeServices.length;
  process.stdout.write(
    [
      `lab: up, ${pods.length} pods, ${count} services, ${labNamespaces().length} namespaces`,
      `kmesh: ${generation}, ${mode} mode`,
      `pins: ${pinsDir}/${modeFolder(mode)}`,
      `traffic: ${trafficPid() === undefined ? 'stopped' : 'running'}`,
      `kmscope: scripts/lab kmscope ARGS, or --host-root ${hostRoot}`,
      '',
    ].join('\n'),
  );
  return 0;
}

async function traffic(args: readonly string[]): Promise<number> {
  if (args[0] === 'start') return startTraffic(args.slice(1));
  if (args[0] === 'stop') return stopTraffic();
  const { values } = parseArgs({
    args: [...args],
    options: {
      count: { type: 'string' },
      rate: { type: 'string', default: '10' },
      hold: { type: 'string', default: '60' },
    },
  });
  const rate = Number(values.rate);
  const count = values.count === undefined ? Number.POSITIVE_INFINITY : Number(values.count);
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => abort.abort());
  }
  const options = {
    count,
    rate: rate === 0 ? Number.POSITIVE_INFINITY : rate,
    hold: values.count === undefined ? Number(values.hold) : count,
  };
  await runTraffic(options, abort.signal, printRecord);
  return 0;
}

function printRecord(record: TrafficRecord): void {
  const reached =
    record.errno === null ? `${record.peerAddress} ${record.peerPort}` : `failed, ${record.errno}`;
  process.stdout.write(
    `${record.id} ${record.from} -> ${record.address} ${record.port}: ${reached}\n`,
  );
}

/** Runs ourselves in the background; returns when the first connections stand. */
async function startTraffic(args: readonly string[]): Promise<number> {
  if (trafficPid() !== undefined) return 0;
  const log = join(labDir, 'traffic.log');
  rmSync(log, { force: true });
  const out = openSync(log, 'a');
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'traffic', ...args], {
    stdio: ['ignore', out, out],
    detached: true,
  });
  child.unref();
  writeFileSync(pidFile, String(child.pid));
  const deadline = Date.now() + 10_000;
  while (readFileSync(log, 'utf8').split('\n').length < 16) {
    if (Date.now() > deadline) throw new Error(`no traffic yet: see ${log}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return 0;
}

function stopTraffic(): number {
  const pid = trafficPid();
  if (pid !== undefined) process.kill(pid, 'SIGTERM');
  rmSync(pidFile, { force: true });
  return 0;
}

/** The background process, if the number still belongs to it. */
function trafficPid(): number | undefined {
  if (!existsSync(pidFile)) return undefined;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const commandLine = `/proc/${pid}/cmdline`;
  const isOurs = existsSync(commandLine) && readFileSync(commandLine, 'utf8').includes('traffic');
  return isOurs ? pid : undefined;
}

function kmscope(args: readonly string[]): number {
  if (readState() === undefined) throw new Error('the lab is not up: scripts/lab up');
  const program = fileURLToPath(new URL('../../src/main.js', import.meta.url));
  const all = [program, ...args, '--host-root', hostRoot];
  return spawnSync(process.execPath, all, { stdio: 'inherit' }).status ?? 70;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`lab: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
