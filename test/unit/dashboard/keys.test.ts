import { describe, expect, it } from 'vitest';
import { findAction, keyTable } from '../../../src/dashboard/keys.ts';

describe('the key table', () => {
  it('gives each key one meaning', () => {
    const keys = keyTable.flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('explains each action once', () => {
    const actions = keyTable.map(({ action }) => action);
    expect(new Set(actions).size).toBe(actions.length);
    for (const { help, label } of keyTable) expect([help, label]).not.toContain('');
  });

  it.each([
    ['q', 'quit'],
    ['C-c', 'quit'],
    ['?', 'help'],
    ['/', 'filter'],
    ['pagedown', 'pageDown'],
    ['x', 'hex'],
    ['1', 'connections'],
    ['z', undefined],
  ])('%s is %s', (key, action) => {
    expect(findAction(key)).toBe(action);
  });
});
