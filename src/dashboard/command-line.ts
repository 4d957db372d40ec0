// The command line that prints what is on the screen.
import type { State } from './state.ts';
import { currentTable, tableOf } from './state.ts';

const commands = {
  connections: 'connections',
  services: 'services -o wide',
  pods: 'pods',
  checks: 'check',
  maps: 'maps',
  events: 'connections --watch',
} as const;

/** In kernel-native mode, `services` has no shares. */
const nativeCommands = { ...commands, services: 'weights' } as const;

export interface CommandPlace {
  /** Options that the dashboard was started with. */
  readonly options: readonly string[];
  readonly mode: string | null;
}

/** `kmscope connections --filter 'verdict=waypoint' --sort -age`. */
export function commandLine(state: State, { options, mode }: CommandPlace): string {
  const words = ['kmscope', ...options.map(quote)];
  if (state.view === 'path') {
    const { from, to } = state.path;
    return [...words, 'explain', '--from', quote(from || 'POD'), '--to', quote(to || 'DEST')].join(
      ' ',
    );
  }
  const isNative = mode === 'kernel-native';
  words.push((isNative ? nativeCommands : commands)[state.view]);
  if (state.map !== null) return [...words.slice(0, -1), 'dump', '| jq .maps'].join(' ');
  const { filter, sort } = tableOf(state, currentTable(state));
  if (state.isWide && (isNative || state.view !== 'services')) words.push('-o wide');
  if (state.isNumeric) words.push('--numeric');
  if (filter !== '') words.push('--filter', quote(filter));
  if (sort !== null) words.push(`--sort ${sort.isDescending ? '-' : ''}${sort.column}`);
  return words.join(' ');
}

/** A word as a shell takes it. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
