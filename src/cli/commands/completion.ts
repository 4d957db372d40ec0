import { UsageError } from '../../raw/problem.ts';
import type { Command, CommandWords } from '../context.ts';
import { optionTable } from '../options.ts';

type Script = (commands: readonly CommandWords[]) => string;

const scripts: Readonly<Record<string, Script>> = { bash, zsh, fish };

export const run: Command = async ({ io, args, commands }) => {
  const shell = args[0] ?? '';
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
  if (script === undefined) {
    throw new UsageError(`no completion for ${shell}`, 'one of: bash, zsh, fish');
  }
  await io.stdout.write(script(commands));
  return 0;
};

/** Every flag of a `-x, --y <z>` form, as typed. */
const flagsOf = (flags: string) => flags.match(/-{1,2}[A-Za-z][\w-]*/g) ?? [];

function bash(commands: readonly CommandWords[]): string {
  const names = commands.flatMap(({ name, alias }) =>
    alias === undefined ? [name] : [name, alias],
  );
  const own = commands
    .filter(({ options }) => options !== undefined)
    .map(({ name, alias, options = [] }) => {
      const pattern = alias === undefined ? name : `${name}|${alias}`;
      const flags = options.flatMap(([text]) => flagsOf(text)).join(' ');
      return `    ${pattern}) words="$words ${flags}" ;;`;
    });
  return `_kmscope() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} words
  case $previous in
    -o|--output) words="table wide json yaml jsonl mermaid dot" ;;
    -f|--file|-O|--out-file|--host-root|--bpffs|--routes) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  if [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$current")); return; fi
  if [ "$COMP_CWORD" -eq 1 ] && [ "\${current#-}" = "$current" ]; then
    COMPREPLY=($(compgen -W "${names.join(' ')} help" -- "$current")); return
  fi
  if [ "\${COMP_WORDS[1]}" = diff ] && [ "\${current#-}" = "$current" ]; then
    COMPREPLY=($(compgen -f -- "$current")); return
  fi
  words="${optionTable.flatMap(([flags]) => flagsOf(flags)).join(' ')}"
  case \${COMP_WORDS[1]} in
${own.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _kmscope kmscope
`;
}

function zsh(commands: readonly CommandWords[]): string {
  return `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`;
}

function fish(commands: readonly CommandWords[]): string {
  const quote = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`;
  const form = ([flags, description]: readonly [string, string]) => {
    const parts = flagsOf(flags).map((flag) =>
      flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
    );
    return `${parts.join(' ')}${flags.includes('<') ? ' -r' : ''} -d ${quote(description)}`;
  };
  const lines = [
    ...commands.map(
      ({ name, summary }) => `-n __fish_use_subcommand -f -a ${name} -d ${quote(summary)}`,
    ),
    ...optionTable.map(form),
    ...commands.flatMap(({ name, options = [] }) =>
      options.map((option) => `-n '__fish_seen_subcommand_from ${name}' ${form(option)}`),
    ),
  ];
  return lines.map((line) => `complete -c kmscope ${line}\n`).join('');
}
