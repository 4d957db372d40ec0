import { describe, expect, it } from 'vitest';
import { pointAt, pressKey, settle } from '../../../src/dashboard/press-key.ts';
import { scrollTop, type TableState } from '../../../src/dashboard/selection.ts';
import {
  currentTable,
  initialState,
  type RowLinks,
  type Shown,
  type State,
  tableOf,
} from '../../../src/dashboard/state.ts';
import { toKey } from './scene.ts';

interface Rows {
  readonly connections?: readonly string[];
  readonly services?: readonly string[];
  readonly maps?: readonly string[];
  readonly links?: RowLinks;
  readonly moments?: readonly number[];
  readonly suggestions?: readonly string[];
}

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

function shown(rows: Rows = {}): Shown {
  const tables: Readonly<Record<string, readonly string[]>> = {
    connections: rows.connections ?? ids,
    services: rows.services ?? ['s1', 's2'],
    maps: rows.maps ?? ['km_a', 'km_b'],
  };
  return {
    rowIds: (table, { filter }) => (tables[table] ?? []).filter((id) => id.includes(filter)),
    columns: () => ['pod', 'verdict', 'age'],
    pageSize: 3,
    text: { lines: 10, pageSize: 4 },
    moments: rows.moments ?? [10, 20, 30],
    suggestions: rows.suggestions ?? [],
    links: rows.links ?? {},
  };
}

function press(state: State, keys: readonly string[], rows = shown()): State {
  return keys.reduce((current, key) => pressKey(current, toKey(key), rows), settle(state, rows));
}

const pressed = (...keys: string[]) => press(initialState(), keys);
const table = (state: State) => tableOf(state, currentTable(state));

describe('moving', () => {
  it.each([
    [[], null],
    [['down'], 'b'],
    [['j', 'j', 'k'], 'b'],
    [['up'], 'a'],
    [['pagedown'], 'd'],
    [['pagedown', 'pagedown', 'pagedown'], 'g'],
    [['end'], 'g'],
    [['end', 'down'], 'g'],
    [['G', 'pageup'], 'd'],
    [['end', 'home'], 'a'],
  ] as const)('%j selects %s', (keys, expected) => {
    expect(table(pressed(...keys)).selected).toBe(expected);
  });

  it('does nothing without rows', () => {
    const none = shown({ connections: [] });
    const state = press(initialState(), ['down', 'end', 'pageup', 'enter'], none);
    expect(table(state)).toMatchObject({ selected: null, index: 0, top: 0 });
  });

  it('moves the table that is seen, and comes back to the row of another', () => {
    const state = pressed('down', 'down', '2', 'down');
    expect(table(state).selected).toBe('s2');
    expect(table(press(state, ['1'])).selected).toBe('c');
  });

  it('selects the row that the mouse points at, and none below the last', () => {
    expect(table(pointAt(pressed('end'), shown(), 0)).selected).toBe('e');
    expect(table(pointAt(pressed('2'), shown(), 5)).selected).toBeNull();
  });
});

describe('other rows', () => {
  it('leave the selection on its row, and at the top where none was selected', () => {
    const more = shown({ connections: ['x', 'y', ...ids] });
    expect(table(settle(pressed('down', 'down'), more))).toMatchObject({ selected: 'c', index: 4 });
    expect(table(settle(pressed(), more))).toMatchObject({ selected: null, top: 0 });
  });

  it('give the selection to the neighbour when its row is gone', () => {
    const fewer = shown({ connections: ['a', 'b', 'd'] });
    expect(table(settle(pressed('down', 'down'), fewer)).selected).toBe('d');
    expect(table(settle(pressed('end'), fewer)).selected).toBe('d');
  });

  it('leave the selected row on its line of the screen', () => {
    const many = Array.from({ length: 20 }, (_, index) => `r${index}`);
    const at = (connections: readonly string[]) => shown({ connections });
    const state = press(initialState(), ['end', 'up', 'up', 'up', 'up'], at(many));
    const line = ({ index, top }: TableState) => index - top;
    expect(table(state)).toMatchObject({ selected: 'r15', top: 15 });
    const others = [
      ['new', 'newer', ...many],
      many.slice(3),
      [...many.slice(0, 3), ...many.slice(7)],
      [...many.slice(10), ...many.slice(0, 10)],
      [...many].reverse(),
    ];
    const down = press(state, ['down'], at(many));
    for (const ids of others) {
      const settled = table(settle(down, at(ids)));
      expect([settled.selected, line(settled)]).toEqual(['r16', 1]);
    }
  });

  it('give the selection to the neighbour also when rows above change at once', () => {
    const state = pressed('down', 'down');
    expect(
      table(settle(state, shown({ connections: ['x', 'y', 'z', 'a', 'b', 'd'] }))).selected,
    ).toBe('d');
    expect(table(settle(state, shown({ connections: ['x', 'y', 'z', 'a', 'b'] }))).selected).toBe(
      'b',
    );
  });

  it('leave an open detail with its row when that is gone', () => {
    const state = settle(pressed('enter'), shown({ connections: ['b', 'c'] }));
    expect(table(state).selected).toBe('a');
    expect(table(press(state, ['escape'], shown({ connections: ['b', 'c'] }))).selected).toBe('b');
  });
});

