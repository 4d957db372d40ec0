// What `diff` makes of the snapshots that it compares, and what of the answer it shows.
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Tool } from '../view/envelope.ts';
import type { DiffItem, DiffSide } from '../view/items/diff.ts';
import { type CommandContext, namesFor, requireDualEngine } from './context.ts';

/** A snapshot as one side of a comparison, with the names to show it with. */
export function toSide(
  { options, tool }: Pick<CommandContext, 'options' | 'tool'>,
  snapshot: Snapshot,
  file: string | null,
): DiffSide {
  requireDualEngine(snapshot, 'differences');
  const reader: Tool | null = file === null ? tool : (snapshot.source.madeBy ?? null);
  return { snapshot, names: namesFor(snapshot, options), file, tool: reader };
}

/** Only what belongs to a service or a pod of the namespace, by the names of the sides; null = all. */
export function inNamespace(
  item: DiffItem,
  namespace: string | null,
  sides: readonly DiffSide[],
): DiffItem {
  if (namespace === null) return item;
  const isThere = (id: number | null) =>
    id !== null && sides.some(({ names }) => names.find(id)?.namespace === namespace);
  const changes = item.changes.filter(({ serviceId, backendUid, pod }) =>
    pod === null ? isThere(serviceId ?? backendUid) : pod.startsWith(`${namespace}/`),
  );
  return { ...item, changes };
}
