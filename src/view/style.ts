// Colour, in one place and never alone: whatever a tone says, a word beside it says too.

export type Tone = 'good' | 'warn' | 'bad' | 'dim' | 'strong';

/** Puts a tone on text that has been escaped and padded. */
export type Style = (tone: Tone | null, text: string) => string;

export const plainStyle: Style = (_tone, text) => text;

const codes: Readonly<Record<Tone, string>> = Object.freeze({
  good: '32',
  warn: '33',
  bad: '31',
  dim: '2',
  strong: '1',
});

export const colourStyle: Style = (tone, text) =>
  tone === null || text === '' ? text : `\u001b[${codes[tone]}m${text}\u001b[0m`;

export interface ColourWish {
  readonly option: 'auto' | 'always' | 'never';
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
}

/** The style to print with: the option decides, then FORCE_COLOR, NO_COLOR, TERM and the stream. */
export function chooseStyle({ option, env, isTerminal }: ColourWish): Style {
  if (option !== 'auto') return option === 'always' ? colourStyle : plainStyle;
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '') return force === '0' ? plainStyle : colourStyle;
  const isRefused = Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb';
  return isTerminal && !isRefused ? colourStyle : plainStyle;
}
