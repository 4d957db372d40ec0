// The dashboard's figures, on a lab whose maps are full and whose pods hold thousands of connections: what
// reading and drawing cost at rest beside the kernel reads alone, how long a key takes, and whether memory
// stays flat.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { liveOptions } from '../src/cli/process-io.ts';
import { frame, type Scene, shownBy } from '../src/dashboard/frame.ts';
import { unicodeGlyphs } from '../src/dashboard/glyphs.ts';
import { createNodeReader } from '../src/dashboard/node-reader.ts';
import { prepare } from '../src/dashboard/prepare.ts';
import { pressKey, settle } from '../src/dashboard/press-key.ts';
import type { Reader } from '../src/dashboard/run.ts';
import { openScreen, type Screen } from '../src/dashboard/screen.ts';
import { anyMapSet, Session } from '../src/dashboard/session.ts';
import { initialState, type State } from '../src/dashboard/state.ts';
import type { Figures } from '../src/dashboard/view.ts';
import { RowPool } from '../src/kernel/batch-read.ts';
import { BpfMap } from '../src/kernel/bpf-map.ts';
import { Iterators } from '../src/kernel/iterators.ts';
import { openLiveNode } from '../src/raw/live-source.ts';
import { chooseMapSet } from '../src/snapshot/map-sets.ts';
import { isListed } from '../src/snapshot/read-ahead.ts';
import { Snapshot } from '../src/snapshot/snapshot.ts';
import { labProgram } from './lab-node/state.ts';

export interface DashboardFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: number;
  /** What the value was made of. */
  readonly of: string;
}

const lab = 'kmscope-bench';
const root = `/run/${lab}/root`;
const pins = `/sys/fs/bpf/${lab}`;
const nameFile = `${root}/mnt/hash_name.yaml`;
const connections = 8200;
/** Beside the lab's own entries. */
const fill = { frontends: 104_000, services: 4900, endpoints: 104_900, backends: 99_500 };
const intervalMs = 2000;
/** Until the garbage of the start is gone. */
const settlingReadings = 12;
const restReadings = 30;
const size = { columns: 200, rows: 50 };
const thinking = 'thinking';

