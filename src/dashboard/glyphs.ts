// The characters that the dashboard draws with, besides text.

export interface Glyphs {
  readonly horizontal: string;
  readonly vertical: string;
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
  readonly arrow: string;
  readonly ellipsis: string;
  /** Before an indented endpoint; the last one of its service. */
  readonly branch: string;
  readonly lastBranch: string;
  readonly barFull: string;
  readonly barEmpty: string;
  readonly separator: string;
}

export const unicodeGlyphs: Glyphs = Object.freeze({
  horizontal: '─',
  vertical: '│',
  topLeft: '┌',
  topRight: '┐',
  bottomLeft: '└',
  bottomRight: '┘',
  arrow: '→',
  ellipsis: '…',
  branch: '├ ',
  lastBranch: '└ ',
  barFull: '█',
  barEmpty: '░',
  separator: '│',
});

export const asciiGlyphs: Glyphs = Object.freeze({
  horizontal: '-',
  vertical: '|',
  topLeft: '+',
  topRight: '+',
  bottomLeft: '+',
  bottomRight: '+',
  arrow: '->',
  ellipsis: '~',
  branch: '|-',
  lastBranch: '`-',
  barFull: '#',
  barEmpty: '.',
  separator: '|',
});
