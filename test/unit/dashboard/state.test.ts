import { describe, expect, it } from 'vitest';
import {
  initialState,
  pressKey,
  type Shown,
  type State,
  scrollTop,
  settle,
} from '../../../src/dashboard/state.ts';
import { toKey } from './shown.ts';

function shown(connections: readonly string[], services: readonly string[] = ['s1', 's2']): Shown {
  const rows = { connections, services };
  return {
    rowIds: (pane, filter) => rows[pane].filter((id) => id.includes(filter)),
    pageSize: () => 3,
    overlay: { lines: 10, pageSize: 4 },
  };
}

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

function press(state: State, keys: readonly string[], rows = shown(ids)): State {
  return keys.reduce((current, key) => pressKey(current, toKey(key), rows), settle(state, rows));
}

const selectedAfter = (...keys: string[]) => press(initialState, keys).panes.connections.selected;

describe('moving', () => {
  it.each([
    [[], 'a'],
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
    expect(selectedAfter(...keys)).toBe(expected);
  });

  it('does nothing without rows', () => {
    const none = shown([], []);
    const state = press(initialState, ['down', 'end', 'pageup', 'enter'], none);
    expect(state.panes.connections).toMatchObject({ selected: null, index: 0, top: 0 });
  });

  it('moves the pane that has the keys', () => {
    const { panes } = press(initialState, ['tab', 'down']);
    expect([panes.services.selected, panes.connections.selected]).toEqual(['s2', 'a']);
  });
});

describe('other rows', () => {
  it('leave the selection on its row', () => {
    const before = press(initialState, ['down', 'down']);
    const after = settle(before, shown(['x', 'y', ...ids]));
    expect(after.panes.connections).toMatchObject({ selected: 'c', index: 4 });
  });

  it('give the selection to the neighbour when its row is gone', () => {
    const before = press(initialState, ['down', 'down']);
    const after = settle(before, shown(['a', 'b', 'd', 'e']));
    expect(after.panes.connections.selected).toBe('d');
    expect(settle(before, shown(['a'])).panes.connections.selected).toBe('a');
    expect(settle(before, shown([])).panes.connections.selected).toBeNull();
  });

  it('leave an open detail with its row when that is gone', () => {
    const before = press(initialState, ['down', 'enter']);
    expect(settle(before, shown(['a', 'c'])).panes.connections.selected).toBe('b');
  });
});

describe('the filter', () => {
  it('takes what is typed, also letters that are keys elsewhere', () => {
    const state = press(initialState, ['/', 'q', 'p', '?', 'backspace']);
    expect(state).toMatchObject({ isFiltering: true, isPaused: false, overlay: 'none' });
    expect(state.panes.connections.filter).toBe('qp');
  });

  it('stays after Enter, and goes with Esc', () => {
    const kept = press(initialState, ['/', 'c', 'enter']);
    expect(kept).toMatchObject({ isFiltering: false });
    expect(kept.panes.connections).toMatchObject({ filter: 'c', selected: 'c' });
    expect(press(kept, ['escape']).panes.connections).toMatchObject({ filter: '', selected: 'c' });
    expect(press(initialState, ['/', 'c', 'escape'])).toMatchObject({ isFiltering: false });
  });

  it('takes no control characters', () => {
    const rows = shown(ids);
    const typing = press(initialState, ['/']);
    for (const text of ['\u001b', '\u0007', '\u202e', '']) {
      const state = pressKey(typing, { name: 'x', text }, rows);
      expect(state.panes.connections.filter).toBe('');
    }
  });

  it('is cleared by Ctrl-U and shortened by Ctrl-W', () => {
    expect(press(initialState, ['/', 'a', 'C-u']).panes.connections.filter).toBe('');
    const state = press(initialState, ['/', 'a', ' ', 'b', 'C-w']);
    expect(state.panes.connections.filter).toBe('a ');
  });

  it('lets the rows be moved through meanwhile', () => {
    const state = press(initialState, ['/', 'down']);
    expect(state).toMatchObject({ isFiltering: true });
    expect(state.panes.connections.selected).toBe('b');
  });
});

describe('what is opened', () => {
  it('scrolls, and closes with Esc before the filter goes', () => {
    const open = press(initialState, ['/', 'c', 'enter', 'enter', 'down', 'down']);
    expect(open).toMatchObject({ overlay: 'detail', overlayTop: 2 });
    expect(press(open, ['end']).overlayTop).toBe(6);
    const closed = press(open, ['escape']);
    expect(closed).toMatchObject({ overlay: 'none', overlayTop: 0 });
    expect(closed.panes.connections.filter).toBe('c');
  });

  it('is the help with ?, which the same key closes', () => {
    expect(press(initialState, ['?']).overlay).toBe('help');
    expect(press(initialState, ['?', '?']).overlay).toBe('none');
  });

  it('pauses and goes on with p', () => {
    expect(press(initialState, ['p']).isPaused).toBe(true);
    expect(press(initialState, ['p', 'space']).isPaused).toBe(false);
  });
});

describe('scrollTop', () => {
  it.each([
    [{ top: 0, index: 0, count: 0, pageSize: 3 }, 0],
    [{ top: 5, index: 0, count: 1, pageSize: 3 }, 0],
    [{ top: 0, index: 3, count: 7, pageSize: 3 }, 1],
    [{ top: 4, index: 3, count: 7, pageSize: 3 }, 3],
    [{ top: 2, index: 3, count: 7, pageSize: 3 }, 2],
    [{ top: 6, index: 6, count: 7, pageSize: 3 }, 4],
    [{ top: 9, index: 4, count: 5, pageSize: 1 }, 4],
  ])('%j is %i', (scroll, expected) => {
    expect(scrollTop(scroll)).toBe(expected);
  });
});
