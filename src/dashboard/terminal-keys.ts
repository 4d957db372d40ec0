// Keys as blessed reports them.
import type { Key } from './text-input.ts';

/** What blessed says of a key beside the text that it types. */
export interface TerminalKey {
  /** With its modifiers: `C-c`, `M-p`. */
  readonly full?: string;
  readonly name?: string;
  /** The bytes that came. */
  readonly sequence?: string;
}

/**
 * The keys that were pressed. Escape and a letter that come at once are reported as one key, Alt with the
 * letter, which means nothing here; behind a slow line, or while a frame is drawn, they were two.
 */
export function toKeys(text: string | undefined, key: TerminalKey): Key[] {
  // Enter comes twice, as `enter` and as `return`.
  if (key.name === 'return') return [];
  const [first, letter = '', ...more] = key.sequence ?? '';
  const isBoth = first === '\u001b' && /^[A-Za-z0-9 ]$/.test(letter) && more.length === 0;
  if (!isBoth) return [{ name: key.full ?? text ?? '', text: text ?? '' }];
  const name = letter === ' ' ? 'space' : letter;
  return [
    { name: 'escape', text: '' },
    { name, text: letter },
  ];
}
