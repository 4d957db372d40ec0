import { describe, expect, it } from 'vitest';
import { chooseStyle, colourStyle, plainStyle } from '../../../src/view/style.ts';

describe('chooseStyle', () => {
  const rows = [
    { name: 'a terminal has colour', isTerminal: true, env: {}, colour: true },
    { name: 'a pipe has none', isTerminal: false, env: {}, colour: false },
    { name: 'NO_COLOR', isTerminal: true, env: { NO_COLOR: '1' }, colour: false },
    {
      name: 'an empty NO_COLOR says nothing',
      isTerminal: true,
      env: { NO_COLOR: '' },
      colour: true,
    },
    { name: 'TERM=dumb', isTerminal: true, env: { TERM: 'dumb' }, colour: false },
    { name: 'FORCE_COLOR', isTerminal: false, env: { FORCE_COLOR: '1' }, colour: true },
    { name: 'FORCE_COLOR=0', isTerminal: true, env: { FORCE_COLOR: '0' }, colour: false },
  ];
  it.each(rows)('$name', ({ isTerminal, env, colour }) => {
    const style = chooseStyle({ option: 'auto', env, isTerminal });
    expect(style).toBe(colour ? colourStyle : plainStyle);
  });

  it('the option stands above the environment', () => {
    const env = { NO_COLOR: '1', FORCE_COLOR: '1' };
    expect(chooseStyle({ option: 'always', env, isTerminal: false })).toBe(colourStyle);
    expect(chooseStyle({ option: 'never', env, isTerminal: true })).toBe(plainStyle);
  });
});