describe('views', () => {
  it.each([
    [['tab'], 'services'],
    [['tab', 'tab', 'S-tab'], 'services'],
    [['S-tab'], 'events'],
    [['6'], 'maps'],
    [['4', '1'], 'connections'],
  ] as const)('%j leads to %s', (keys, view) => {
    expect(pressed(...keys).view).toBe(view);
  });

  it('go down into a map and up again', () => {
    const state = pressed('6', 'down', 'enter');
    expect(currentTable(state)).toBe('entries/km_b');
    expect(currentTable(press(state, ['escape']))).toBe('maps');
  });

  it('go to the entry that a finding is about', () => {
    const links = { target: { view: 'services', rowId: 's2' } } as const;
    const state = press(pressed('5'), ['enter'], shown({ links }));
    expect([state.view, table(state).selected]).toEqual(['services', 's2']);
  });

  it('go to the connections that a finding is about', () => {
    const filter = 'pod=default/a destination=10.0.0.1:80';
    const links = { target: { view: 'connections', rowId: null, filter } } as const;
    const state = press(pressed('5'), ['enter'], shown({ links }));
    expect([state.view, table(state).filter]).toEqual(['connections', filter]);
  });

  it('explain nothing on the line above a group', () => {
    const state = press(pressed('1'), ['e'], shown({ links: { isGroup: true } }));
    expect([state.view, state.path.editing]).toEqual(['connections', null]);
  });
});

describe('the filter', () => {
  it('takes what is typed, also letters that are keys elsewhere', () => {
    expect(table(pressed('/', 'q', '?', '1'))).toMatchObject({ filter: 'q?1' });
  });

  it('stays after Enter, and goes with Esc', () => {
    const kept = pressed('/', 'c', 'enter');
    expect(kept).toMatchObject({ isFiltering: false });
    expect(table(kept).filter).toBe('c');
    expect(table(press(kept, ['escape'])).filter).toBe('');
    expect(table(pressed('/', 'c', 'escape')).filter).toBe('');
  });

  it('takes no control characters', () => {
    const state = pressKey(pressed('/'), { name: 'C-x', text: '\u0018' }, shown());
    expect(table(state).filter).toBe('');
  });

  it('is cleared by Ctrl-U and shortened by Ctrl-W and Backspace', () => {
    expect(table(pressed('/', 'a', ' ', 'b', 'C-w')).filter).toBe('a ');
    expect(table(pressed('/', 'a', 'b', 'backspace')).filter).toBe('a');
    expect(table(pressed('/', 'a', 'b', 'C-u')).filter).toBe('');
  });

  it('lets the rows be moved through meanwhile', () => {
    const state = pressed('/', 'down');
    expect([state.isFiltering, table(state).selected]).toEqual([true, 'b']);
  });
});

describe('sorting', () => {
  it.each([
    [['s'], { column: 'pod', isDescending: false }],
    [['s', 's'], { column: 'verdict', isDescending: false }],
    [['s', 's', 'S'], { column: 'verdict', isDescending: true }],
    [['S'], { column: 'pod', isDescending: true }],
    [['s', 's', 's', 's'], null],
  ] as const)('%j sorts by %j', (keys, sort) => {
    expect(table(pressed(...keys)).sort).toEqual(sort);
  });

  it('groups in turn', () => {
    const keys = ['b', 'b', 'b', 'b'];
    const seen = keys.map((_, index) => pressed(...keys.slice(0, index + 1)).grouping);
    expect(seen).toEqual(['pod', 'service', 'destination', 'none']);
  });
});

