import type { Reader, ReaderEvents } from '../../dashboard/run.ts';
import type { NodeSource } from '../../raw/node-source.ts';
import { UsageError } from '../../raw/problem.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { dumpJson } from '../../view/dump.ts';
import type { Tool } from '../../view/envelope.ts';
import { chooseStyle, plainStyle } from '../../view/style.ts';
import type { Command, CommandContext } from '../context.ts';
import { daemonWord } from '../daemon-option.ts';
import type { Options } from '../options.ts';
import { liveOptions } from '../process-io.ts';

/** The live dashboard. Its library is large: only this command loads it. */
export const run: Command = async (context) => {
  const { io, options, tool } = context;
  const createReader = await prepareReader(context);
  const { runDashboard } = await import('../../dashboard/run.ts');
  const { isTerminal } = io.stdout;
  const style = chooseStyle({ option: options.color, env: io.env, isTerminal });
  return runDashboard({
    createReader,
    wish: options,
    saveDump: (snapshot) => saveDump(snapshot, tool),
    intervalMs: options.intervalMs,
    ascii: options.isAscii || !isUtf8(io.env),
    color: style !== plainStyle,
    numeric: options.isNumeric,
    words: nodeWords(options),
    stdin: process.stdin,
    stdout: process.stdout,
    term: io.env['TERM'],
  });
};

/** Percent of one core. */
const defaultBudget = 3;

async function prepareReader({
  io,
  options,
  own,
}: CommandContext): Promise<(events: ReaderEvents) => Reader> {
  const budgetPercent = budgetOf(own['budget']);
  if (options.file !== null) {
    const open = await io.prepareNode(options);
    return (events) => readOnce(open, events);
  }
  const { createNodeReader } = await import('../../dashboard/node-reader.ts');
  const node = liveOptions(options);
  const { intervalMs } = options;
  const asked = await askedDaemon(options);
  return (events) =>
    createNodeReader({ node, wish: options, intervalMs, budgetPercent }, asked(events));
}

/**
 * Puts beside every reading what the daemon answered when the dashboard was opened: for its names. To have
 * it print its whole view with each reading would cost the node more than the dashboard may.
 */
async function askedDaemon({
  daemon,
  hostRoot,
}: Options): Promise<(events: ReaderEvents) => ReaderEvents> {
  if (daemon === null) return (events) => events;
  const { askDaemon } = await import('../ask-daemon.ts');
  const admin = { ...(await askDaemon(daemon, hostRoot)), isOfEarlier: true };
  return (events) => ({
    ...events,
    onReading: (reading, figures) =>
      events.onReading({ ...reading, open: () => ({ ...reading.open(), admin }) }, figures),
  });
}

function budgetOf(value: unknown): number {
  if (value === undefined) return defaultBudget;
  const percent = Number(value);
  if (!(percent >= 0.1 && percent <= 100)) {
    throw new UsageError(
      `--budget needs percent of one core from 0.1 to 100, got ${String(value)}`,
    );
  }
  return percent;
}

/** A recording stays as it is. */
function readOnce(open: () => NodeSource, events: ReaderEvents): Reader {
  let timer: NodeJS.Immediate | undefined;
  return {
    start: () => {
      timer = setImmediate(() => events.onReading({ open, bytes: 0 }, null));
    },
    setIntervalMs: () => {},
    close: () => clearImmediate(timer),
  };
}

/** Saves a dump in the working directory, under a name that tells node and time. */
async function saveDump(snapshot: Snapshot, tool: Tool): Promise<string> {
  const { writeWhole } = await import('../write-file.ts');
  const time = snapshot.takenAt.toISOString().replace(/[:-]|\.\d+/g, '');
  const node = (snapshot.node.name ?? 'node').replace(/[^\w.-]/g, '_');
  const path = `${process.cwd()}/kmscope-${node}-${time}.json.gz`;
  await writeWhole(path, dumpJson(snapshot, tool));
  return path;
}

/** The options that choose the node, as they are typed. */
function nodeWords({ file, hostRoot, bpffs, mode, generation, daemon }: Options): string[] {
  return [
    ...(file === null ? [] : ['--file', file]),
    ...(hostRoot === null ? [] : ['--host-root', hostRoot]),
    ...(bpffs === null ? [] : ['--bpffs', bpffs]),
    ...(mode === 'auto' ? [] : ['--mode', mode]),
    ...(generation === null ? [] : ['--generation', generation]),
    ...(daemon === null ? [] : ['--daemon', daemonWord(daemon)]),
  ];
}

/** Whether the terminal's character set is UTF-8, as far as the locale says; unset counts as UTF-8. */
function isUtf8(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return locale === '' || /utf-?8/i.test(locale) || /^(C|POSIX)$/.test(locale);
}
