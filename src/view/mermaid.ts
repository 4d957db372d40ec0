// An explanation as a Mermaid flowchart, to be pasted into an issue.
import { formatHostPort } from '../layout/ip-address.ts';
import { declaredHeading, pictureNodes } from './beyond-lines.ts';
import { escapeTerminal } from './escape.ts';
import { formatShare } from './format.ts';
import type { BeyondItem, ExplanationItem, OutcomeItem } from './items/explanation.ts';
import { headline } from './path-lines.ts';
import { type PathNode, pathTree, stepFacts } from './path-tree.ts';
import { whatIfLines } from './what-if-lines.ts';

const shownBranches = 12;

/** The whole chart, a line each. */
export function mermaidLines(item: ExplanationItem): string[] {
  const tree = pathTree(item, shownBranches);
  const shown = new Set<number>();
  const lines = tree.flatMap((node) => nodeLines(node, shown));
  const outcomes = item.outcomes
    .filter((outcome) => shown.has(outcome.step))
    .flatMap((outcome, index) => outcomeLines(outcome, index));
  const { beyondWaypoint } = item;
  const beyond = beyondWaypoint === undefined ? [] : beyondChart(item, beyondWaypoint, shown);
  const { whatIf } = item;
  // In a picture a comment is not seen.
  const supposed =
    whatIf === undefined ? [] : [`  supposed[${label(whatIfLines(whatIf))}] -.-> s0`];
  const head = ['flowchart TD', `  %% ${comment(headline(item))}`, ...supposed];
  return [...head, ...lines, ...outcomes, ...beyond];
}

/** What is declared, on dotted lines. */
function beyondChart(item: ExplanationItem, beyond: BeyondItem, shown: Set<number>): string[] {
  const waypoints = item.outcomes
    .filter((outcome) => shown.has(outcome.step))
    .flatMap(({ reason }, index) => (reason === 'SERVICE_WAYPOINT' ? [index] : []));
  return [
    `  w[${label([declaredHeading])}]`,
    ...waypoints.map((index) => `  o${index} -.-> w`),
    ...pictureNodes(beyond).flatMap(({ edge, node }, index) => [
      `  b${index}([${label(node)}])`,
      `  w -. ${label(edge)} .-> b${index}`,
    ]),
  ];
}

function nodeLines(node: PathNode, shown: Set<number>): string[] {
  const { step, children, omitted } = node;
  shown.add(step.id);
  const { lookup, result, note } = stepFacts(step);
  const parts = [step.function, `${lookup} ${result}`.trim(), note];
  const lines = [`  s${step.id}[${label(parts)}]`];
  const isBranching = children.length > 1 || omitted !== null;
  for (const child of children) {
    const edge = isBranching ? `-- ${label([formatShare(child.step.share)])} -->` : '-->';
    lines.push(...nodeLines(child, shown), `  s${step.id} ${edge} s${child.step.id}`);
  }
  if (omitted !== null) {
    lines.push(`  more${step.id}[${label([`${omitted.count} more branches`])}]`);
    const edge = `-- ${label([formatShare(omitted.share)])} -->`;
    lines.push(`  s${step.id} ${edge} more${step.id}`);
  }
  return lines;
}

function outcomeLines(outcome: OutcomeItem, index: number): string[] {
  const parts = [
    `${outcome.verdict} ${outcome.reason}`,
    formatHostPort(outcome.address, outcome.port),
    outcome.name ?? '',
    outcome.secondPass === null ? '' : `second pass: ${outcome.secondPass}`,
    formatShare(outcome.share),
  ];
  return [`  o${index}([${label(parts)}])`, `  s${outcome.step} --> o${index}`];
}

/** Quoted text in which nothing means anything to Mermaid or to the HTML around it. */
function label(parts: readonly string[]): string {
  const escapePart = (text: string) =>
    escapeTerminal(text).replace(/[^\p{L}\p{N} ./:,;()_@%+=*?!'-]/gu, (character) =>
      character === '[' || character === ']' ? character : `#${character.codePointAt(0)};`,
    );
  return `"${parts
    .filter((part) => part !== '')
    .map(escapePart)
    .join('<br/>')}"`;
}

function comment(text: string): string {
  return escapeTerminal(text).replace(/[{}%]/g, ' ');
}
