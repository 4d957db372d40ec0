// The dashboard while it runs: keys and readings change what is shown, and the terminal is given back by
// one function on every way out.
import { UsageError } from '../raw/problem.ts';
import type { MapSetWish } from '../snapshot/map-sets.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { type Frame, frame, type Scene, shownBy } from './frame.ts';
import { asciiGlyphs, type Glyphs, unicodeGlyphs } from './glyphs.ts';
import { findAction } from './keys.ts';
import { pointAt, pressKey, settle } from './press-key.ts';
import { type Mouse, openScreen, type Screen } from './screen.ts';
import { type Reading, Session } from './session.ts';
import { currentTable, initialState, type State } from './state.ts';
import type { Key } from './text-input.ts';
import type { Failure, Figures } from './view.ts';
import { paneOf } from './view.ts';
import { type Ending, type HangUp, raiseHangUp, watchWaysOut } from './way-out.ts';

/** What a reader calls; `onFailure` is told of refusals, other errors end the dashboard. */
export interface ReaderEvents {
  readonly onReading: (reading: Reading, figures: Figures | null) => void;
  readonly onFailure: (failure: Pick<Failure, 'message' | 'hint'>) => void;
  readonly onError: (error: unknown) => void;
}

/** Reads the node again and again, off the drawing path. */
export interface Reader {
  start(): void;
  setIntervalMs(intervalMs: number): void;
  close(): void;
}

export interface DashboardOptions {
  readonly createReader: (events: ReaderEvents) => Reader;
  readonly wish: MapSetWish;
  /** Saves a dump of what is shown; the path of the file. */
  readonly saveDump: (snapshot: Snapshot) => Promise<string>;
  readonly intervalMs: number;
  /** Plain ASCII only. */
  readonly ascii: boolean;
  readonly color: boolean;
  /** Ids and addresses instead of names. */
  readonly numeric: boolean;
  /** Options of the command line, as they were typed. */
  readonly words: readonly string[];
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
const warmSliceMs = 8;

class Dashboard {
  readonly #options: DashboardOptions;
  readonly #glyphs: Glyphs;
  readonly #session: Session;
  readonly #screen: Screen;
  readonly #reader: Reader;
  readonly #stopWatching: () => void;
  readonly #clock: NodeJS.Timeout;
  readonly #onContinue = () => this.#resume();
  readonly #end: (ending: Ending) => void;
  #state: State;
  #isDrawPending = false;
  #isSuspended = false;
  #isWarming = false;
  #isOver = false;

  constructor(options: DashboardOptions, end: (ending: Ending) => void) {
    const { stdin: input, stdout: output, term = '', ascii, color, intervalMs } = options;
    this.#options = options;
    this.#end = end;
    this.#glyphs = ascii ? asciiGlyphs : unicodeGlyphs;
    this.#state = initialState({ intervalMs, isNumeric: options.numeric });
    this.#session = new Session(options);
    this.#reader = options.createReader({
      onReading: (reading, figures) => this.#take(reading, figures),
      onFailure: (failure) => {
        this.#session.fail(failure, new Date());
        this.#drawSoon();
      },
      onError: (error) => this.#leave({ kind: 'error', error }),
    });
    this.#screen = openScreen({ input, output, term, ascii, color });
    this.#stopWatching = watchWaysOut(options, (ending) => this.#leave(ending));
    this.#clock = setInterval(() => this.#drawSoon(), ageTickMs);
  }

  start(): void {
    this.#screen.onKey((key) => this.#press(key));
    this.#screen.onMouse((mouse) => this.#point(mouse));
    this.#screen.onResize(() => this.#settle());
    process.on('SIGCONT', this.#onContinue);
    this.#draw();
    this.#reader.start();
  }

  /** The one function that gives the terminal back. */
  #leave(ending: Ending | HangUp): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#reader.close();
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
    const { isFiltering, view, path } = this.#state;
    const isTyping = isFiltering || (view === 'path' && path.editing !== null);
    // Control keys act while something is typed, letters do not.
    const isFree = !isTyping || key.name.startsWith('C-');
    if (action === 'quit' && isFree) {
      this.#leave({ kind: 'status', status: 0 });
    } else if (action === 'suspend') {
      this.#suspend();
    } else {
      this.#session.say(null);
      if (action === 'dump' && isFree) this.#dump();
      else this.#change(pressKey(this.#state, key, shownBy(this.#scene())));
    }
  }

  #point(mouse: Mouse): void {
    if (mouse.kind === 'wheel') {
      const name = mouse.step === 1 ? 'down' : 'up';
      this.#change(pressKey(this.#state, { name, text: '' }, shownBy(this.#scene())));
      return;
    }
    const table = this.#frame().regions.find(({ name }) => name === 'main');
    // Below the border and the line of titles.
    const line = table === undefined ? -1 : mouse.row - table.top - 2;
    if (line >= 0) this.#change(pointAt(this.#state, shownBy(this.#scene()), line));
  }

  #change(state: State): void {
    const before = this.#state;
    this.#state = state;
    if (state.intervalMs !== before.intervalMs) this.#reader.setIntervalMs(state.intervalMs);
    if (state.hasMouse !== before.hasMouse) this.#screen.setMouse(state.hasMouse);
    this.#settle();
  }

  #take(reading: Reading, figures: Figures | null): void {
    this.#session.add(reading, figures, this.#state);
    this.#settle();
  }

  #settle(): void {
    this.#state = settle(this.#state, shownBy(this.#scene()));
    this.#drawSoon();
    this.#warmSoon();
  }

  /** Prepares for what is being typed, in slices: a key never waits for all rows. */
  #warmSoon(): void {
    if (this.#isWarming || !this.#state.isFiltering) return;
    this.#isWarming = true;
    setImmediate(() => {
      this.#isWarming = false;
      const { view, state } = this.#scene();
      const pane = paneOf(view, currentTable(state), state);
      if (!this.#isOver && pane?.warm(performance.now() + warmSliceMs) === false) this.#warmSoon();
    });
  }

  #dump(): void {
    const { model } = this.#session.view(this.#state, new Date());
    if (model === null) return;
    this.#session.say({ text: 'saving a dump ...', style: 'plain' });
    this.#drawSoon();
    this.#options.saveDump(model.snapshot).then(
      (path) => this.#say(`saved ${path}`, 'good'),
      (error: unknown) => this.#say(error instanceof Error ? error.message : String(error), 'bad'),
    );
  }

  #say(text: string, style: 'good' | 'bad'): void {
    this.#session.say({ text, style });
    this.#drawSoon();
  }

  #scene(): Scene {
    const view = this.#session.view(this.#state, new Date());
    return { state: this.#state, view, size: this.#screen.size, glyphs: this.#glyphs };
  }

  #frame(): Frame {
    return frame(this.#scene());
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
    this.#screen.draw(this.#frame());
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
