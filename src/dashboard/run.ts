// The dashboard while it runs: keys and readings change what is shown, and the terminal is given back by
// one function on every way out.
import type { NodeSource, RawMapSet } from '../raw/node-source.ts';
import { UsageError } from '../raw/problem.ts';
import { Snapshot } from '../snapshot/snapshot.ts';
import type { View } from './bar-lines.ts';
import { frame, shownBy } from './frame.ts';
import { asciiGlyphs, type Glyphs, unicodeGlyphs } from './glyphs.ts';
import { findAction } from './keys.ts';
import { type Model, toModel } from './model.ts';
import { createPoller, type Poller } from './poller.ts';
import { openScreen, type Screen } from './screen.ts';
import { initialState, type Key, pressKey, type State, settle } from './state.ts';
import { type Ending, type HangUp, raiseHangUp, watchWaysOut } from './way-out.ts';

export interface DashboardOptions {
  /** Opens the node anew for each reading: after a restart of Kmesh its pins hold other maps. */
  readonly openNode: () => NodeSource;
  /** The map set to look at, the first one unless told otherwise. Throws when there is none. */
  readonly chooseMapSet?: (source: NodeSource) => RawMapSet;
  readonly intervalMs: number;
  /** Plain ASCII only. */
  readonly ascii: boolean;
  readonly color: boolean;
  /** Ids and addresses instead of names. */
  readonly numeric: boolean;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** The TERM variable. */
  readonly term: string | undefined;
}

/**
 * The exit status, once the user has quit: 0, or 128 and the signal's number. Rejects with what went
 * wrong, or UsageError where there is no terminal to draw on. Either way the terminal is then already
 * given back. A terminal that goes away ends the process.
 */
export async function runDashboard(options: DashboardOptions): Promise<number> {
  requireTerminal(options);
  const ending = await new Promise<Ending>((resolve) => new Dashboard(options, resolve).start());
  if (ending.kind === 'error') throw ending.error;
  return ending.status;
}

function requireTerminal({ stdin, stdout, term }: DashboardOptions): void {
  const hint = 'use `kmscope connections --watch`';
  if (!stdin.isTTY || !stdout.isTTY) throw new UsageError('the dashboard needs a terminal', hint);
  if (term === 'dumb') {
    throw new UsageError(
      'the dashboard needs a terminal that can move its cursor: TERM is dumb',
      hint,
    );
  }
}

/** A stop by Ctrl-Z that did not come: the process has no shell to go back to. */
const stopWaitMs = 200;
const ageTickMs = 1000;

class Dashboard {
  readonly #glyphs: Glyphs;
  readonly #screen: Screen;
  readonly #poller: Poller;
  readonly #stopWatching: () => void;
  readonly #clock: NodeJS.Timeout;
  readonly #onContinue = () => this.#resume();
  readonly #end: (ending: Ending) => void;
  #state: State = initialState;
  #view: View = { model: null, failure: null, now: new Date() };
  #isDrawPending = false;
  #isSuspended = false;
  #isOver = false;

  constructor(options: DashboardOptions, end: (ending: Ending) => void) {
    const { stdin: input, stdout: output, term = '', ascii, color } = options;
    this.#end = end;
    this.#glyphs = ascii ? asciiGlyphs : unicodeGlyphs;
    this.#poller = createPoller({
      intervalMs: options.intervalMs,
      read: () => readModel(options),
      onRead: (model) => this.#show(model),
      onFailure: (error) => this.#showFailure(error),
    });
    this.#screen = openScreen({ input, output, term, ascii, color });
    this.#stopWatching = watchWaysOut(options, (ending) => this.#leave(ending));
    this.#clock = setInterval(() => this.#drawSoon(), ageTickMs);
  }

  start(): void {
    this.#screen.onKey((key) => this.#press(key));
    this.#screen.onResize(() => this.#change(settle(this.#state, this.#shown())));
    process.on('SIGCONT', this.#onContinue);
    this.#draw();
    this.#poller.start();
  }

  /** The one function that gives the terminal back. */
  #leave(ending: Ending | HangUp): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#poller.stop();
    clearInterval(this.#clock);
    process.off('SIGCONT', this.#onContinue);
    this.#screen.close();
    this.#stopWatching();
    if (ending.kind === 'hangUp') raiseHangUp();
    else this.#end(ending);
  }

  #press(key: Key): void {
    if (this.#isSuspended) return;
    const action = findAction(key.name);
    // Control keys act while the filter is typed, letters do not.
    const isFree = !this.#state.isFiltering || key.name.startsWith('C-');
    if (action === 'quit' && isFree) this.#leave({ kind: 'status', status: 0 });
    else if (action === 'suspend') this.#suspend();
    else this.#change(pressKey(this.#state, key, this.#shown()));
  }

  #change(state: State): void {
    const wasPaused = this.#state.isPaused;
    this.#state = state;
    if (state.isPaused && !wasPaused) this.#poller.stop();
    if (!state.isPaused && wasPaused) this.#poller.start();
    this.#drawSoon();
  }

  #show(model: Model): void {
    this.#view = { model, failure: null, now: new Date() };
    // A recording stays as it is.
    if (!model.isLive) this.#poller.stop();
    this.#change(settle(this.#state, this.#shown()));
  }

  #showFailure(error: unknown): boolean {
    if (!isRefusal(error)) return false;
    const { message, hint = null } = error;
    const since = this.#view.failure?.since ?? new Date();
    this.#view = { ...this.#view, failure: { message, hint, since } };
    this.#drawSoon();
    return true;
  }

  #shown() {
    return shownBy(this.#state, this.#view, this.#screen.size, this.#glyphs);
  }

  #drawSoon(): void {
    if (this.#isDrawPending) return;
    this.#isDrawPending = true;
    setImmediate(() => {
      this.#isDrawPending = false;
      if (!this.#isOver && !this.#isSuspended) this.#draw();
    });
  }

  #draw(): void {
    this.#view = { ...this.#view, now: new Date() };
    this.#screen.draw(frame(this.#state, this.#view, this.#screen.size, this.#glyphs));
  }

  /** Back to the shell; its `fg` sends SIGCONT. */
  #suspend(): void {
    this.#isSuspended = true;
    this.#screen.suspend();
    // To the whole job, as the terminal itself would.
    process.kill(0, 'SIGTSTP');
    setTimeout(() => this.#isSuspended && this.#resume(), stopWaitMs);
  }

  #resume(): void {
    if (this.#isOver) return;
    // Stopped by somebody else: the shell has had the terminal meanwhile.
    if (!this.#isSuspended) this.#screen.suspend();
    this.#isSuspended = false;
    this.#screen.resume();
    this.#drawSoon();
  }
}

function readModel({ openNode, chooseMapSet, numeric }: DashboardOptions): Model {
  const source = openNode();
  try {
    const mapSet = chooseMapSet?.(source) ?? source.mapSets[0];
    if (mapSet === undefined) throw new UsageError('nothing of Kmesh is in this source');
    return toModel(new Snapshot(source, mapSet), { numeric });
  } finally {
    source.close();
  }
}

/** Errors that tell of the node; others are bugs or wrong use, and end the dashboard. */
function isRefusal(error: unknown): error is Error & { readonly hint?: string | null } {
  if (!(error instanceof Error) || error instanceof UsageError) return false;
  return 'hint' in error || 'syscall' in error;
}
