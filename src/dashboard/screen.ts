// The only file that draws with blessed: a frame's regions become boxes, one widget for each name.
import blessed, { type Widgets } from 'blessed';
import type { Frame, Region } from './frame.ts';
import type { Size } from './layout.ts';
import type { Key } from './state.ts';
import type { Line, Style } from './text.ts';

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
  /** Gives the terminal back for a while; `resume` takes it again. */
  suspend(): void;
  resume(): void;
  /** Gives the terminal back for good. Harmless when called again. */
  close(): void;
}

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
  const boxes = new Map<string, Widgets.BoxElement>();
  let isClosed = false;
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
      drawRegions(screen, boxes, frame, options.color);
      screen.render();
    },
    onKey: (listener) => {
      program.on('keypress', (text: string | undefined, key: { full?: string; name?: string }) => {
        // Enter comes twice, as `enter` and as `return`.
        if (key.name === 'return') return;
        listener({ name: key.full ?? text ?? '', text: text ?? '' });
      });
    },
    onResize: (listener) => {
      screen.on('resize', listener);
    },
    suspend: () => {
      internals.leave();
      options.input.setRawMode(false);
    },
    resume: () => {
      options.input.setRawMode(true);
      internals.enter();
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

function drawRegions(
  screen: Widgets.Screen,
  boxes: Map<string, Widgets.BoxElement>,
  { regions }: Frame,
  color: boolean,
): void {
  const names = new Set(regions.map((region) => region.name));
  for (const [name, box] of boxes) {
    if (names.has(name)) continue;
    box.detach();
    boxes.delete(name);
  }
  for (const region of regions) {
    const box = boxes.get(region.name) ?? createBox(screen, region);
    boxes.set(region.name, box);
    place(box, region);
    box.setContent(region.lines.map((line) => paint(line, color)).join('\n'));
  }
}

/** Only what differs: each change makes blessed clear the place where the box was. */
function place(box: Widgets.BoxElement, region: Region): void {
  for (const side of ['left', 'top', 'width', 'height'] as const) {
    if (box.options[side] === region[side]) continue;
    box.options[side] = region[side];
    box[side] = region[side];
  }
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
