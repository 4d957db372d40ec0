// The options that every command takes, checked once.
import { isAbsolute } from 'node:path';
import { type GenerationName, generationNames } from '../kmesh/generation.ts';
import type { Mode } from '../kmesh/maps.ts';
import { UsageError } from '../raw/problem.ts';
import { type DaemonOption, toDaemonOption } from './daemon-option.ts';

export const listFormats = ['table', 'wide', 'json', 'yaml', 'jsonl'] as const;
export const formats = [...listFormats, 'mermaid', 'dot'] as const;
export type Format = (typeof formats)[number];

/** Where the node's state is read from. */
export interface NodeOptions {
  readonly file: string | null;
  readonly hostRoot: string | null;
  readonly bpffs: string | null;
  readonly mode: Mode | 'auto';
  /** Null = by what is pinned. */
  readonly generation: GenerationName | null;
  /** Where the daemon is asked for its view, null = it is not. */
  readonly daemon: DaemonOption | null;
}

export interface Options extends NodeOptions {
  readonly output: Format;
  /** Null = all namespaces. */
  readonly namespace: string | null;
  readonly filter: string | null;
  readonly sort: string | null;
  readonly isNumeric: boolean;
  readonly hasHeaders: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly isAscii: boolean;
  readonly intervalMs: number;
  /** Null = no end. */
  readonly timeoutMs: number | null;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
  readonly isDebug: boolean;
}

/** Flags and their descriptions, as help prints them. */
export const optionTable: readonly (readonly [flags: string, description: string])[] = [
  ['-o, --output <format>', 'table, wide, json, yaml or jsonl; explain also mermaid and dot'],
  [
    '-f, --file <dump>',
    'read a dump, or a folder of bpftool -j map dumps, instead of the node; - is stdin',
  ],
  ['--host-root <dir>', "the node's / in a debug pod (found by itself when it is /host)"],
  ['--bpffs <dir>', 'the bpffs mount, or the folder in it with bpf_kmesh_workload/ or bpf_kmesh/'],
  ['--mode <mode>', 'auto, dual-engine or kernel-native'],
  ['--generation <name>', 'read the maps as those of v0.4.0 … v1.2 or main, whatever is pinned'],
  [
    '--daemon <where>',
    'ask the daemon too, at ADDR:PORT of its admin server, or auto: as the process and in its network namespace',
  ],
  ['-n, --namespace <namespace>', 'only this Kubernetes namespace'],
  ['-A, --all-namespaces', 'all namespaces (the default)'],
  ['--filter <expr>', 'column=value, column!=value, column~regex or a word; spaces mean and'],
  ['--sort <column>', 'sort by a column; -COLUMN descends'],
  ['--numeric', 'no names, only ids and addresses'],
  ['--no-headers', 'no table header'],
  ['--color <when>', 'auto, always or never'],
  ['--ascii', 'only ASCII lines'],
  ['--interval <seconds>', 'time between two readings (default 2)'],
  ['--timeout <seconds>', 'end after this time'],
  ['-q, --quiet', 'no notes and no problems on stderr'],
  ['-v, --verbose', 'all problems, however many'],
  ['--debug', 'causes and stacks of errors'],
];

type Given = Readonly<Record<string, unknown>>;

/** The options that were given, as commander read them. Throws UsageError for a value that cannot be. */
export function toOptions(given: Given, allowed: readonly Format[]): Options {
  const isAll = given['allNamespaces'] === true;
  return {
    output: choice(given, 'output', allowed, allowed[0] ?? 'table'),
    file: text(given, 'file'),
    hostRoot: folder(given, 'hostRoot', '--host-root'),
    bpffs: folder(given, 'bpffs', '--bpffs'),
    mode: choice(given, 'mode', ['auto', 'dual-engine', 'kernel-native'] as const, 'auto'),
    generation:
      text(given, 'generation') === null
        ? null
        : choice(given, 'generation', generationNames, 'main'),
    daemon: toDaemonOption(text(given, 'daemon'), text(given, 'file')),
    namespace: isAll ? null : text(given, 'namespace'),
    filter: text(given, 'filter'),
    sort: text(given, 'sort'),
    isNumeric: given['numeric'] === true,
    hasHeaders: given['headers'] !== false,
    color: choice(given, 'color', ['auto', 'always', 'never'] as const, 'auto'),
    isAscii: given['ascii'] === true,
    intervalMs: seconds(given, 'interval') ?? 2000,
    timeoutMs: seconds(given, 'timeout'),
    isQuiet: given['quiet'] === true,
    isVerbose: given['verbose'] === true,
    isDebug: given['debug'] === true,
  };
}

function text(given: Given, name: string): string | null {
  const value = given[name];
  return typeof value === 'string' ? value : null;
}

function folder(given: Given, name: string, flag: string): string | null {
  const value = text(given, name);
  if (value === '') throw new UsageError(`${flag} needs a folder`);
  if (value !== null && !isAbsolute(value)) {
    throw new UsageError(`${flag} needs an absolute path, got ${value}`);
  }
  return value;
}

function choice<T extends string>(
  given: Given,
  name: string,
  allowed: readonly T[],
  otherwise: T,
): T {
  const value = text(given, name);
  if (value === null) return otherwise;
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) {
    throw new UsageError(`--${name} ${value} is not offered here`, `one of: ${allowed.join(', ')}`);
  }
  return found;
}

/** Milliseconds of an option in seconds; up to a day, which a timer can count. */
function seconds(given: Given, name: string): number | null {
  const value = text(given, name);
  if (value === null) return null;
  const number = Number(value);
  if (value.trim() === '' || !(number >= 0.1 && number <= 86_400)) {
    throw new UsageError(`--${name} needs seconds from 0.1 to 86400, got ${value}`);
  }
  return Math.round(number * 1000);
}

/** Whether the output is for people. */
export function isText(options: Options): boolean {
  return options.output === 'table' || options.output === 'wide';
}

/** Throws UsageError for --filter and --sort, where they mean nothing: one that does nothing would hide that. */
export function refuseListOptions(
  command: string,
  { filter, sort }: Pick<Options, 'filter' | 'sort'>,
): void {
  const option = filter === null ? '--sort' : '--filter';
  if (filter === null && sort === null) return;
  throw new UsageError(`${command} has no ${option}`, 'it is for lists, such as services');
}
