import type { Change, Difference, Doubt, FieldChange, Scope } from '../../diff/change.ts';
import { addressBytes } from '../../kmesh/address.ts';
import type { NameTable } from '../../snapshot/name-table.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Tool } from '../envelope.ts';
import { labelOf } from '../label.ts';

/** One of the two states that are compared. */
export interface DiffSideItem {
  /** Host name of the node, null = not known. */
  readonly node: string | null;
  /** RFC 3339, UTC. */
  readonly takenAt: string;
  /** The program that read it, null = not known. */
  readonly tool: Tool | null;
  /** The dump, null = the live node. */
  readonly file: string | null;
  /** Whether all that is compared could be read. */
  readonly complete: boolean;
}

export interface DiffChangeItem extends Omit<Change, 'pod' | 'address'> {
  /** Only of --watch: when it was seen, RFC 3339, UTC. */
  readonly takenAt?: string;
  /** Label of the service, null = none or no name. */
  readonly service: string | null;
  /** Label of the workload, null = none or no name. */
  readonly workload: string | null;
  /** Of a frontend its own, of an endpoint that of its backend; null = none. */
  readonly address: string | null;
  /** `namespace/name` of the pod, or the best that there is; null for everything but pods. */
  readonly pod: string | null;
  readonly fields: readonly FieldChange[];
}

export interface DiffItem {
  readonly from: DiffSideItem;
  readonly to: DiffSideItem;
  readonly scope: Scope;
  /** What is left out, and what is odd about the two sides. */
  readonly notes: readonly string[];
  /** By service, then by pod. */
  readonly changes: readonly DiffChangeItem[];
  /** Entries that may be in both, because one side was not read whole. */
  readonly cannotTell: readonly Doubt[];
}

/** A side with the names that it is shown with. */
export interface DiffSide {
  readonly snapshot: Snapshot;
  readonly names: NameTable;
  /** The dump, null = the live node. */
  readonly file: string | null;
  /** The program that read it. */
  readonly tool: Tool | null;
}

/** What differs, with the names of either side; the later one's where both have one. */
export function toDiffItem(difference: Difference, from: DiffSide, to: DiffSide): DiffItem {
  const { scope, changes, doubts } = difference;
  const labels = diffLabels(from, to);
  const unreadOf = (wanted: Doubt['side']) => doubts.filter(({ side }) => side === wanted);
  return {
    from: toSideItem(from, unreadOf('from')),
    to: toSideItem(to, unreadOf('to')),
    scope,
    notes: [notCompared[scope], ...oddities(changes, from, to)],
    changes: sortChanges(changes.map((change) => toChangeItem(change, labels))),
    cannotTell: doubts,
  };
}

const notCompared: Readonly<Record<Scope, string>> = Object.freeze({
  moments: 'not compared: connections, processes and the order of endpoints',
  nodes:
    'two nodes: not compared is what each has for itself: enabled pods, policies of its workloads, priorities of endpoints, its DNS proxy, connections',
});

function toSideItem({ snapshot, file, tool }: DiffSide, unread: readonly Doubt[]): DiffSideItem {
  const { node, takenAt } = snapshot;
  const complete = unread.length === 0;
  return { node: node.name, takenAt: takenAt.toISOString(), tool, file, complete };
}

/** What one should know of the two sides before one believes the comparison. */
function oddities(changes: readonly Change[], from: DiffSide, to: DiffSide): string[] {
  const [old, now] = [from, to].map(({ snapshot }) => snapshot.generation.name ?? 'unknown');
  const generations = `the maps are taken for those of ${old} and of ${now}`;
  const renamed = changes.flatMap(({ change, kind, serviceId, backendUid }) => {
    const id = kind === 'service' || kind === 'backend' ? (serviceId ?? backendUid) : null;
    const [was, is] = [labelOf(from.names, id), labelOf(to.names, id)];
    if (change !== 'changed' || was === null || is === null || was === is) return [];
    return [`id ${id} is ${was} on one side and ${is} on the other: entries are compared by id`];
  });
  return [...(old === now ? [] : [generations]), ...renamed];
}

/** Names of ids and addresses from either side. */
export interface DiffLabels {
  labelOf(id: number): string | null;
  /** The label of what has the address. */
  labelOfAddress(address: string): string | null;
  /** Address of a backend, null = neither side has it. */
  addressOf(uid: number): string | null;
}

/** The names of both, the later side's first. */
export function diffLabels(from: DiffSide, to: DiffSide): DiffLabels {
  const sides = [to, from];
  const first = <T>(find: (side: DiffSide) => T | null | undefined): T | null => {
    for (const side of sides) {
      const found = find(side);
      if (found !== null && found !== undefined) return found;
    }
    return null;
  };
  const label = (id: number) => first(({ names }) => labelOf(names, id));
  return {
    labelOf: label,
    labelOfAddress: (address) => {
      const id = first(({ snapshot }) => snapshot.routing.findFrontend(address)?.upstreamId);
      return id === null ? null : label(id);
    },
    addressOf: (uid) => first(({ snapshot }) => snapshot.routing.findBackend(uid)?.address),
  };
}

function toChangeItem(change: Change, labels: DiffLabels): DiffChangeItem {
  const { kind, serviceId, backendUid, address, pod, fields } = change;
  const ofBackend = kind === 'endpoint' && backendUid !== null;
  return {
    change: change.change,
    kind,
    serviceId,
    service: serviceId === null ? null : labels.labelOf(serviceId),
    backendUid,
    workload: backendUid === null ? null : labels.labelOf(backendUid),
    address: ofBackend ? labels.addressOf(backendUid) : address,
    pod,
    fields,
  };
}

/** What a change is listed under. */
export interface DiffGroup {
  readonly kind: 'service' | 'pod';
  /** Service id or backend uid, null = a pod that is known by its name alone. */
  readonly id: number | null;
  readonly name: string | null;
}

/** The service that an item belongs to, else its pod. */
export function groupOf(item: DiffChangeItem): DiffGroup {
  const { serviceId, service, backendUid, workload, pod } = item;
  if (serviceId !== null) return { kind: 'service', id: serviceId, name: service };
  return { kind: 'pod', id: workload === null ? backendUid : null, name: workload ?? pod };
}

const kindOrder = ['pod', 'service', 'frontend', 'backend', 'endpoint', 'policies'];

/** By group, named ones first; then by kind and by what it is. */
function sortChanges(items: readonly DiffChangeItem[]): DiffChangeItem[] {
  const keyed = items.map((item) => {
    const { kind, id, name } = groupOf(item);
    const group = `${kind === 'service' ? 0 : 1} ${name === null ? 1 : 0} ${name ?? ''}`;
    const { address, backendUid } = item;
    const bytes = address === null ? '' : addressBytes(address).toString('hex');
    const what = `${kindOrder.indexOf(item.kind)} ${bytes} ${item.workload ?? ''}`;
    return { item, group, id: id ?? 0, what, uid: backendUid ?? 0 };
  });
  keyed.sort(
    (a, b) =>
      compareText(a.group, b.group) || a.id - b.id || compareText(a.what, b.what) || a.uid - b.uid,
  );
  return keyed.map(({ item }) => item);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
