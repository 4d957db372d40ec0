// The pods view: which pods Kmesh handles, which only by half, and what their connections come to.
import type { Verdict } from '../explain/explanation.ts';
import { type Enablement, enablementOf, type Pod } from '../snapshot/pod.ts';
import type { Column } from '../view/column.ts';
import { enabledTone, enabledWord, podColumns } from '../view/columns/pod-columns.ts';
import { formatCount } from '../view/format.ts';
import { type PodItem, toPodItem } from '../view/items/pod.ts';
import type { Model } from './model.ts';
import { cell, type ItemRow, itemPane, type Pane, type PaneStatus, toneStyle } from './pane.ts';
import { podDetail, podId } from './pod-detail.ts';
import { verdictMix } from './verdict-words.ts';

interface PodLine extends PodItem {
  readonly verdicts: readonly Verdict[];
}

const columns: readonly Column<PodLine>[] = Object.freeze([
  ...podColumns.slice(0, 4),
  {
    header: 'OPEN',
    priority: 1,
    align: 'right',
    cell: (line: PodLine) => String(line.verdicts.length),
    order: (line: PodLine) => line.verdicts.length,
  },
  { header: 'VERDICTS', priority: 3, cell: (line: PodLine) => verdictMix(line.verdicts) || '-' },
  ...podColumns.slice(4),
]);

/** What needs attention comes first. */
const ranks: Readonly<Record<Enablement, number>> = {
  'half-enabled': 0,
  unknown: 1,
  enabled: 2,
  'not enabled': 3,
};

/** The pane: half-enabled pods first, then those in an unknown state, enabled ones, the others. */
export function podPane(model: Model): Pane {
  const { snapshot } = model;
  const verdicts = verdictsByPod(model);
  const rank = (pod: Pod) => ranks[enablementOf(pod.enabled)];
  const pods = snapshot.pods.toSorted((a, b) => rank(a) - rank(b));
  return itemPane<PodLine>({
    title: 'Pods',
    columns,
    rows: pods.map((pod) => toRow(model, pod, verdicts.get(podId(pod)) ?? [])),
    count: pods.length,
    status: statusOf(model, pods.length),
  });
}

function toRow(model: Model, pod: Pod, verdicts: readonly Verdict[]): ItemRow<PodLine> {
  // `?` marks what is inferred, as it does behind a verdict.
  const enabled = `${enabledWord(pod.enabled)}${pod.isInferred ? '?' : ''}`;
  return {
    id: podId(pod),
    parent: null,
    item: () => ({ ...toPodItem(pod), verdicts }),
    cells: () => ({ enabled: cell(enabled, toneStyle(enabledTone(pod.enabled))) }),
    words: () => [enabled],
    detail: () => podDetail(model, pod),
  };
}

function verdictsByPod({ connections }: Model): Map<string, Verdict[]> {
  const byPod = new Map<string, Verdict[]>();
  for (const { pod, verdict } of connections) {
    const id = podId(pod);
    const own = byPod.get(id);
    if (own === undefined) byPod.set(id, [verdict]);
    else own.push(verdict);
  }
  return byPod;
}

function statusOf({ snapshot }: Model, count: number): PaneStatus {
  const { namespaces } = snapshot;
  const problem = snapshot.problems.find(({ map }) => map === snapshot.pinName('km_manage'));
  const unread = namespaces.complete ? (problem?.message ?? null) : namespaces.reason;
  if (count > 0) return { kind: 'data', warning: unread };
  if (unread !== null) {
    const [next] = snapshot.source.readAccess().missing;
    const hint = next === undefined ? null : `needs ${next.needs}: ${next.gives}`;
    return { kind: 'unreadable', what: unread, hint };
  }
  return {
    kind: 'empty',
    why: `no pod is on this node (${formatCount(snapshot.namespaces.namespaces.length, 'network namespace')} beside its own)`,
    hint: null,
  };
}
