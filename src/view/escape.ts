// Foreign text made safe to print: whoever names a pod must not steer a terminal or the dashboard.

// Controls (C0, DEL, C1), line and paragraph separators, and the marks that reverse reading order.
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The text with everything that moves a cursor or hides a character written out as `\xNN` or `\u{…}`. */
export function escapeTerminal(text: string): string {
  return text.replace(unsafe, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** Terminal-safe text in which blessed finds no tags. */
export function escapeBlessed(text: string): string {
  return escapeTerminal(text).replace(/[{}]/g, (brace) => (brace === '{' ? '{open}' : '{close}'));
}
