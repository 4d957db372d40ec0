// What the program touches of the world: streams, environment, time, the node. Tests give their own.
import type { NodeSource } from '../raw/node-source.ts';
import type { NodeOptions } from './options.ts';

export interface Output {
  readonly isTerminal: boolean;
  /** Size of the terminal, null where there is none or it does not say. */
  readonly columns: number | null;
  readonly rows: number | null;
  /** Resolves when the stream wants more, so that a slow reader bounds what waits in memory. */
  write(piece: string | Uint8Array): Promise<void>;
}

export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Loads what is needed for the live node, or for the dump that the options name; the result opens it,
   * as often as it is called.
   */
  prepareNode(options: NodeOptions): Promise<() => NodeSource>;
  /** The text of a file that an option names; `-` is stdin. */
  readInput(path: string): Promise<string>;
  /** Ends early where `stop` is aborted. */
  sleep(ms: number, stop?: AbortSignal): Promise<void>;
  /** Aborted once the user asks the program to end (SIGINT, SIGTERM), which then does not end by itself. */
  stopSignal(): AbortSignal;
}

/** Writes lines, each with its newline. */
export async function writeLines(output: Output, lines: readonly string[]): Promise<void> {
  if (lines.length > 0) await output.write(`${lines.join('\n')}\n`);
}

/** Writes pieces in turn, waiting for the reader. */
export async function writeAll(
  output: Output,
  pieces: Iterable<string | Uint8Array>,
): Promise<void> {
  for (const piece of pieces) await output.write(piece);
}
