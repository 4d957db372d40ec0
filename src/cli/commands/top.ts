import type { Reader, ReaderEvents } from '../../dashboard/run.ts';
import { dumpJson } from '../../view/dump.ts';
import { chooseStyle, plainStyle } from '../../view/style.ts';
import { type Command, type CommandContext, chooseMapSet } from '../context.ts';
import type { Options } from '../options.ts';

/** The live dashboard. Its library is large: only this command loads it. */
export const run: Command = async ({ io, options, tool }) => {
  const openNode = await io.prepareNode(options);
  const { runDashboard } = await import('../../dashboard/run.ts');
  const { isTerminal } = io.stdout;
  const style = chooseStyle({ option: options.color, env: io.env, isTerminal });
  return runDashboard({
    createReader: (events) => createLocalReader(openNode, options, events),
    chooseMapSet: (source) => chooseMapSet(source, options),
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

function createLocalReader(
  openNode: Awaited<ReturnType<CommandContext['io']['prepareNode']>>,
  options: Options,
  events: ReaderEvents,
): Reader {
  let timer: NodeJS.Timeout | undefined;
  const read = () => {
    const source = openNode();
    events.onReading({ source, bytes: 0 }, null);
    if (source.origin === 'live') timer = setTimeout(read, options.intervalMs);
  };
  return {
    start: () => setTimeout(read, 0),
    setIntervalMs: () => {},
    close: () => clearTimeout(timer),
  };
}

/** Saves a dump in the working directory, under a name that tells node and time. */
async function saveDump(
  snapshot: Parameters<typeof dumpJson>[0],
  tool: Parameters<typeof dumpJson>[1],
): Promise<string> {
  const { writeWhole } = await import('../write-file.ts');
  const time = snapshot.takenAt.toISOString().replace(/[:-]|\.\d+/g, '');
  const node = (snapshot.node.name ?? 'node').replace(/[^\w.-]/g, '_');
  const path = `${process.cwd()}/kmscope-${node}-${time}.json.gz`;
  await writeWhole(path, dumpJson(snapshot, tool));
  return path;
}

/** The options that choose the node, as they are typed. */
function nodeWords({ file, hostRoot, bpffs, mode }: Options): string[] {
  return [
    ...(file === null ? [] : ['--file', file]),
    ...(hostRoot === null ? [] : ['--host-root', hostRoot]),
    ...(bpffs === null ? [] : ['--bpffs', bpffs]),
    ...(mode === 'auto' ? [] : ['--mode', mode]),
  ];
}

/** Whether the terminal's character set is UTF-8, as far as the locale says; unset counts as UTF-8. */
function isUtf8(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return locale === '' || /utf-?8/i.test(locale) || /^(C|POSIX)$/.test(locale);
}
