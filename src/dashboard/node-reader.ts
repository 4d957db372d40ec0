// Reads the live node again and again in a process of its own: what is slow there never keeps a key or a
// frame waiting, and a crash there does not take the terminal along.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LiveNodeOptions } from '../raw/live-source.ts';
import { openReading, type Reading } from '../raw/reading.ts';
import { applyDelta, unsharedBytes } from '../raw/reading-delta.ts';
import type { MapSetWish } from '../snapshot/map-sets.ts';
import { budgetedInterval } from './budget.ts';
import type { FromReader, ReadCost, ToReader } from './reader-messages.ts';
import type { Reader, ReaderEvents } from './run.ts';

export interface NodeReaderOptions {
  readonly node: LiveNodeOptions;
  readonly wish: MapSetWish;
  readonly intervalMs: number;
  /** Percent of one core that reading and drawing may take. */
  readonly budgetPercent: number;
  /** How long a reading may take. */
  readonly patienceMs?: number;
}

/** A reading that takes longer than this is told as a failure, and its process is ended. */
const defaultPatienceMs = 20_000;
/** After a stop by Ctrl-Z all timers are due at once: an answer that came meanwhile is still taken. */
const graceMs = 1000;
const longestBackoffMs = 30_000;
const keptCosts = 5;
/** The end of what the process printed when it died: a person reads it. */
const keptWords = 2000;

/** The program, beside this one: compiled, or as it is written. */
const program = fileURLToPath(
  new URL(`./reader-process.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
);

/** A reader that is not started yet. */
export function createNodeReader(options: NodeReaderOptions, events: ReaderEvents): Reader {
  return new NodeReader(options, events);
}

class NodeReader implements Reader {
  readonly #options: NodeReaderOptions;
  readonly #events: ReaderEvents;
  #child: ChildProcess | undefined;
  #wishedMs: number;
  #reading: Reading = new Map();
  #costsMs: number[] = [];
  #cpu = process.cpuUsage();
  #takenAt: number | null = null;
  #askedAt: number | null = null;
  #failures = 0;
  #next: NodeJS.Timeout | undefined;
  #patience: NodeJS.Timeout | undefined;
  #words = '';
  #isGivenUp = false;
  #isClosed = false;

  constructor(options: NodeReaderOptions, events: ReaderEvents) {
    this.#options = options;
    this.#events = events;
    this.#wishedMs = options.intervalMs;
  }

  start(): void {
    this.#ask();
  }

  setIntervalMs(intervalMs: number): void {
    this.#wishedMs = intervalMs;
    // Not asked now: wait no longer than the new interval wants.
    if (this.#askedAt === null) this.#schedule(this.#intervalMs());
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#next);
    clearTimeout(this.#patience);
    // It may be in the middle of a reading: that needs no end.
    this.#child?.kill('SIGKILL');
  }

  #ask(): void {
    clearTimeout(this.#next);
    if (this.#isClosed || this.#askedAt !== null) return;
    this.#askedAt = performance.now();
    this.#child ??= this.#startChild();
    this.#send({ kind: 'read' });
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => {
      this.#patience = setTimeout(() => this.#giveUp(), graceMs);
    }, this.#options.patienceMs ?? defaultPatienceMs);
  }

  /** Ends the process that does not answer; its exit brings another one. */
  #giveUp(): void {
    const { patienceMs = defaultPatienceMs } = this.#options;
    const message = `the reading of the node takes longer than ${patienceMs / 1000} s`;
    this.#events.onFailure({ message, hint: null });
    this.#isGivenUp = true;
    this.#child?.kill('SIGKILL');
  }

  #startChild(): ChildProcess {
    this.#reading = new Map();
    this.#words = '';
    const child = fork(program, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
    });
    child.stderr?.setEncoding('utf8').on('data', (words: string) => {
      this.#words = (this.#words + words).slice(-keptWords);
    });
    child.on('message', (message: FromReader) => this.#take(message));
    child.on('error', (error) => this.#events.onError(error));
    child.on('exit', (code, signal) => this.#lose(code, signal));
    this.#child = child;
    const { node, wish } = this.#options;
    this.#send({ kind: 'start', node, wish });
    return child;
  }

  #send(message: ToReader): void {
    // A child that is gone says so by its exit.
    this.#child?.send(message, () => {});
  }

  #take(message: FromReader): void {
    if (this.#isClosed) return;
    clearTimeout(this.#patience);
    this.#askedAt = null;
    switch (message.kind) {
      case 'bug':
        this.#events.onError(new Error(message.stack));
        return;
      case 'refusal':
        this.#fail(message.message, message.hint);
        return;
      case 'reading':
        this.#failures = 0;
        this.#show(applyDelta(this.#reading, message.delta), message.cost);
    }
  }

  #show(reading: Reading, cost: ReadCost): void {
    const bytes = unsharedBytes(this.#reading, reading);
    this.#reading = reading;
    const own = process.cpuUsage(this.#cpu);
    this.#cpu = process.cpuUsage();
    const cpuMs = cost.cpuMs + (own.user + own.system) / 1000;
    const now = performance.now();
    const lastedMs = this.#takenAt === null ? null : now - this.#takenAt;
    this.#takenAt = now;
    // The first cycle has the start of both programs in it.
    if (lastedMs !== null) this.#costsMs = [...this.#costsMs, cpuMs].slice(-keptCosts);
    const intervalMs = this.#intervalMs();
    this.#events.onReading(
      { open: () => openReading(reading), bytes },
      {
        intervalMs,
        isStretched: intervalMs > this.#wishedMs,
        cpuPercent: lastedMs === null ? null : (cpuMs / lastedMs) * 100,
        memoryBytes: cost.memoryBytes + process.memoryUsage.rss(),
      },
    );
    this.#schedule(intervalMs);
  }

  #intervalMs(): number {
    const { budgetPercent } = this.#options;
    return budgetedInterval({ wishedMs: this.#wishedMs, costsMs: this.#costsMs, budgetPercent });
  }

  #fail(message: string, hint: string | null): void {
    this.#events.onFailure({ message, hint });
    this.#retry();
  }

  #retry(): void {
    this.#failures++;
    const backoffMs = this.#wishedMs * 2 ** Math.min(this.#failures - 1, 10);
    this.#schedule(Math.min(longestBackoffMs, backoffMs));
  }

  /** The process is gone: another one is started with the next reading. */
  #lose(code: number | null, signal: NodeJS.Signals | null): void {
    this.#child = undefined;
    if (this.#isClosed) return;
    clearTimeout(this.#patience);
    this.#askedAt = null;
    if (this.#isGivenUp) {
      // That was told.
      this.#isGivenUp = false;
      this.#retry();
      return;
    }
    const words = this.#words.trim().split('\n').at(-1) ?? '';
    const how = signal === null ? `status ${code}` : String(signal);
    this.#fail(`the process that reads the node ended with ${how}`, words === '' ? null : words);
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#next);
    if (!this.#isClosed) this.#next = setTimeout(() => this.#ask(), delayMs);
  }
}
