// What `diff` prints for people: a line for each change, under its service or its pod.
import type { ChangeKind, Doubt, FieldChange, FieldValue, NativePlace } from '../diff/change.ts';
import { dnsProxyUid } from '../kmesh/dual-engine/backend.ts';
import { absent } from './column.ts';
import { escapeTerminal } from './escape.ts';
import { formatCount, formatShare } from './format.ts';
import {
  type DiffChangeItem,
  type DiffGroup,
  type DiffItem,
  type DiffLabels,
  type DiffSideItem,
  groupOf,
} from './items/diff.ts';
import { plainStyle, type Style, type Tone } from './style.ts';

export interface DiffLineOptions {
  readonly labels: DiffLabels;
  /** Every change, however many a group has. */
  readonly isWide?: boolean;
  readonly style?: Style;
}

/** The page of `diff`. */
export function diffLines(item: DiffItem, options: DiffLineOptions): string[] {
  const { changes, cannotTell, from, to } = item;
  const none = cannotTell.length === 0 ? 'no differences' : 'no differences in what could be read';
  return [
    ...[`from ${sideText(from)}`, `to   ${sideText(to)}`, ...item.notes].map(escapeTerminal),
    ...changeLines(changes, options),
    '',
    changes.length > 0 ? formatCount(changes.length, 'difference') : none,
    ...cannotTell.map(doubtLine),
  ];
}

const kindWords: Readonly<Record<ChangeKind, readonly [one: string, more: string]>> = Object.freeze(
  {
    service: ['service', 'services'],
    frontend: ['frontend', 'frontends'],
    endpoint: ['endpoint', 'endpoints'],
    backend: ['backend', 'backends'],
    policies: ['list of policies', 'lists of policies'],
    pod: ['pod', 'pods'],
    listener: ['listener', 'listeners'],
    chain: ['filter chain', 'filter chains'],
    weight: ['weight', 'weights'],
    routeConfiguration: ['route configuration', 'route configurations'],
    virtualHost: ['virtual host', 'virtual hosts'],
    route: ['route', 'routes'],
    cluster: ['cluster', 'clusters'],
  },
);

function doubtLine({ kind, side, count, why }: Doubt): string {
  const [one, more] = kindWords[kind];
  const which = side === 'from' ? 'first' : 'second';
  const reason = `${more} of the ${which} could not be read whole (${why})`;
  if (count === 0) return escapeTerminal(reason);
  const unsure = `cannot tell whether ${formatCount(count, one, more)} of one side`;
  return escapeTerminal(`${unsure} are on both: ${reason}`);
}

function sideText({ node, takenAt, file, tool }: DiffSideItem): string {
  const maker = tool === null ? '' : `, ${tool.name} ${tool.version}`;
  return `${node ?? 'a node without a name'}, ${takenAt}, ${file ?? 'the live node'}${maker}`;
}

const shownChanges = 20;

/** The changes under their groups, an empty line before each group. */
export function changeLines(
  changes: readonly DiffChangeItem[],
  { labels, isWide = false, style = plainStyle }: DiffLineOptions,
): string[] {
  const groups = new Map<string, DiffChangeItem[]>();
  for (const change of changes) {
    const text = groupText(groupOf(change));
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [change]);
    else group.push(change);
  }
  return [...groups].flatMap(([text, own]) => {
    const shown = isWide ? own : own.slice(0, shownChanges);
    const lines = shown.flatMap((change) => linesOf(change, labels, style));
    const omitted = own.length - shown.length;
    const more = omitted === 0 ? [] : [`  ... ${omitted} more (-o wide shows all)`];
    return ['', style('strong', escapeTerminal(text)), ...lines, ...more];
  });
}

function groupText({ kind, id, name }: DiffGroup): string {
  if (name !== null) return `${kind} ${name}`;
  if (kind === 'service') return `service id ${id}`;
  return id === dnsProxyUid ? 'DNS proxy' : `workload uid ${id}`;
}

