// One run of the program: words in, exit status out. Every stream and the node come in as arguments.
import { UsageError } from '../raw/problem.ts';
import { didYouMean } from '../view/request/near-matches.ts';
import { type CommandEntry, commandTable } from './command-table.ts';
import { exitStatus } from './exit-status.ts';
import type { Io } from './io.ts';
import { refuseListOptions, toOptions } from './options.ts';
import { type Asked, type Parsed, parseWords } from './program.ts';
import { reportError } from './report.ts';
import { readVersion } from './version.ts';

/** Runs the command that the words ask for; the exit status. Never rejects. */
export async function cli(words: readonly string[], io: Io): Promise<number> {
  try {
    const tool = { name: 'kmscope', version: readVersion() };
    const parsed = parse(words, tool.version);
    if (parsed.kind === 'text') {
      await io.stdout.write(parsed.text);
      return exitStatus.done;
    }
    const { entry, args, given } = toAsked(parsed, io);
    const options = toOptions(given, entry.formats);
    if (entry.isDocument === true) refuseListOptions(entry.name, options);
    const { run } = await entry.load();
    return await run({ io, tool, options, args, own: given, commands: commandTable });
  } catch (error) {
    return reportError(io, error, words.includes('--debug'));
  }
}

function parse(words: readonly string[], version: string): Parsed {
  try {
    return parseWords(words, version);
  } catch (error) {
    if (!(error instanceof Error) || !('exitCode' in error)) throw error;
    const [message = '', suggestion = ''] = error.message.replace(/^error: /, '').split('\n');
    const hint = suggestion.replace(/^\(|\)$/g, '').toLowerCase() || 'kmscope help';
    throw new UsageError(message, hint);
  }
}

function toAsked(parsed: Exclude<Parsed, { kind: 'text' }>, io: Io): Asked {
  if (parsed.kind === 'command') return parsed.asked;
  if (parsed.kind === 'unknown') {
    const names = commandTable.flatMap(({ name, alias }) => [name, alias ?? name]);
    const hint = didYouMean(parsed.word, names) ?? 'kmscope help lists the commands';
    throw new UsageError(`no command ${parsed.word}`, hint);
  }
  const isDashboard = io.stdout.isTerminal && io.env['TERM'] !== 'dumb' && !parsed.given['output'];
  return { entry: requireEntry(isDashboard ? 'top' : 'status'), args: [], given: parsed.given };
}

function requireEntry(name: string): CommandEntry {
  const entry = commandTable.find((candidate) => candidate.name === name);
  if (entry === undefined) throw new RangeError(`no command ${name}`);
  return entry;
}
