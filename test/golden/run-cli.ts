// Runs the program within this process, on a fake node.
import { cli } from '../../src/cli/cli.ts';
import type { Io, Output } from '../../src/cli/io.ts';
import type { NodeOptions } from '../../src/cli/options.ts';
import type { NodeSource } from '../../src/raw/node-source.ts';
import { UsageError } from '../../src/raw/problem.ts';
import { expectPromised } from '../support/json-schema.ts';
import { fortioNode } from './fortio-node.ts';

export interface RunOptions {
  /** Opens the node; the fortio scenario unless told otherwise. */
  readonly openNode?: (options: NodeOptions) => NodeSource;
  readonly env?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
  /** What --routes finds, by path; `-` is stdin. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly onSleep?: (ms: number) => void;
  /** Aborted when the user stops the program; never, unless told otherwise. */
  readonly stop?: AbortSignal;
}

export interface Run {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Exit status and what was printed. */
export async function runCli(words: readonly string[], options: RunOptions = {}): Promise<Run> {
  const {
    openNode = () => fortioNode(),
    env = {},
    isTerminal = false,
    inputs = {},
    onSleep,
    stop = new AbortController().signal,
  } = options;
  let out = '';
  let err = '';
  const output = (write: (text: string) => void): Output => ({
    isTerminal,
    columns: isTerminal ? 80 : null,
    rows: isTerminal ? 24 : null,
    write: async (piece) =>
      write(typeof piece === 'string' ? piece : Buffer.from(piece).toString()),
  });
  const io: Io = {
    stdout: output((text) => {
      out += text;
    }),
    stderr: output((text) => {
      err += text;
    }),
    env,
    prepareNode: async (nodeOptions) => () => openNode(nodeOptions),
    readInput: async (path) => {
      const text = inputs[path];
      if (text === undefined) throw new UsageError(`cannot read ${path}`);
      return text;
    },
    sleep: async (ms) => onSleep?.(ms),
    stopSignal: () => stop,
  };
  const status = await cli(words, io);
  expectPromised(words, out);
  return { status, out, err };
}
