// The one key table: what a key does, and what the help, the bottom line and the README say of it.
import { type ViewName, viewTable } from './views.ts';

export type Action =
  | 'help'
  | 'filter'
  | 'up'
  | 'down'
  | 'pageUp'
  | 'pageDown'
  | 'first'
  | 'last'
  | 'nextView'
  | 'previousView'
  | 'open'
  | 'back'
  | 'sort'
  | 'reverse'
  | 'group'
  | 'pause'
  | 'earlier'
  | 'later'
  | 'changes'
  | 'explain'
  | 'command'
  | 'dump'
  | 'names'
  | 'wide'
  | 'hex'
  | 'faster'
  | 'slower'
  | 'charts'
  | 'mouse'
  | 'suspend'
  | 'quit'
  | ViewName;

export interface KeyBinding {
  /** Key names as the terminal reports them: a letter, `C-c`, `pageup`, `tab`. */
  readonly keys: readonly string[];
  /** How the keys are written for a reader. */
  readonly label: string;
  readonly action: Action;
  readonly help: string;
  /** One or two words for the line at the bottom; null where it is not shown there. */
  readonly short: string | null;
}

const viewBindings: readonly KeyBinding[] = viewTable.map(({ name, key, help }) => ({
  keys: [key],
  label: key,
  action: name,
  help: `view: ${help}`,
  short: null,
}));

export const keyTable: readonly KeyBinding[] = Object.freeze([
  { keys: ['?', 'h'], label: '? h', action: 'help', help: 'this help', short: 'help' },
  ...viewBindings,
  { keys: ['tab'], label: 'Tab', action: 'nextView', help: 'the next view', short: 'view' },
  {
    keys: ['S-tab'],
    label: 'Shift-Tab',
    action: 'previousView',
    help: 'the view before',
    short: null,
  },
  { keys: ['up', 'k'], label: 'Up k', action: 'up', help: 'one row up', short: null },
  { keys: ['down', 'j'], label: 'Down j', action: 'down', help: 'one row down', short: null },
  {
    keys: ['pageup', 'C-b'],
    label: 'PgUp Ctrl-B',
    action: 'pageUp',
    help: 'one page up',
    short: null,
  },
  {
    keys: ['pagedown', 'C-f'],
    label: 'PgDn Ctrl-F',
    action: 'pageDown',
    help: 'one page down',
    short: null,
  },
  { keys: ['home', 'g'], label: 'Home g', action: 'first', help: 'first row', short: null },
  { keys: ['end', 'G', 'S-g'], label: 'End G', action: 'last', help: 'last row', short: null },
  {
    keys: ['enter', 'linefeed'],
    label: 'Enter',
    action: 'open',
    help: 'down: everything about the row, the entries of a map, the entry of a finding',
    short: 'open',
  },
  {
    keys: ['escape', 'M-escape'],
    label: 'Esc',
    action: 'back',
    help: 'up again; in a table it clears the filter',
    short: null,
  },
  {
    keys: ['/'],
    label: '/',
    action: 'filter',
    help: 'filter as --filter does: a word, column=value, column!=value, column~regex',
    short: 'filter',
  },
  {
    keys: ['s'],
    label: 's',
    action: 'sort',
    help: 'sort by the next column; after the last one as it was',
    short: 'sort',
  },
  {
    keys: ['S', 'S-s'],
    label: 'S',
    action: 'reverse',
    help: 'sort the other way round',
    short: null,
  },
  {
    keys: ['b'],
    label: 'b',
    action: 'group',
    help: 'connections by pod, by service, by destination, or as they are',
    short: 'group',
  },
  {
    keys: ['e'],
    label: 'e',
    action: 'explain',
    help: "the selected connection's source and destination in the Path view",
    short: 'explain',
  },
  {
    keys: ['t'],
    label: 't',
    action: 'changes',
    help: 'what changed in the last half minute: of the selected service, else of all',
    short: 'changes',
  },
  {
    keys: ['p', 'space'],
    label: 'p Space',
    action: 'pause',
    help: 'keep what is shown while reading goes on behind it; again, also after [ and ], back to live',
    short: 'pause',
  },
  { keys: ['['], label: '[', action: 'earlier', help: 'one reading back in time', short: null },
  { keys: [']'], label: ']', action: 'later', help: 'one reading forth in time', short: null },
  {
    keys: ['x'],
    label: 'x',
    action: 'hex',
    help: 'the entries that were hit as labelled hex, or decoded',
    short: null,
  },
  { keys: ['w'], label: 'w', action: 'wide', help: 'more columns, or fewer', short: null },
  { keys: ['n'], label: 'n', action: 'names', help: 'names, or ids and addresses', short: null },
  {
    keys: ['c'],
    label: 'c',
    action: 'command',
    help: 'the command line that prints what is shown',
    short: null,
  },
  {
    keys: ['d'],
    label: 'd',
    action: 'dump',
    help: 'save a dump of what is shown in the working directory',
    short: null,
  },
  {
    keys: ['+', '='],
    label: '+',
    action: 'slower',
    help: 'a longer interval between readings',
    short: null,
  },
  { keys: ['-'], label: '-', action: 'faster', help: 'a shorter interval', short: null },
  {
    keys: ['o'],
    label: 'o',
    action: 'charts',
    help: 'charts of the last minutes, or none',
    short: null,
  },
  {
    keys: ['m'],
    label: 'm',
    action: 'mouse',
    help: 'mouse on (the wheel moves, a click selects) or off',
    short: null,
  },
  {
    keys: ['C-z'],
    label: 'Ctrl-Z',
    action: 'suspend',
    help: 'back to the shell; fg returns',
    short: null,
  },
  { keys: ['q', 'C-c'], label: 'q Ctrl-C', action: 'quit', help: 'quit', short: 'quit' },
] satisfies KeyBinding[]);

const actions = new Map(
  keyTable.flatMap(({ keys, action }) => keys.map((key) => [key, action] as const)),
);

/** What a key does outside a line of input; undefined for a key without a meaning. */
export function findAction(key: string): Action | undefined {
  return actions.get(key);
}
