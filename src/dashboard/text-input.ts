// A line of text as keys change it.

/** A key press: the key's name, and the text that it types. */
export interface Key {
  readonly name: string;
  readonly text: string;
}

/** The text after the key; null for a key that types nothing. */
export function typeInto(text: string, key: Key): string | null {
  switch (key.name) {
    case 'backspace':
      return Array.from(text).slice(0, -1).join('');
    case 'C-u':
      return '';
    case 'C-w':
      return text.replace(/\S*\s*$/, '');
    default:
      return isPrintable(key.text) ? text + key.text : null;
  }
}

function isPrintable(text: string): boolean {
  return text !== '' && !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(text);
}
