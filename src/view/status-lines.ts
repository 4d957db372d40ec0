// The page of `status`.
import { nearlyFull } from '../check/rules/map-nearly-full.ts';
import type { NodeFacts, RawPin } from '../raw/node-source.ts';
import { orAbsent } from './column.ts';
import { escapeTerminal } from './escape.ts';
import { formatCount, formatShare } from './format.ts';
import type { StatusItem } from './items/status.ts';
import { plainStyle, type Style } from './style.ts';

const labelWidth = 12;

/** What Kmesh is and does on this node, a fact a line. */
export function statusLines(
  item: StatusItem,
  node: NodeFacts,
  style: Style = plainStyle,
): string[] {
  const { generation } = item;
  const evidence = generation.evidence.length === 0 ? '' : ` (${generation.evidence.join('; ')})`;
  const rows: [string, string[]][] = [
    ['node', [`${orAbsent(node.name)}, kernel ${node.kernel}, ${node.arch}`]],
    ['mode', [item.mode]],
    ['generation', [`${generation.name ?? 'unknown'}${evidence}`]],
    ['pins', [item.pins]],
    ['names', [item.nameFile ?? 'no name file: entries are shown by id and address']],
    ['attached', attachedLines(item.attached)],
    ['maps', mapLines(item.maps)],
    ['pods', podLines(item.pods)],
    ['access', accessLines(item.access)],
  ];
  return rows.flatMap(([label, values]) =>
    values.map((value, index) => {
      const head = index === 0 ? label : '';
      return `${style('strong', head.padEnd(labelWidth))}${escapeTerminal(value)}`;
    }),
  );
}

function attachedLines(pins: readonly RawPin[]): string[] {
  if (pins.length === 0) return ['nothing is pinned beside the maps'];
  return pins.map((pin) => {
    const program = pin.programName ?? (pin.programId === null ? '' : `program ${pin.programId}`);
    const state = pin.attached === false ? 'DETACHED' : '';
    const facts = [pin.kind, pin.attachType ?? '', program, state].filter((fact) => fact !== '');
    return `${pin.path}: ${facts.join(', ')}`;
  });
}

function mapLines({ count, fullest, mismatched }: StatusItem['maps']): string[] {
  const fills = fullest.map(({ name, entries, maxEntries, fill }) => {
    const warning = fill !== null && fill >= nearlyFull ? ', NEARLY FULL' : '';
    return `${name} ${entries} of ${maxEntries} (${formatShare(fill ?? 0)}${warning})`;
  });
  const odd = mismatched.map((name) => `${name} has an UNKNOWN LAYOUT: not decoded`);
  return [formatCount(count, 'map'), ...fills, ...odd];
}

function podLines(pods: StatusItem['pods']): string[] {
  if (pods.enabled === null) {
    const entries = formatCount(pods.managerEntries, 'manager entry', 'manager entries');
    return [
      `${entries} read; the manager map or the node's namespaces could not be read whole, so pods are not told apart`,
    ];
  }
  const half = pods.halfEnabled === 0 ? '' : ' (HALF: cookie or address is missing)';
  return [
    `${pods.enabled} enabled, ${pods.halfEnabled} half-enabled${half}, ${pods.notEnabled} not enabled`,
  ];
}

function accessLines({ tier, missing }: StatusItem['access']): string[] {
  return [`tier ${tier}`, ...missing.map(({ needs, gives }) => `with ${needs}: ${gives}`)];
}
