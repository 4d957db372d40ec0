// connections --watch: redraws on a terminal, prints table after table elsewhere, and streams changes with
// -o jsonl.
import { UsageError } from '../raw/problem.ts';
import type { Health } from '../view/envelope.ts';
import type { ConnectionItem } from '../view/items/connection.ts';
import { renderTable } from '../view/table.ts';
import { cutText } from '../view/text-width.ts';
import { chooser } from './choose-items.ts';
import { listChanges } from './connection-changes.ts';
import { type CommandContext, directoryFor, healthOf, styleFor } from './context.ts';
import { writeLines } from './io.ts';
import type { ListKind } from './list-command.ts';
import { isText } from './options.ts';
import { watchNode } from './watch.ts';

interface Reading {
  readonly items: readonly ConnectionItem[];
  readonly takenAt: Date;
  readonly health: Health;
}

/** Watches until --timeout, or until it is stopped. */
export async function watchConnections(
  context: CommandContext,
  list: ListKind<ConnectionItem>,
): Promise<number> {
  const { io, options } = context;
  if (!isText(options) && options.output !== 'jsonl') {
    throw new UsageError(`--watch has no -o ${options.output}`, 'one of: table, wide, jsonl');
  }
  const choose = chooser(list, context);
  let before: readonly ConnectionItem[] = [];
  return watchNode<Reading>(context, {
    read: (snapshot) => {
      const directory = directoryFor(snapshot, options);
      const { items } = choose(list.read(snapshot, directory), { snapshot, directory });
      return { items, takenAt: snapshot.takenAt, health: healthOf(snapshot) };
    },
    show: async (reading) => {
      if (isText(options)) await draw(context, list, reading);
      else await writeLines(io.stdout, toChangeLines(before, reading.items));
      before = reading.items;
      return reading.health;
    },
  });
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
