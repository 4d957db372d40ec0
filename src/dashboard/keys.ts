// The one key table: what a key does, and what the help says of it.

export type Action =
  | 'help'
  | 'filter'
  | 'up'
  | 'down'
  | 'pageUp'
  | 'pageDown'
  | 'first'
  | 'last'
  | 'nextPane'
  | 'open'
  | 'back'
  | 'pause'
  | 'suspend'
  | 'quit';

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

export const keyTable: readonly KeyBinding[] = Object.freeze([
  { keys: ['?', 'h'], label: '? h', action: 'help', help: 'this help', short: 'help' },
  {
    keys: ['/'],
    label: '/',
    action: 'filter',
    help: 'filter the rows of the pane: each word must be in the row',
    short: 'filter',
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
    keys: ['tab', 'S-tab'],
    label: 'Tab',
    action: 'nextPane',
    help: 'the other pane: services, connections',
    short: 'pane',
  },
  {
    keys: ['enter', 'linefeed'],
    label: 'Enter',
    action: 'open',
    help: 'everything about the selected row: its path, or its endpoints',
    short: 'detail',
  },
  {
    keys: ['escape'],
    label: 'Esc',
    action: 'back',
    help: 'close what is open; otherwise clear the filter',
    short: null,
  },
  {
    keys: ['p', 'space'],
    label: 'p Space',
    action: 'pause',
    help: 'stop reading the node and keep what is shown; again to go on',
    short: 'pause',
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

/** What a key does outside the filter line; undefined for a key without a meaning. */
export function findAction(key: string): Action | undefined {
  return actions.get(key);
}
