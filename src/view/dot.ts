// An explanation as a Graphviz graph.
import { formatHostPort } from '../layout/ip-address.ts';
import { declaredHeading, pictureNodes } from './beyond-lines.ts';
import { escapeTerminal } from './escape.ts';
import { formatShare } from './format.ts';
import type { BeyondItem, ExplanationItem, OutcomeItem } from './items/explanation.ts';
import { headline } from './path-lines.ts';
import { type PathNode, pathTree, stepFacts } from './path-tree.ts';
import { whatIfLines } from './what-if-lines.ts';

const shownBranches = 50;

/** The whole graph, a line each. */
export function dotLines(item: ExplanationItem): string[] {
  const tree = pathTree(item, shownBranches);
  const shown = new Set<number>();
  const lines = tree.flatMap((node) => nodeLines(node, shown));
  const outcomes = item.outcomes
    .filter((outcome) => shown.has(outcome.step))
    .flatMap((outcome, index) => outcomeLines(outcome, index));
  const { beyondWaypoint } = item;
  const beyond = beyondWaypoint === undefined ? [] : beyondGraph(item, beyondWaypoint, shown);
  return [
    'digraph path {',
    `  label=${quote([...(item.whatIf ? whatIfLines(item.whatIf) : []), headline(item)])};`,
    '  node [shape=box];',
    ...lines,
    ...outcomes,
    ...beyond,
    '}',
  ];
}

/** What is declared, on dashed lines. */
function beyondGraph(item: ExplanationItem, beyond: BeyondItem, shown: Set<number>): string[] {
  const waypoints = item.outcomes
    .filter((outcome) => shown.has(outcome.step))
    .flatMap(({ reason }, index) => (reason === 'SERVICE_WAYPOINT' ? [index] : []));
  return [
    `  w [style=dashed, label=${quote([declaredHeading])}];`,
    ...waypoints.map((index) => `  o${index} -> w [style=dashed];`),
    ...pictureNodes(beyond).flatMap(({ edge, node }, index) => [
      `  b${index} [shape=oval, style=dashed, label=${quote(node)}];`,
      `  w -> b${index} [style=dashed, label=${quote(edge)}];`,
    ]),
  ];
}

function nodeLines(node: PathNode, shown: Set<number>): string[] {
  const { step, children, omitted } = node;
  shown.add(step.id);
  const { lookup, result, note } = stepFacts(step);
  const parts = [step.function, `${lookup} ${result}`.trim(), note];
  const lines = [`  s${step.id} [label=${quote(parts)}];`];
  const isBranching = children.length > 1 || omitted !== null;
  for (const child of children) {
    const share = isBranching ? ` [label=${quote([formatShare(child.step.share)])}]` : '';
    lines.push(...nodeLines(child, shown), `  s${step.id} -> s${child.step.id}${share};`);
  }
  if (omitted !== null) {
    lines.push(`  more${step.id} [label=${quote([`${omitted.count} more branches`])}];`);
    const share = quote([formatShare(omitted.share)]);
    lines.push(`  s${step.id} -> more${step.id} [label=${share}];`);
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
  return [`  o${index} [shape=oval, label=${quote(parts)}];`, `  s${outcome.step} -> o${index};`];
}

/** A quoted string; parts on lines of their own. */
function quote(parts: readonly string[]): string {
  const escaped = parts
    .filter((part) => part !== '')
    .map((part) => escapeTerminal(part).replace(/["\\]/g, '\\$&'));
  return `"${escaped.join('\\n')}"`;
}
