// connections --watch: reads again and again; redraws on a terminal, prints table after table elsewhere,
// and streams changes with -o jsonl. The node is opened anew each time: after a restart of Kmesh its
// pins hold other maps.
import type { Mode } from '../kmesh/maps.ts';
import type { NodeSource } from '../raw/node-source.ts';
import { UsageError } from '../raw/problem.ts';
import { chooseMapSet } from '../snapshot/map-sets.ts';
import { Snapshot } from '../snapshot/snapshot.ts';
import type { Health } from '../view/envelope.ts';
import type { ConnectionItem } from '../view/items/connection.ts';
import { renderTable } from '../view/table.ts';
import { cutText } from '../view/text-width.ts';
import { listChanges } from './connection-changes.ts';
import { type CommandContext, directoryFor, healthOf, styleFor } from './context.ts';
import { writeLines } from './io.ts';
import { chooser, isText, type ListKind, prepareByMode } from './list-command.ts';
import { reportHealth } from './report.ts';

interface Reading {
  readonly mode: Mode;
  readonly items: readonly ConnectionItem[];
  readonly takenAt: Date;
  readonly health: Health;
}

/** Watches until --timeout, or until it is stopped; the exit status of the last reading. */
export async function watchConnections(
  context: CommandContext,
  lists: Readonly<Record<Mode, ListKind<ConnectionItem>>>,
): Promise<number> {
  const { io, options } = context;
  if (!isText(options) && options.output !== 'jsonl') {
    throw new UsageError(`--watch has no -o ${options.output}`, 'one of: table, wide, jsonl');
  }
  const chooserOf = prepareByMode(options, {
    'dual-engine': () => chooser(lists['dual-engine'], context),
    'kernel-native': () => chooser(lists['kernel-native'], context),
  });
  const open = await io.prepareNode(options);
  let before: readonly ConnectionItem[] = [];
  let told = '';
  for (let elapsedMs = 0; ; elapsedMs += options.intervalMs) {
    const reading = read(context, open(), (snapshot) => {
      const directory = directoryFor(snapshot, options);
      const items = lists[snapshot.mode].read(snapshot, directory);
      return chooserOf(snapshot.mode)(items, directory);
    });
    if (isText(options)) await draw(context, lists[reading.mode], reading);
    else await writeLines(io.stdout, toChangeLines(before, reading.items));
    before = reading.items;
    // What stays wrong is said once.
    const problems = JSON.stringify(reading.health);
    const isQuiet = options.isQuiet || problems === told;
    told = problems;
    const status = await reportHealth(io, reading.health, { ...options, isQuiet });
    const isOver = options.timeoutMs !== null && elapsedMs + options.intervalMs > options.timeoutMs;
    if (isOver || options.file !== null) return status;
    await io.sleep(options.intervalMs);
  }
}

function read(
  { options }: CommandContext,
  source: NodeSource,
  toItems: (snapshot: Snapshot) => readonly ConnectionItem[],
): Reading {
  try {
    const snapshot = new Snapshot(source, chooseMapSet(source, options), options.generation);
    const items = toItems(snapshot);
    return { mode: snapshot.mode, items, takenAt: snapshot.takenAt, health: healthOf(snapshot) };
  } finally {
    source.close();
  }
}

function toChangeLines(
  before: readonly ConnectionItem[],
  after: readonly ConnectionItem[],
): string[] {
  return listChanges(before, after).map((change) => JSON.stringify(change));
}

/** From the top left, to the end of each line, then the rest of the screen: nothing flickers. */
const home = '\u001b[H';
const clearLine = '\u001b[K';
const clearBelow = '\u001b[J';

async function draw(
  context: CommandContext,
  list: ListKind<ConnectionItem>,
  { items, takenAt }: Reading,
): Promise<void> {
  const { io, options } = context;
  const { isTerminal, columns, rows } = io.stdout;
  const time = `${takenAt.toISOString()}: ${items.length} ${list.noun}`;
  const isWide = options.output === 'wide';
  const hasHeaders = options.hasHeaders;
  if (!isTerminal || io.env['TERM'] === 'dumb') {
    const lines = renderTable(list.columns, items, {
      isWide,
      hasHeaders,
      style: styleFor(context),
    });
    await writeLines(io.stdout, [time, ...lines, '']);
    return;
  }
  const height = Math.max(3, rows ?? 24);
  const all = [time, ...renderTable(list.columns, items, { isWide, hasHeaders })];
  const shown = all.length < height ? all : all.slice(0, height - 2);
  const omitted = all.length - shown.length;
  if (omitted > 0) shown.push(`${omitted} more connections do not fit`);
  const cut = shown.map((line) => `${cutText(line, columns ?? 80)}${clearLine}\n`);
  await io.stdout.write(`${home}${cut.join('')}${clearBelow}`);
}
