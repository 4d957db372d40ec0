// The only file that draws with blessed: a frame's regions become boxes, one widget for each name.
import blessed, { type Widgets } from 'blessed';
import { type ChartWidgets, createChartWidgets } from './chart-widgets.ts';
import type { Frame, Region } from './frame.ts';
import type { Size } from './layout.ts';
import { type TerminalKey, toKeys } from './terminal-keys.ts';
import type { Line, Style } from './text.ts';
import type { Key } from './text-input.ts';

export interface ScreenOptions {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** The TERM variable. */
  readonly term: string;
  /** Plain ASCII only. */
  readonly ascii: boolean;
  readonly color: boolean;
}

export interface Screen {
  readonly size: Size;
  draw(frame: Frame): void;
  onKey(listener: (key: Key) => void): void;
  onResize(listener: () => void): void;
  /** The wheel's steps, or the place of a click, 0-based; only while the mouse is on. */
  onMouse(listener: (mouse: Mouse) => void): void;
  /** Takes the mouse from the terminal, or gives it back. */
  setMouse(isOn: boolean): void;
  /** Gives the terminal back for a while; `resume` takes it again. */
  suspend(): void;
  resume(): void;
  /** Gives the terminal back for good. Harmless when called again. */
  close(): void;
}

export type Mouse =
  | { readonly kind: 'wheel'; readonly step: 1 | -1 }
  | { readonly kind: 'click'; readonly row: number };

/** What blessed's own types leave out. */
interface Internals {
  readonly Tput: { readonly ipaths: unknown[] };
}
interface ProgramInternals {
  cols: number;
  rows: number;
  readonly tput: { brokenACS: boolean };
}
interface ScreenInternals {
  leave(): void;
  enter(): void;
}

/** kubectl attach sends the size late: until then the screen is taken to be this big. */
const assumedSize: Size = Object.freeze({ columns: 80, rows: 24 });

/** Takes the terminal. */
export function openScreen(options: ScreenOptions): Screen {
  const program = openProgram(options);
  const screen = blessed.screen({
    program,
    fullUnicode: !options.ascii,
    autoPadding: false,
    resizeTimeout: 50,
  } as Widgets.IScreenOptions);
  // Lines are drawn as the characters they are, never by the terminal's alternate character set: where
  // the locale is not set, tmux shows that as `lqqqk`.
  (program as unknown as ProgramInternals).tput.brokenACS = true;
  const widgets: Drawn = { screen, boxes: new Map(), charts: createChartWidgets(screen) };
  let isClosed = false;
  // Whether the terminal may show something else than what was drawn last.
  let isStale = false;
  screen.on('resize', () => {
    isStale = true;
  });
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    screen.destroy();
  };
  const internals = screen as unknown as ScreenInternals;
  return {
    get size() {
      return { columns: Number(screen.width), rows: Number(screen.height) };
    },
    draw: (frame) => {
      if (isClosed) return;
      if (!drawFrame(widgets, frame, options.color) && !isStale) return;
      isStale = false;
      screen.render();
    },
    onKey: (listener) => {
      program.on('keypress', (text: string | undefined, key: TerminalKey) => {
        for (const pressed of toKeys(text, key)) listener(pressed);
      });
    },
    onResize: (listener) => {
      screen.on('resize', listener);
    },
    onMouse: (listener) => {
      program.on('mouse', (event: { action?: string; y: number }) => {
        if (event.action === 'wheelup') listener({ kind: 'wheel', step: -1 });
        else if (event.action === 'wheeldown') listener({ kind: 'wheel', step: 1 });
        else if (event.action === 'mousedown') listener({ kind: 'click', row: event.y });
      });
    },
    setMouse: (isOn) => {
      if (isOn) program.enableMouse();
      else program.disableMouse();
      program.flush();
    },
    suspend: () => {
      internals.leave();
      options.input.setRawMode(false);
    },
    resume: () => {
      options.input.setRawMode(true);
      internals.enter();
      isStale = true;
    },
    close,
  };
}

/** A blessed program over the terminal descriptions that come with blessed, the same on each machine. */
function openProgram({ input, output, term, ascii }: ScreenOptions) {
  // Without places to search, blessed falls back to its own file of the terminal's name: the system's
  // may be missing, and newer ones hold entries that blessed cannot read.
  (blessed as unknown as Internals).Tput.ipaths.length = 0;
  const terminal = term.startsWith('linux') ? 'linux' : 'xterm-256color';
  const program = blessed.program({
    input,
    output,
    terminal,
    forceUnicode: !ascii,
    buffer: true,
    zero: true,
  } as unknown as NonNullable<Parameters<typeof blessed.program>[0]>);
  const size = program as unknown as ProgramInternals;
  const assumeSize = () => {
    if (!output.columns || !output.rows) {
      size.cols = assumedSize.columns;
      size.rows = assumedSize.rows;
    }
  };
  assumeSize();
  // Before the screen's own listener, which allocates what the size says.
  program.on('resize', assumeSize);
  return program;
}

interface DrawnBox {
  readonly box: Widgets.BoxElement;
  content: string;
}

interface Drawn {
  readonly screen: Widgets.Screen;
  readonly boxes: Map<string, DrawnBox>;
  readonly charts: ChartWidgets;
}

/** Puts the frame into the widgets; false where nothing is different. */
function drawFrame({ screen, boxes, charts }: Drawn, frame: Frame, color: boolean): boolean {
  const names = new Set(frame.regions.map((region) => region.name));
  let isChanged = charts.draw(frame.charts);
  for (const [name, { box }] of boxes) {
    if (names.has(name)) continue;
    box.detach();
    boxes.delete(name);
    isChanged = true;
  }
  for (const region of frame.regions) {
    const drawn = boxes.get(region.name) ?? { box: createBox(screen, region), content: '' };
    boxes.set(region.name, drawn);
    const isMoved = place(drawn.box, region);
    const content = region.lines.map((line) => paint(line, color)).join('\n');
    if (!isMoved && content === drawn.content) continue;
    drawn.content = content;
    drawn.box.setContent(content);
    isChanged = true;
  }
  return isChanged;
}

/** Whether it is elsewhere. Only what differs: each change makes blessed clear the place it was in. */
function place(box: Widgets.BoxElement, region: Region): boolean {
  let isMoved = false;
  for (const side of ['left', 'top', 'width', 'height'] as const) {
    if (box.options[side] === region[side]) continue;
    box.options[side] = region[side];
    box[side] = region[side];
    isMoved = true;
  }
  return isMoved;
}

function createBox(screen: Widgets.Screen, { left, top, width, height }: Region) {
  // No tags: text from the node may hold braces.
  return blessed.box({ parent: screen, left, top, width, height, tags: false, wrap: false });
}

/** Attributes first, so that everything can be told apart without a colour. */
const attributes: Readonly<Record<Style, readonly [plain: string, coloured: string]>> = {
  plain: ['', ''],
  strong: ['1', '1'],
  dim: ['', '90'],
  good: ['', '32'],
  info: ['', '36'],
  warn: ['1', '33'],
  bad: ['1', '31'],
  selected: ['7', '7'],
  alert: ['7;1', '41;37;1'],
};

function paint(line: Line, color: boolean): string {
  return line
    .map(({ text, style }) => {
      const code = attributes[style][color ? 1 : 0];
      return code === '' ? text : `\u001b[${code}m${text}\u001b[0m`;
    })
    .join('');
}
