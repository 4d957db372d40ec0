// The page of `status`.
import { nearlyFull } from '../check/rules/map-nearly-full.ts';
import type { GenerationFinding } from '../kmesh/find-generation.ts';
import type { NodeFacts, RawDaemon, RawPin } from '../raw/node-source.ts';
import { orAbsent } from './column.ts';
import { escapeTerminal } from './escape.ts';
import { formatCount, formatShare } from './format.ts';
import type { MapSetItem, StatusItem } from './items/status.ts';
import { plainStyle, type Style } from './style.ts';

const labelWidth = 12;

/** What Kmesh is and does on this node, a fact a line. */
export function statusLines(
  item: StatusItem,
  node: NodeFacts,
  style: Style = plainStyle,
): string[] {
  const rows: [string, string[]][] = [
    ['node', [`${orAbsent(node.name)}, kernel ${node.kernel}, ${node.arch}`]],
    ['mode', [item.mode]],
    ['generation', [generationText(item.generation)]],
    ['daemon', [daemonText(item.daemon)]],
    ['pins', [item.pins]],
    ['map sets', item.mapSets.length > 1 ? item.mapSets.map(mapSetLine) : []],
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

function generationText({ name, evidence }: GenerationFinding): string {
  return `${name ?? 'unknown'}${evidence.length === 0 ? '' : ` (${evidence.join('; ')})`}`;
}

function daemonText({ state, pid, reason }: RawDaemon): string {
  switch (state) {
    case 'up':
      return `up, process ${orAbsent(pid)}`;
    case 'down':
      return 'DOWN: no such process on the node; the maps stay as it left them';
    default:
      return `unknown: ${orAbsent(reason)}`;
  }
}

/** One of several sets of maps: what it is, and whether it is the one that counts. */
function mapSetLine({ pins, mode, generation, count, isShown, isInUse, how }: MapSetItem): string {
  const use = isInUse === null ? `in use: ${how}` : `${isInUse ? 'IN USE' : 'not in use'}: ${how}`;
  const facts = [`${mode}, ${generation.name ?? 'unknown'}`, formatCount(count, 'map'), use];
  return `${pins}: ${facts.join(', ')}${isShown ? ' (shown here)' : ''}`;
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