const signs = Object.freeze({ added: '+', removed: '-', changed: '~' });
const tones: Readonly<Record<DiffChangeItem['change'], Tone>> = Object.freeze({
  added: 'good',
  removed: 'bad',
  changed: 'warn',
});

/** What its group is named after. */
const ofGroupItself: readonly ChangeKind[] = [
  'service',
  'pod',
  'listener',
  'routeConfiguration',
  'cluster',
];

/** A line for each field that changed, or one for what is new or gone. */
function linesOf(item: DiffChangeItem, labels: DiffLabels, style: Style): string[] {
  const { change, fields } = item;
  const what = subjectText(item);
  const line = (text: string) => style(tones[change], `  ${signs[change]} ${escapeTerminal(text)}`);
  if (change !== 'changed') {
    const facts = fields.flatMap((field) => factText(field, labels));
    return [line([what, facts.join(', ')].filter(Boolean).join('  '))];
  }
  return fields.map(({ field, from, to }) => {
    const value = (side: FieldValue) => valueText(field, side, labels);
    const head = ofGroupItself.includes(item.kind) ? '' : `${what} `;
    return line(`${head}${field}: ${value(from)} -> ${value(to)}`);
  });
}

/** What the change is about, as far as its group does not say it. */
function subjectText({ kind, workload, backendUid, address, place }: DiffChangeItem): string {
  if (place !== undefined) return placeText(kind, place, address);
  if (kind === 'frontend') return `frontend ${address}`;
  if (kind !== 'endpoint') return kind;
  const at = address ?? 'no backend';
  return `endpoint ${workload ?? `uid ${backendUid}`} (${at})`;
}

function placeText(kind: ChangeKind, place: NativePlace, address: string | null): string {
  const { chain, route, cluster } = place;
  const [word] = kindWords[kind];
  const name = route?.slice(route.indexOf('/') + 1) ?? '';
  if (kind === 'endpoint') return `${word} ${address}`;
  if (kind === 'chain') return `${word} ${chain}`;
  if (kind === 'virtualHost' || kind === 'route') return `${word} ${name}`;
  if (kind !== 'weight') return word;
  const where = [chain === null ? null : `chain ${chain}`, route === null ? null : `route ${name}`];
  const of = cluster === null ? 'no cluster' : `cluster ${JSON.stringify(cluster)}`;
  return [`${word} of ${of}`, ...where.filter((part) => part !== null)].join(' in ');
}

const shareFields = ['declared', 'enforced', 'left'];

/** A fact of what is new or gone, nothing where it is as it should be or says what the group does. */
function factText({ field, from, to }: FieldChange, labels: DiffLabels): string[] {
  const value = to ?? from;
  const isUsual =
    field === 'upstreamId' ||
    (field === 'inReach' && value === 'yes') ||
    (field === 'left' && value === 0);
  if (isUsual || value === null || (Array.isArray(value) && value.length === 0)) return [];
  return [`${field} ${valueText(field, value, labels)}`];
}

/** A field's value with the names of its ids. */
function valueText(field: string, value: FieldValue, labels: DiffLabels): string {
  if (value === null) return absent;
  if (field === 'upstreamId' && typeof value === 'number') {
    return labels.labelOf(value) ?? `id ${value}`;
  }
  if (field === 'waypoint' && typeof value === 'string') {
    const address = /^\[?([^\]]*)\]?:\d+/.exec(value)?.[1] ?? '';
    const name = labels.labelOfAddress(address);
    return name === null ? value : `${value} (${name})`;
  }
  if (typeof value === 'number' && shareFields.includes(field)) return formatShare(value);
  if (typeof value !== 'object') return String(value);
  if (value.length === 0) return absent;
  const isOfServices = field === 'serviceIds';
  return value
    .map((one) => (isOfServices ? (labels.labelOf(Number(one)) ?? `id ${one}`) : String(one)))
    .join(field === 'endpointCounts' ? ' ' : ',');
}
