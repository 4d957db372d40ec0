// The Path view: a source and a destination as they are typed, and what a new connection between them
// would get, asked anew at each reading; what changed since it was asked first is marked.

import { portOf } from '../kmesh/port-slot.ts';
import { formatHostPort } from '../layout/ip-address.ts';
import { IncompleteError, UsageError } from '../raw/problem.ts';
import { podLabel } from '../snapshot/pod.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { formatShare } from '../view/format.ts';
import type { ExplanationItem, OutcomeItem } from '../view/items/explanation.ts';
import { toNativeServiceItems } from '../view/items/native-service.ts';
import { clusterHostNames, nameLabel } from '../view/label.ts';
import { pathLines } from '../view/path-lines.ts';
import { askPath } from '../view/request/ask-path.ts';
import { parseDestination } from '../view/request/resolve-destination.ts';
import { parseSource } from '../view/request/resolve-source.ts';
import { entryLines } from './entry-lines.ts';
import { printable } from './labels.ts';
import type { Model } from './model.ts';
import { type DetailLine, detailLine } from './pane.ts';
import type { PathField, PathForm } from './path-form.ts';

export type PathResult =
  | { readonly kind: 'answer'; readonly item: ExplanationItem; readonly notes: readonly string[] }
  /** Not asked yet, or what was asked cannot be. */
  | { readonly kind: 'none'; readonly why: string; readonly hint: string | null };

/** What the form asks, answered from the model. */
export function askForm({ snapshot, isNumeric }: Model, { from, to }: PathForm): PathResult {
  if (from === '' || to === '') {
    const why = 'Enter types a source and a destination; e on a connection takes its own.';
    return { kind: 'none', why, hint: null };
  }
  try {
    const question = {
      from: parseSource(from, null),
      to: parseDestination(to),
      protocol: 'tcp',
      namespace: null,
      names: snapshot.names,
    } as const;
    const { item, notes } = askPath(snapshot, question);
    return { kind: 'answer', item: isNumeric ? withoutNames(item) : item, notes };
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof IncompleteError)) throw error;
    return { kind: 'none', why: error.message, hint: error.hint };
  }
}

function withoutNames(item: ExplanationItem): ExplanationItem {
  const bare = <T extends { name: string | null }>(named: T): T => ({ ...named, name: null });
  return {
    ...item,
    to: bare(item.to),
    steps: item.steps.map(bare),
    outcomes: item.outcomes.map((outcome) => ({ ...bare(outcome), service: null })),
  };
}

/** The answer as lines; `first` is what was answered when it was asked first. */
export function pathViewLines(
  result: PathResult,
  first: PathResult | null,
  { snapshot }: Model,
  isHex: boolean,
): DetailLine[] {
  if (result.kind === 'none') {
    return [
      detailLine(null, printable(result.why), 'warn'),
      ...(result.hint === null ? [] : [detailLine(null, `hint: ${printable(result.hint)}`)]),
    ];
  }
  const { item, notes } = result;
  return [
    ...changedLines(item, first?.kind === 'answer' ? first.item : item),
    ...notes.map((note) => detailLine(null, `note: ${printable(note)}`, 'warn')),
    ...pathLines(item).map((text, index) =>
      detailLine(null, printable(text), index === 0 ? 'strong' : 'plain'),
    ),
    detailLine(null, ''),
    ...entryLines(snapshot, item.steps, isHex),
  ];
}

/** Outcomes that came, went or have another share since it was asked first. */
function changedLines(now: ExplanationItem, first: ExplanationItem): DetailLine[] {
  if (now === first) return [];
  const old = new Map(first.outcomes.map((outcome) => [outcomeKey(outcome), outcome]));
  const lines: DetailLine[] = [];
  for (const outcome of now.outcomes) {
    const was = old.get(outcomeKey(outcome));
    old.delete(outcomeKey(outcome));
    const words = outcomeWords(outcome);
    if (was === undefined) {
      lines.push(detailLine(null, `+ ${formatShare(outcome.share)} ${words}`, 'good'));
    } else if (was.share !== outcome.share) {
      const shares = `${formatShare(was.share)} before, ${formatShare(outcome.share)} now`;
      lines.push(detailLine(null, `~ ${words}: ${shares}`, 'warn'));
    }
  }
  for (const gone of old.values()) lines.push(detailLine(null, `- ${outcomeWords(gone)}`, 'bad'));
  if (lines.length === 0) return [];
  return [
    detailLine(null, 'Changed since it was asked first:', 'strong'),
    ...lines,
    detailLine(null, ''),
  ];
}

function outcomeKey({ verdict, reason, address, port }: OutcomeItem): string {
  return `${verdict} ${reason} ${address} ${port}`;
}

function outcomeWords({ verdict, reason, address, port, name }: OutcomeItem): string {
  const place = formatHostPort(address, port);
  return printable(`${verdict} ${reason} ${name === null ? place : `${name} (${place})`}`);
}

/** What a field can be completed to: pods and `any`, or services with their ports and workloads. */
export function pathCandidates({ snapshot, directory }: Model, field: PathField): string[] {
  if (field === 'from') {
    const pods = snapshot.pods.filter((pod) => pod.name !== null).map(podLabel);
    return ['any', ...pods.map(printable)];
  }
  if (snapshot.mode === 'kernel-native') return listenerPlaces(snapshot);
  return snapshot.services
    .flatMap(({ id, servicePorts }) => {
      const name = directory.names.find(id);
      const hosts = name === undefined ? directory.addressesOfService(id) : [nameLabel(name)];
      const ports = servicePorts.filter((slot) => slot !== 0).map(portOf);
      return hosts.flatMap((host) => ports.map((port) => toDestination(host, port)));
    })
    .map(printable)
    .sort();
}

/** Hosts of the clusters that listeners of an address lead to, then these addresses. */
function listenerPlaces(snapshot: Snapshot): string[] {
  if (snapshot.native === undefined) return [];
  const services = toNativeServiceItems(snapshot).filter(
    ({ addresses }) => !addresses.includes('0.0.0.0'),
  );
  const hosts = services.flatMap(({ clusters, ports }) =>
    clusters.flatMap((cluster) => {
      const [, label = null] = clusterHostNames(cluster);
      return label === null ? [] : ports.map(({ servicePort }) => `${label}:${servicePort}`);
    }),
  );
  const names = hosts.map(printable).sort();
  return [...new Set([...names, ...services.map(({ listener }) => listener)])];
}

function toDestination(host: string, port: number): string {
  return /^[\da-f:.]+$/.test(host) ? formatHostPort(host, port) : `${host}:${port}`;
}
