// The command line: what is asked for, from the words given. Reads nothing and prints nothing itself.
import { Option, Command as Program } from 'commander';
import { type CommandEntry, commandTable } from './command-table.ts';
import { optionTable } from './options.ts';

/** What the words ask for. */
export interface Asked {
  readonly entry: CommandEntry;
  readonly args: readonly string[];
  /** Global and own options as commander read them. */
  readonly given: Readonly<Record<string, unknown>>;
}

/** What a parse ends in: a command, help text, nothing (no command was given), or an unknown word. */
export type Parsed =
  | { readonly kind: 'command'; readonly asked: Asked }
  | { readonly kind: 'default'; readonly given: Readonly<Record<string, unknown>> }
  | { readonly kind: 'unknown'; readonly word: string }
  | { readonly kind: 'text'; readonly text: string };

const about = `Shows where Kmesh sends each connection on this node, and why, from the kernel's own BPF maps.
Without a command: the dashboard on a terminal, otherwise status.`;

const exitStatusHelp = `
Exit status: 0 done, 1 check or diff found something, 2 wrong use, 3 not permitted, 4 no Kmesh here, 5 incomplete, 70 a bug.`;

/** What the words mean. Throws CommanderError for words that cannot be. */
export function parseWords(words: readonly string[], version: string): Parsed {
  const [first, topic] = words;
  if (first === 'help' && topic !== undefined && !isCommand(topic)) {
    return { kind: 'unknown', word: topic };
  }
  let text = '';
  let parsed: Parsed | undefined;
  const program = new Program('kmscope');
  program
    .description(about)
    .usage('[command] [options]')
    .version(`kmscope ${version}`, '-V, --version')
    .helpCommand('help [command]', 'help for a command')
    .argument('[command]')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (more) => {
        text += more;
      },
      writeErr: () => {},
    })
    .showSuggestionAfterError(true)
    .addHelpText('after', exitStatusHelp)
    .action((word: string | undefined) => {
      parsed =
        word === undefined ? { kind: 'default', given: program.opts() } : { kind: 'unknown', word };
    });
  for (const [flags, description] of optionTable) program.option(flags, description);
  for (const entry of commandsIn(words)) {
    addCommand(program, entry, (asked) => {
      parsed = { kind: 'command', asked };
    });
  }
  try {
    program.parse([...words], { from: 'user' });
  } catch (error) {
    if (!isHelp(error)) throw error;
  }
  return parsed ?? { kind: 'text', text };
}

function isCommand(word: string): boolean {
  return (
    word.startsWith('-') || commandTable.some(({ name, alias }) => [name, alias].includes(word))
  );
}

/** The commands that the words can mean: making all of them takes longer than a question does. */
function commandsIn(words: readonly string[]): readonly CommandEntry[] {
  const isHelp = words.some((word) => ['help', '--help', '-h'].includes(word));
  const named = commandTable.filter(
    ({ name, alias }) => words.includes(name) || (alias !== undefined && words.includes(alias)),
  );
  return isHelp || named.length === 0 ? commandTable : named;
}

function addCommand(program: Program, entry: CommandEntry, ask: (asked: Asked) => void): void {
  const command = program.command(entry.name).description(entry.summary);
  if (entry.alias !== undefined) command.alias(entry.alias);
  if (entry.args !== undefined) command.argument(entry.args);
  for (const [flags, description] of entry.options ?? []) {
    command.addOption(toOption(flags, description));
  }
  const examples = entry.examples.map((example) => `  $ ${example}`).join('\n');
  command.addHelpText('after', `\nExamples:\n${examples}`);
  command.action(() => {
    const args = command.processedArgs
      .flat()
      .filter((arg) => arg !== undefined)
      .map(String);
    ask({ entry, args, given: command.optsWithGlobals() });
  });
}

/** An option; one of a `<file...>` form may be given again, and takes one word each time. */
function toOption(flags: string, description: string): Option {
  if (!flags.includes('...>')) return new Option(flags, description);
  const collect = (word: string, words: readonly string[] = []) => [...words, word];
  return new Option(flags.replace('...>', '>'), `${description} (repeatable)`).argParser(collect);
}

/** Help and version end a parse by an error whose status is 0. */
function isHelp(error: unknown): boolean {
  return error instanceof Error && 'exitCode' in error && error.exitCode === 0;
}
