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
  /** Whether charts can be drawn, which needs Braille patterns. */
  readonly canChart: boolean;
  /** From the lowest bar to the highest. */
  readonly sparks: readonly string[];
  readonly ascending: string;
  readonly descending: string;
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
  canChart: true,
  sparks: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  ascending: '▲',
  descending: '▼',
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
  canChart: false,
  sparks: ['_', '.', '-', '=', '+', '*', '%', '#'],
  ascending: '^',
  descending: 'v',
});
