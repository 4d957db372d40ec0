// An explanation as text: the functions in the order in which they run, then every way it can end.

import { reasons } from '../explain/explanation.ts';
import { formatHostPort } from '../layout/ip-address.ts';
import { beyondLines } from './beyond-lines.ts';
import { type Column, orAbsent } from './column.ts';
import { verdictTone } from './columns/connection-columns.ts';
import { escapeTerminal } from './escape.ts';
import { formatShare } from './format.ts';
import type { ExplanationItem, OutcomeItem } from './items/explanation.ts';
import { type PathNode, pathTree, stepFacts } from './path-tree.ts';
import { plainStyle, type Style } from './style.ts';
import { renderTable } from './table.ts';
import { padText, textWidth } from './text-width.ts';
import { whatIfLines } from './what-if-lines.ts';

export interface PathOptions {
  /** Every branch and every outcome, however many. */
  readonly isWide?: boolean;
  readonly style?: Style;
}

const shownBranches = 8;
const shownOutcomes = 20;

interface Row {
  readonly function: string;
  readonly lookup: string;
  readonly result: string;
  readonly note: string;
}

/** The page of `explain`. */
export function pathLines(item: ExplanationItem, options: PathOptions = {}): string[] {
  const { isWide = false, style = plainStyle } = options;
  const tree = pathTree(item, isWide ? Number.POSITIVE_INFINITY : shownBranches);
  const { whatIf } = item;
  return [
    ...(whatIf === undefined ? [] : [...whatIfLines(whatIf), '']),
    style('strong', escapeTerminal(headline(item))),
    '',
    ...alignRows(tree.flatMap((node) => nodeRows(node, 0, 1))),
    '',
    ...unprovenLines(item, style),
    ...outcomeLines(item.outcomes, { isWide, style }),
    ...(item.beyondWaypoint === undefined ? [] : ['', ...beyondLines(item.beyondWaypoint, style)]),
  ];
}

/** `default/netutils -> fortio.default:8080 (10.96.0.1:8080), tcp`. */
export function headline({ from, to, managed }: ExplanationItem): string {
  const cookie = from.netnsCookie === null ? 'any enabled pod' : `netns:${from.netnsCookie}`;
  const place = formatHostPort(to.address, to.port);
  const destination = to.name === null ? place : `${to.name}:${to.port} (${place})`;
  const state = managed ? 'enabled' : 'not enabled';
  return `${from.pod ?? cookie} -> ${destination}, ${to.protocol}, source ${state}`;
}

function nodeRows(node: PathNode, depth: number, pass: number): Row[] {
  const { step, children, omitted } = node;
  const rows: Row[] = [];
  if (step.pass !== pass) {
    const note = "the waypoint's own address";
    rows.push({ function: `${indent(depth)}pass ${step.pass}:`, lookup: '', result: '', note });
  }
  rows.push({ function: `${indent(depth)}${step.function}`, ...stepFacts(step) });
  const isBranching = children.length > 1 || omitted !== null;
  const childDepth = isBranching ? depth + 1 : depth;
  for (const child of children) {
    const [first, ...rest] = nodeRows(child, childDepth, step.pass);
    if (first === undefined) continue;
    rows.push(isBranching ? withShare(first, childDepth, child.step.share) : first, ...rest);
  }
  if (omitted !== null) rows.push(omittedRow(omitted, childDepth));
  return rows;
}

// A branch's first line has its share in the indentation.
const step = 7;
const indent = (depth: number) => ' '.repeat(depth * step);

function withShare(row: Row, depth: number, share: number): Row {
  const text = `${indent(depth - 1)}${formatShare(share).padStart(step - 1)} `;
  return { ...row, function: `${text}${row.function.slice(depth * step)}` };
}

function omittedRow(omitted: { count: number; share: number }, depth: number): Row {
  const text = `… ${omitted.count} more branches (-o wide shows all)`.replace('…', '...');
  const row = { function: `${indent(depth)}${text}`, lookup: '', result: '', note: '' };
  return withShare(row, depth, omitted.share);
}

function alignRows(rows: readonly Row[]): string[] {
  const escaped = rows.map((row) => ({
    function: escapeTerminal(row.function),
    lookup: escapeTerminal(row.lookup),
    result: row.result,
    note: escapeTerminal(row.note),
  }));
  const aligned = escaped.filter((row) => row.lookup !== '' || row.note !== '');
  const width = (of: (row: Row) => string) =>
    aligned.reduce((widest, row) => Math.max(widest, textWidth(of(row))), 0);
  const functionWidth = width((row) => row.function);
  const lookupWidth = width((row) => row.lookup);
  return escaped.map((row) =>
    [
      padText(row.function, functionWidth, 'left'),
      padText(row.lookup, lookupWidth, 'left'),
      row.result.padEnd(4),
      row.note,
    ]
      .join('  ')
      .trimEnd(),
  );
}

const outcomeColumns: readonly Column<OutcomeItem>[] = Object.freeze([
  { header: 'SHARE', priority: 1, align: 'right', cell: (item) => formatShare(item.share) },
  {
    header: 'VERDICT',
    priority: 1,
    cell: (item) => item.verdict,
    tone: (item) => verdictTone(item.verdict),
  },
  { header: 'REASON', priority: 1, cell: (item) => item.reason },
  { header: 'DESTINATION', priority: 1, cell: (item) => formatHostPort(item.address, item.port) },
  { header: 'NAME', priority: 1, cell: (item) => orAbsent(item.name) },
  {
    header: 'SECOND-PASS',
    priority: 2,
    cell: (item) => (item.secondPass === null ? '' : `second pass: ${item.secondPass}`),
  },
]);

/** Said before the outcomes, so that none is taken for certain. */
function unprovenLines({ unproven = [] }: ExplanationItem, style: Style): string[] {
  if (unproven.length === 0) return [];
  const maps = unproven.join(', ');
  return [
    style('warn', `NOT PROVEN: ${maps} could not be read whole, so what is missed there may exist`),
    '',
  ];
}

function outcomeLines(
  outcomes: readonly OutcomeItem[],
  { isWide, style }: Required<PathOptions>,
): string[] {
  const shown = isWide ? outcomes : outcomes.slice(0, shownOutcomes);
  const columns = outcomes.some((outcome) => outcome.secondPass !== null)
    ? outcomeColumns
    : outcomeColumns.slice(0, -1);
  const lines = renderTable(columns, shown, { style });
  const omitted = outcomes.length - shown.length;
  if (omitted > 0) lines.push(`... ${omitted} more outcomes (-o wide shows all)`);
  return [...lines, '', ...reasonLines(outcomes)];
}

/** Each reason once: what it means, and what to do where there is something to do. */
function reasonLines(outcomes: readonly OutcomeItem[]): string[] {
  const met = new Set(
    outcomes.flatMap(({ reason, secondPass }) =>
      secondPass === null ? [reason] : [reason, secondPass],
    ),
  );
  return [...met].flatMap((reason) => {
    const { meaning, advice } = reasons[reason];
    const lines = [`${reason}: ${meaning}`];
    return advice === 'nothing to do' ? lines : [...lines, `  ${advice}`];
  });
}
