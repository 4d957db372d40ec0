// What a command is given, and the state of the node that most of them begin with.
import type { NodeSource } from '../raw/node-source.ts';
import { IncompleteError } from '../raw/problem.ts';
import { chooseMapSet } from '../snapshot/map-sets.ts';
import { type NameTable, noNames } from '../snapshot/name-table.ts';
import { Snapshot } from '../snapshot/snapshot.ts';
import { createDirectory, type Directory } from '../view/directory.ts';
import type { Envelope, Health, Tool } from '../view/envelope.ts';
import { toEnvelope } from '../view/envelope.ts';
import { chooseStyle, type Style } from '../view/style.ts';
import type { Io } from './io.ts';
import type { Options } from './options.ts';

/** The words of a command, as help and completion show them. */
export interface CommandWords {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  readonly options?: readonly (readonly [flags: string, description: string])[];
}

export interface CommandContext {
  readonly io: Io;
  readonly tool: Tool;
  readonly options: Options;
  /** Names and the like behind the command. */
  readonly args: readonly string[];
  /** The command's own options. */
  readonly own: Readonly<Record<string, unknown>>;
  /** All commands. */
  readonly commands: readonly CommandWords[];
}

/** A command: prints, and returns the exit status. */
export type Command = (context: CommandContext) => Promise<number>;

/** Runs `use` on the state of the node, seen through `view`, and closes what was opened for it. */
export async function withSnapshot<T>(
  { io, options }: Pick<CommandContext, 'io' | 'options'>,
  use: (snapshot: Snapshot) => Promise<T>,
  view: (source: NodeSource) => NodeSource = (source) => source,
): Promise<T> {
  const open = await io.prepareNode(options);
  const source = view(open());
  try {
    return await use(new Snapshot(source, chooseMapSet(source, options), options.generation));
  } finally {
    source.close();
  }
}

/** Throws IncompleteError where the maps are of kernel-native mode. `what`: what cannot be shown. */
export function requireDualEngine({ mode }: Snapshot, what: string): void {
  if (mode === 'dual-engine') return;
  throw new IncompleteError(
    `${what} are not read in kernel-native mode`,
    'status, maps, services, endpoints, weights, pods and explain are',
  );
}

/** The names to print with: none with --numeric. */
export function namesFor(snapshot: Snapshot, options: Options): NameTable {
  return options.isNumeric ? noNames : snapshot.names;
}

/** The directory to print with. */
export function directoryFor(snapshot: Snapshot, options: Options): Directory {
  return createDirectory(snapshot, namesFor(snapshot, options));
}

/** What was odd while reading so far. */
export function healthOf(snapshot: Snapshot): Health {
  return { complete: snapshot.isComplete, problems: snapshot.problems };
}

/** The envelope of a document about the snapshot as read so far. */
export function envelopeFor(context: CommandContext, snapshot: Snapshot, kind: string): Envelope {
  return toEnvelope(snapshot, { kind, tool: context.tool, health: healthOf(snapshot) });
}

/** How to colour stdout. */
export function styleFor({ io, options }: CommandContext): Style {
  const { isTerminal } = io.stdout;
  return chooseStyle({ option: options.color, env: io.env, isTerminal });
}
