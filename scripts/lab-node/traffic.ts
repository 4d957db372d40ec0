// Opens the scenario's connections, again and again, and writes down what each client saw.
import { appendFileSync, writeFileSync } from 'node:fs';
import { nativeTargets } from './native-scenario.ts';
import { PodProcess } from './pod-process.ts';
import { dualEngineTargets, type LabTarget } from './scenario.ts';
import { readState, trafficLog } from './state.ts';

/** One connection as its own client saw it, and what the scenario demands of it. */
export interface TrafficRecord extends LabTarget {
  readonly id: string;
  readonly errno: string | null;
  readonly localAddress: string | null;
  readonly localPort: number | null;
  readonly peerAddress: string | null;
  readonly peerPort: number | null;
}

export interface TrafficOptions {
  /** Connections to open; Infinity = until the process is told to end. */
  readonly count: number;
  /** Connections a second. */
  readonly rate: number;
  /** Connections held at once; older ones are closed. */
  readonly hold: number;
}

/** Opens connections until `count` or `signal`, then holds what is open until `signal`. */
export async function runTraffic(
  options: TrafficOptions,
  signal: AbortSignal,
  onRecord: (record: TrafficRecord) => void,
): Promise<void> {
  const state = readState();
  if (state === undefined) throw new Error('the lab is not up: scripts/lab up');
  const targets = state.mode === 'dual-engine' ? dualEngineTargets : nativeTargets;
  const clients = new Map<string, PodProcess>();
  const clientOf = (pod: string) => {
    const known = clients.get(pod) ?? PodProcess.start(state.cgroup, pod);
    clients.set(pod, known);
    return known;
  };
  const held: { id: string; client: PodProcess }[] = [];
  writeFileSync(trafficLog, '');
  for (let n = 0; n < options.count && !signal.aborted; n++) {
    const target = targets[n % targets.length];
    if (target === undefined) throw new Error('no targets');
    const client = clientOf(target.from);
    const record = await open(client, `c${n}`, target);
    appendFileSync(trafficLog, `${JSON.stringify(record)}\n`);
    onRecord(record);
    if (record.errno === null) held.push({ id: record.id, client });
    const oldest = held.length > options.hold ? held.shift() : undefined;
    if (oldest !== undefined) await oldest.client.ask(`close ${oldest.id}`);
    if (Number.isFinite(options.rate)) await pause(1000 / options.rate, signal);
  }
  await untilAborted(signal);
  await Promise.all([...clients.values()].map((client) => client.end()));
}

async function open(client: PodProcess, id: string, target: LabTarget): Promise<TrafficRecord> {
  const answer = await client.ask(`open ${id} ${target.address} ${target.port}`);
  if (answer.ok) await client.ask(`send ${id} hello from ${target.from}`);
  return {
    ...target,
    id,
    errno: answer.errno ?? null,
    localAddress: answer.localAddress ?? null,
    localPort: answer.localPort ?? null,
    peerAddress: answer.peerAddress ?? null,
    peerPort: answer.peerPort ?? null,
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

function untilAborted(signal: AbortSignal): Promise<void> {
  // The timer keeps the process alive; the signal ends it.
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setInterval(() => {}, 1 << 30);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      resolve();
    });
  });
}