/** The figures; makes a lab of its own and takes it down. */
export async function measureDashboard(): Promise<DashboardFigure[]> {
  const run = (...args: readonly string[]) =>
    execFileSync(fileURLToPath(new URL('../../scripts/lab', import.meta.url)), args, {
      env: { ...process.env, KMSCOPE_LAB: lab },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  try {
    run('up');
    const counts = Object.entries(fill).flatMap(([name, count]) => [`--${name}`, String(count)]);
    execFileSync(labProgram('labctl'), ['fill', '--pins', pins, '--names', nameFile, ...counts], {
      stdio: 'ignore',
    });
    run('traffic', 'start', '--count', String(connections), '--rate', '0');
    await pause(20_000);
    return await measure();
  } finally {
    run('traffic', 'stop');
    run('down');
  }
}

const node = liveOptions({ hostRoot: root, bpffs: null, ...anyMapSet });

async function measure(): Promise<DashboardFigure[]> {
  const barePercent = (await measureBareReads()) / (intervalMs / 100);
  const dashboard = new HeadlessDashboard();
  try {
    await dashboard.cycles(settlingReadings);
    const early = dashboard.figures.at(-1)?.memoryBytes ?? 0;
    const rest = await dashboard.cycles(restReadings);
    const ownPercent = mean(rest.map(({ cpuPercent }) => cpuPercent ?? 0));
    const late = dashboard.figures.at(-1)?.memoryBytes ?? 0;
    const { rows, slowest } = dashboard.pressAll();
    return [
      {
        name: 'dashboard at rest, beside the kernel reads',
        value: Math.max(0, ownPercent - barePercent),
        unit: '% of a core',
        limit: 2,
        of: `${ownPercent.toFixed(1)} % with both processes, ${barePercent.toFixed(1)} % the reads alone; ${rows} connections`,
      },
      {
        name: 'dashboard key to paint',
        value: slowest.ms,
        unit: 'ms',
        limit: 100,
        of: `the slowest of all keys, ${slowest.key} in view ${slowest.view}`,
      },
      {
        name: 'dashboard memory, late over early',
        value: late / early,
        unit: '',
        limit: 1.25,
        of: `${mb(early)} MB after ${settlingReadings} readings, ${mb(late)} MB after ${settlingReadings + restReadings}`,
      },
    ];
  } finally {
    dashboard.close();
  }
}

/** CPU time of one round of the same reads, ms: as far apart as those of the dashboard, so as cold. */
async function measureBareReads(): Promise<number> {
  const bare = bareReads();
  const rounds: number[] = [];
  for (let round = 0; round < 12; round++) {
    await pause(intervalMs);
    rounds.push(bare.readMs());
  }
  bare.close();
  return mean(rounds.slice(2));
}

/** What a reading asks of the kernel, and nothing made of it. */
function bareReads() {
  const source = openLiveNode(node);
  const snapshot = new Snapshot(source, chooseMapSet(source, anyMapSet));
  const maps = snapshot.mapSet.maps.map(({ pin, type }) => ({ map: BpfMap.open(pin), type }));
  const storage = maps.find(({ map }) => map.path.endsWith('km_sockstorage'))?.map;
  const pids = snapshot.enabledPods.flatMap(({ pids: [pid] }) => pid ?? []);
  const iterators = new Iterators(['dump_tasks', 'dump_sockets_64']);
  const pool = new RowPool();
  source.close();
  const readAll = () => {
    for (const { map, type } of maps) {
      if (!isListed(type)) map.countEntries();
      else pool.give(map.path, map.readAll(pool.take(map.path)));
    }
    iterators.read('dump_tasks', null);
    if (storage !== undefined) iterators.read('dump_sockets_64', storage.fd);
    for (const pid of pids) {
      for (const table of ['tcp', 'tcp6']) readFileSync(`/proc/${pid}/net/${table}`);
    }
  };
  return {
    /** CPU time of one round, ms. */
    readMs: () => {
      const before = process.cpuUsage();
      readAll();
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    },
    close: () => {
      iterators.close();
      for (const { map } of maps) map.close();
    },
  };
}

/** Everything of the dashboard but a person: it draws to a terminal that nobody looks at. */
class HeadlessDashboard {
  readonly figures: Figures[] = [];
  readonly #session = new Session({ wish: anyMapSet, words: [] });
  readonly #reader: Reader;
  readonly #screen: Screen;
  #state: State = initialState({ intervalMs });
  #onReading: () => void = () => {};

  constructor() {
    this.#screen = openScreen({ ...streams(), term: 'xterm', ascii: false, color: true });
    const options = { node, wish: anyMapSet, intervalMs, budgetPercent: 100 };
    this.#reader = createNodeReader(options, {
      onReading: (reading, figures) => {
        this.#session.add(reading, figures, this.#state);
        this.#draw();
        if (figures !== null) this.figures.push(figures);
        this.#onReading();
      },
      onFailure: ({ message }) => {
        throw new Error(message);
      },
      onError: (error) => {
        throw error;
      },
    });
    this.#reader.start();
  }

  /** Waits for so many readings; what they cost. */
  async cycles(count: number): Promise<readonly Figures[]> {
    const first = this.figures.length;
    await new Promise<void>((resolve) => {
      this.#onReading = () => {
        if (this.figures.length >= first + count) resolve();
      };
    });
    return this.figures.slice(first);
  }

  /** Presses each key in each view, and paints; the slowest of them. */
  pressAll(): { rows: number; slowest: { key: string; view: string; ms: number } } {
    this.#think();
    let slowest = { key: '', view: '', ms: 0 };
    const keys = ['down', 'pagedown', 'end', 'home', 's', 'S', 's', 'enter', 'escape', '/'];
    const all = [...keys, thinking, 'f', 'o', 'escape', 'w', 'w'];
    for (const view of ['1', '2', '3', '5', '6', '7']) {
      for (const key of [view, thinking, ...all]) {
        if (key === thinking) {
          this.#think();
          continue;
        }
        const ms = this.#press(key);
        if (process.env['BENCH_KEYS'] && ms > 60)
          process.stderr.write(`${view} ${key} ${ms.toFixed(0)}\n`);
        if (ms > slowest.ms) slowest = { key, view, ms };
      }
    }
    const { view } = this.#scene();
    return { rows: view.model?.connections.length ?? 0, slowest };
  }

  /** What the dashboard prepares while a person looks or thinks. */
  #think(): void {
    while (!prepare(this.#scene(), 8));
  }

  close(): void {
    this.#reader.close();
    this.#screen.close();
  }

  #press(name: string): number {
    const start = performance.now();
    const key = { name, text: name.length === 1 ? name : '' };
    this.#state = pressKey(this.#state, key, shownBy(this.#scene()));
    this.#state = settle(this.#state, shownBy(this.#scene()));
    this.#draw();
    return performance.now() - start;
  }

  #scene(): Scene {
    const view = this.#session.view(this.#state, new Date());
    return { state: this.#state, view, size, glyphs: unicodeGlyphs };
  }

  #draw(): void {
    this.#screen.draw(frame(this.#scene()));
  }
}

/** Streams that look like a terminal of that size. */
function streams() {
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    isRaw: true,
    setRawMode: () => {},
  });
  const output = Object.assign(new PassThrough(), { isTTY: true, ...size });
  output.resume();
  return {
    input: input as unknown as NodeJS.ReadStream,
    output: output as unknown as NodeJS.WriteStream,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Not the median: what comes every few readings, as garbage collection, counts too. */
function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function mb(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
