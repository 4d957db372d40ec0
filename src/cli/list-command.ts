// What all listing commands share: reading, choosing, and every format.
import { UsageError } from '../raw/problem.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Directory } from '../view/directory.ts';
import { linesJson, listJson } from '../view/json.ts';
import { rawMapLines, toRawMapItem } from '../view/raw-rows.ts';
import { renderTable } from '../view/table.ts';
import { chooser, type ItemKind } from './choose-items.ts';
import {
  type CommandContext,
  directoryFor,
  envelopeFor,
  healthOf,
  styleFor,
  withSnapshot,
} from './context.ts';
import { writeAll, writeLines } from './io.ts';
import { isText } from './options.ts';
import { reportHealth, reportNote } from './report.ts';

/** One kind of item, as a listing command shows it. */
export interface ListKind<T extends object> extends ItemKind<T> {
  /** The envelope's kind, for example `ServiceList`. */
  readonly kind: string;
  /** The items, by key. */
  readonly read: (snapshot: Snapshot, directory: Directory) => readonly T[];
  /** Lines under an item in -o wide. */
  readonly details?: (item: T) => readonly string[];
}

/** Reads, chooses and prints; the exit status. */
export function runList<T extends object>(
  context: CommandContext,
  list: ListKind<T>,
): Promise<number> {
  // What is wrong with the command line is said before the node is read.
  const show = prepare(context, list);
  return withSnapshot(context, show);
}

/**
 * The same where the modes have other items. `native`: the items of kernel-native mode, or why it has
 * none. Throws UsageError for what fits no mode.
 */
export async function runListByMode<D extends object, N extends object>(
  context: CommandContext,
  dual: ListKind<D>,
  native: ListKind<N> | string,
): Promise<number> {
  const { mode } = context.options;
  const ready = {
    'dual-engine': attempt(() => prepare(context, dual)),
    'kernel-native': attempt(() => {
      if (typeof native !== 'string') return prepare(context, native);
      throw new UsageError(`kernel-native mode has no ${dual.noun}: ${native}`);
    }),
  };
  const isHopeless = ready['dual-engine'].show === null && ready['kernel-native'].show === null;
  if (mode === 'auto' && isHopeless) throw ready['dual-engine'].error;
  if (mode !== 'auto' && ready[mode].show === null) throw ready[mode].error;
  return withSnapshot(context, async (snapshot) => {
    const { show, error } = ready[snapshot.mode];
    if (show === null) throw error;
    return show(snapshot);
  });
}

type Show = (snapshot: Snapshot) => Promise<number>;

function attempt(make: () => Show): { show: Show; error: null } | { show: null; error: unknown } {
  try {
    return { show: make(), error: null };
  } catch (error) {
    return { show: null, error };
  }
}

function prepare<T extends object>(context: CommandContext, list: ListKind<T>): Show {
  const { io, options } = context;
  const choose = chooser(list, context);
  return async (snapshot) => {
    const directory = directoryFor(snapshot, options);
    const { items, note: leftOut } = choose(list.read(snapshot, directory), {
      snapshot,
      directory,
    });
    if (leftOut !== null) await reportNote(io, options, leftOut);
    if (isText(options)) {
      await printForPeople(context, snapshot, { list, items, isNoted: leftOut !== null });
    } else {
      const envelope = envelopeFor(context, snapshot, list.kind);
      await printItems(context, { envelope, items });
    }
    return reportHealth(io, healthOf(snapshot), options);
  };
}

async function printForPeople<T extends object>(
  context: CommandContext,
  snapshot: Snapshot,
  { list, items, isNoted }: { list: ListKind<T>; items: readonly T[]; isNoted: boolean },
): Promise<void> {
  const { io, options } = context;
  const isKnown = snapshot.isComplete;
  // An empty table of what could not be read would say that there is nothing.
  if (items.length > 0 || isKnown) await printTable(context, list, items);
  if (items.length === 0 && !isNoted) {
    const note = isKnown ? `no ${list.noun} to show` : `cannot tell which ${list.noun} there are`;
    await reportNote(io, options, note);
  }
  const raw = snapshot.unknownLayouts.map(toRawMapItem).flatMap(rawMapLines);
  await writeLines(io.stdout, raw);
}

/** Prints items as JSON, YAML or JSON lines. */
export async function printItems<T extends object>(
  { io, options }: CommandContext,
  { envelope, items }: { envelope: ReturnType<typeof envelopeFor>; items: readonly T[] },
): Promise<void> {
  if (options.output === 'jsonl') return writeAll(io.stdout, linesJson(items));
  if (options.output === 'yaml') {
    const { documentYaml } = await import('../view/yaml.ts');
    return io.stdout.write(documentYaml(envelope, { items }));
  }
  return writeAll(io.stdout, listJson(envelope, items));
}

/** Prints items as a table. */
export async function printTable<T extends object>(
  context: CommandContext,
  list: Pick<ListKind<T>, 'columns' | 'details'>,
  items: readonly T[],
): Promise<void> {
  const { io, options } = context;
  const isWide = options.output === 'wide';
  const lines = renderTable(list.columns, items, {
    isWide,
    hasHeaders: options.hasHeaders,
    style: styleFor(context),
    ...(isWide && list.details !== undefined ? { details: list.details } : {}),
  });
  await writeLines(io.stdout, lines);
}
