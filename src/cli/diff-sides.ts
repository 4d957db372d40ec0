// What `diff` makes of the snapshots that it compares, and what of the answer it shows.
import type { Scope } from '../diff/change.ts';
import { type ComparedNode, readComparedNode } from '../diff/compared-node.ts';
import { UsageError } from '../raw/problem.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Tool } from '../view/envelope.ts';
import type { DiffItem, DiffSide } from '../view/items/diff.ts';
import { type CommandContext, namesFor } from './context.ts';
import type { Options } from './options.ts';

/** A side, and what is compared of it; neither needs the node to be open. */
export interface Reading {
  readonly side: DiffSide;
  readonly compared: ComparedNode;
}

interface Asked {
  readonly snapshot: Snapshot;
  /** The dump, null = the live node. */
  readonly file: string | null;
  readonly scope: Scope;
}

/** A snapshot as one side of a comparison, all of it read now, with the names to show it with. */
export function readReading(
  { options, tool }: Pick<CommandContext, 'options' | 'tool'>,
  { snapshot, file, scope }: Asked,
): Reading {
  refuseNamespace(snapshot, options);
  const reader: Tool | null = file === null ? tool : (snapshot.source.madeBy ?? null);
  const side = { snapshot, names: namesFor(snapshot, options), file, tool: reader };
  const compared = readComparedNode(snapshot, scope);
  // What is asked only when there is something to show: names of addresses, and what is odd about names.
  if (snapshot.mode === 'dual-engine') void snapshot.routing;
  void snapshot.names;
  return { side, compared };
}

/** In kernel-native mode nothing but pods has a namespace: to show pods alone would hide what differs. */
function refuseNamespace({ mode }: Snapshot, { namespace }: Options): void {
  if (mode === 'dual-engine' || namespace === null) return;
  throw new UsageError('diff has no -n in kernel-native mode: its listeners have no namespace');
}

/** Throws UsageError where the sides are of two modes: in their maps nothing means the same. */
export function refuseTwoModes({ mode: from }: Snapshot, { mode: to }: Snapshot): void {
  if (from === to) return;
  throw new UsageError(
    `one side is of ${from} mode and the other of ${to} mode: nothing of one is found in the other`,
    '--mode chooses the maps of a node that has both',
  );
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