describe('what is open', () => {
  it('scrolls, and closes with Esc before the filter goes', () => {
    const state = pressed('/', 'c', 'enter', 'enter', 'down', 'end');
    expect(state.overlay).toEqual({ kind: 'detail', top: 6 });
    const closed = press(state, ['escape']);
    expect([closed.overlay, table(closed).filter]).toEqual([null, 'c']);
  });

  it.each([
    ['?', 'help'],
    ['t', 'changes'],
    ['c', 'command'],
  ] as const)('opens with %s, which the same key closes', (key, kind) => {
    expect(pressed(key).overlay).toEqual({ kind, top: 0 });
    expect(pressed(key, key).overlay).toBeNull();
  });
});

describe('time', () => {
  it.each([
    [['p'], 30],
    [['space', 'p'], null],
    [['['], 20],
    [['[', '['], 10],
    [['[', '[', '['], 10],
    [['[', ']'], 30],
    [['[', ']', ']'], null],
    [['p', '['], 20],
    [[']'], null],
    [['[', '[', ']', ']', 'p'], null],
    [['[', '[', ']', ']', 'p', 'p'], 30],
    [['[', '[', ']', ']', 'p', 'p', 'p', 'escape', 'escape'], null],
  ] as const)('%j shows the reading of %s', (keys, moment) => {
    expect(pressed(...keys).moment).toBe(moment);
  });

  it.each([
    ['[', 5],
    [']', 10],
    ['p', null],
  ])('before all that is kept, %s shows the reading of %s', (key, moment) => {
    const state = press({ ...initialState(), moment: 5 }, [key]);
    expect(state.moment).toBe(moment);
  });

  it('stays live before the first reading', () => {
    const state = press(initialState(), ['p', '[', ']'], shown({ moments: [] }));
    expect(state.moment).toBeNull();
  });

  it('of the interval goes in steps, to an end', () => {
    expect(pressed('+').intervalMs).toBe(5000);
    expect(pressed('-', '-', '-').intervalMs).toBe(500);
    expect(pressed(...Array.from({ length: 9 }, () => '+')).intervalMs).toBe(60_000);
  });
});

describe('switches', () => {
  it.each([
    ['n', 'isNumeric'],
    ['w', 'isWide'],
    ['x', 'isHex'],
    ['m', 'hasMouse'],
  ] as const)('%s turns %s on and off', (key, name) => {
    expect([pressed(key)[name], pressed(key, key)[name]]).toEqual([true, false]);
  });
});

describe('the path', () => {
  const suggestions = ['default/netutils', 'default/netutils-2'];

  it('is typed field by field, Enter going on', () => {
    const state = pressed('4', 'enter', 'a', 'enter', 'b', '1', 'enter');
    expect(state.path).toEqual({ from: 'a', to: 'b1', editing: null, choice: -1 });
  });

  it('is completed by Tab, or by what was chosen', () => {
    const rows = shown({ suggestions });
    expect(press(pressed('4', 'enter'), ['d', 'tab'], rows).path.from).toBe(suggestions[0]);
    const chosen = press(pressed('4', 'enter'), ['d', 'down', 'down', 'enter'], rows);
    expect(chosen.path).toMatchObject({ from: suggestions[1], editing: 'to' });
  });

  it('takes the ends of the selected connection with e', () => {
    const links = { path: { from: 'default/netutils', to: 'fortio.default:80' } };
    const state = press(initialState(), ['e'], shown({ links }));
    expect(state.view).toBe('path');
    expect(state.path).toMatchObject({ ...links.path, editing: null });
  });

  it('stops being typed with Esc, so that keys are keys again', () => {
    expect(pressed('4', 'enter', '2', 'escape', '2').view).toBe('services');
  });

  it('scrolls', () => {
    expect(pressed('4', 'end', 'up').pathTop).toBe(5);
  });
});

describe('scrollTop', () => {
  it.each([
    [{ top: 0, index: 0, count: 0, pageSize: 3 }, 0],
    [{ top: 0, index: 2, count: 9, pageSize: 3 }, 0],
    [{ top: 0, index: 3, count: 9, pageSize: 3 }, 1],
    [{ top: 5, index: 2, count: 9, pageSize: 3 }, 2],
    [{ top: 8, index: 8, count: 9, pageSize: 3 }, 6],
    [{ top: 3, index: 0, count: 2, pageSize: 3 }, 0],
  ])('%j is %i', (scroll, expected) => {
    expect(scrollTop(scroll)).toBe(expected);
  });
});
