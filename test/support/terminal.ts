// A real terminal: tmux on a private socket, with a shell in it. What is waited for is looked for again
// and again until it is there; nothing sleeps for a guessed time.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface TerminalOptions {
  readonly columns: number;
  readonly rows: number;
  /** Variables of the shell in it; LANG and LC_ALL are unset unless they are given. */
  readonly env?: Readonly<Record<string, string>>;
}

const deadlineMs = 15_000;
const pollMs = 40;
/** What the shell says when it waits for a command. */
export const prompt = 'ready$';

export class Terminal {
  readonly #folder = mkdtempSync(join(tmpdir(), 'kmscope-tmux-'));
  readonly #environment: NodeJS.ProcessEnv;

  constructor({ columns, rows, env = {} }: TerminalOptions) {
    const { LANG, LC_ALL, LC_CTYPE, TMUX, TMUX_PANE, ...rest } = process.env;
    this.#environment = { ...rest, ...env, PS1: `${prompt} ` };
    const shell = ['env', `PS1=${prompt} `, 'bash', '--norc', '--noprofile'];
    this.#tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), ...shell);
    this.#tmux('set-option', '-g', 'escape-time', '0');
    this.#tmux('set-option', '-g', 'remain-on-exit', 'on');
  }

  /** The lines of the screen as they are now. */
  screen(): string[] {
    return this.#tmux('capture-pane', '-p').split('\n');
  }

  /** Keys by tmux' names: `Down`, `Enter`, `C-c`, `j`. */
  press(...keys: string[]): void {
    this.#tmux('send-keys', ...keys);
  }

  /** A line for the shell. */
  run(command: string): void {
    this.#tmux('send-keys', '-l', command);
    this.press('Enter');
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** Waits until the screen has the text or pattern, or satisfies the condition; returns it. */
  async waitFor(wanted: string | RegExp | ((screen: string) => boolean)): Promise<string> {
    const found = (screen: string) => {
      if (typeof wanted === 'string') return screen.includes(wanted);
      return typeof wanted === 'function' ? wanted(screen) : wanted.test(screen);
    };
    let screen = '';
    for (const end = Date.now() + deadlineMs; Date.now() < end; await sleep(pollMs)) {
      const before = screen;
      screen = this.screen().join('\n');
      // Twice the same: not caught in the middle of being drawn.
      if (screen === before && found(screen)) return screen;
    }
    throw new Error(`${String(wanted)} did not come within ${deadlineMs} ms:\n${screen}`);
  }

  /** Process of what runs in the shell; waits until something does. */
  async foreground(): Promise<number> {
    const shell = this.#tmux('display-message', '-p', '#{pane_pid}').trim();
    for (const end = Date.now() + deadlineMs; Date.now() < end; await sleep(pollMs)) {
      const [child] = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').split(' ');
      if (child) return Number(child);
    }
    throw new Error('nothing runs in the shell');
  }

  /** Whether the terminal is as a shell wants it: cursor seen, normal screen, echo and lines. */
  async isRestored(): Promise<boolean> {
    const flags = this.#tmux('display-message', '-p', '#{cursor_flag} #{alternate_on}').trim();
    this.run(
      'clear; stty -a | tr " ;" "\\n\\n" | grep -xE -e "-?(echo|icanon|isig|icrnl)" | xargs',
    );
    const modes = await this.waitFor(/icrnl.*\n/);
    return flags === '1 0' && /^icrnl isig icanon echo$/m.test(modes);
  }

  /** Ends the shell and what runs in it, as closing a terminal window does. */
  close(): void {
    try {
      this.#tmux('kill-server');
    } catch (error) {
      // Gone already.
      if (
        !(error instanceof Error) ||
        !/no server|lost server|error connecting/.test(error.message)
      ) {
        throw error;
      }
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #tmux(...words: string[]): string {
    const given = ['-S', join(this.#folder, 'socket'), '-f', '/dev/null', ...words];
    const options = { encoding: 'utf8', env: this.#environment, stdio: 'pipe' } as const;
    return execFileSync('tmux', given, options);
  }
}

/** Waits until a process is gone. */
export async function waitForEnd(pid: number): Promise<void> {
  for (const end = Date.now() + deadlineMs; Date.now() < end; await sleep(pollMs)) {
    try {
      process.kill(pid, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
      throw error;
    }
  }
  throw new Error(`process ${pid} is still there`);
}
