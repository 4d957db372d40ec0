import type {
  Change,
  ChangeKind,
  Difference,
  Doubt,
  FieldChange,
  NativePlace,
  Scope,
} from '../../diff/change.ts';
import { addressBytes } from '../../kmesh/address.ts';
import type { Mode } from '../../kmesh/maps.ts';
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
  /** Label of the service, of kernel-native mode the name of the listener; null = none or no name. */
  readonly service: string | null;
  /** Label of the workload, null = none or no name. */
  readonly workload: string | null;
  /** Of a frontend its own, of an endpoint that of its backend (kernel-native: `address:port`); null = none. */
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
    notes: [notCompared[from.snapshot.mode][scope], ...oddities(changes, from, to)],
    changes: sortChanges(changes.map((change) => toChangeItem(change, labels))),
    cannotTell: doubts,
  };
}

const ofMoments = 'not compared: connections, processes and the order of endpoints';
const ofNodes = 'two nodes: not compared is what each has for itself: enabled pods';
const notCompared: Readonly<Record<Mode, Readonly<Record<Scope, string>>>> = Object.freeze({
  'dual-engine': {
    moments: ofMoments,
    nodes: `${ofNodes}, policies of its workloads, priorities of endpoints, its DNS proxy, connections`,
  },
  'kernel-native': {
    moments: ofMoments,
    nodes: `${ofNodes}, localities of endpoints and which of them are in reach, connections`,
  },
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
  const { kind, serviceId, backendUid, address, pod, place, fields } = change;
  const ofBackend = kind === 'endpoint' && backendUid !== null;
  const ownName = place?.listenerName ?? null;
  return {
    change: change.change,
    kind,
    serviceId,
    service: serviceId === null ? ownName : labels.labelOf(serviceId),
    backendUid,
    workload: backendUid === null ? null : labels.labelOf(backendUid),
    address: ofBackend ? labels.addressOf(backendUid) : address,
    pod,
    ...(place === undefined ? {} : { place }),
    fields,
  };
}

/** What a change is listed under. */
export interface DiffGroup {
  readonly kind: 'service' | 'listener' | 'routes' | 'cluster' | 'pod';
  /** Service id or backend uid, null = what is known by its name alone. */
  readonly id: number | null;
  readonly name: string | null;
}

/** The service that an item belongs to, else its pod; of kernel-native mode its listener, routes or cluster. */
export function groupOf(item: DiffChangeItem): DiffGroup {
  const { serviceId, service, backendUid, workload, pod, place } = item;
  if (place !== undefined) return groupOfPlace(place);
  if (serviceId !== null) return { kind: 'service', id: serviceId, name: service };
  return { kind: 'pod', id: workload === null ? backendUid : null, name: workload ?? pod };
}

function groupOfPlace({ listener, listenerName, route, cluster }: NativePlace): DiffGroup {
  if (listener !== null) {
    const name = listenerName === null ? listener : `${listener} (${listenerName})`;
    return { kind: 'listener', id: null, name };
  }
  if (route !== null) return { kind: 'routes', id: null, name: route.split('/')[0] ?? route };
  return { kind: 'cluster', id: null, name: JSON.stringify(cluster ?? '') };
}

const groupOrder: readonly DiffGroup['kind'][] = [
  'service',
  'listener',
  'routes',
  'cluster',
  'pod',
];

const kindOrder: readonly ChangeKind[] = [
  'pod',
  'service',
  'frontend',
  'backend',
  'listener',
  'chain',
  'routeConfiguration',
  'virtualHost',
  'route',
  'cluster',
  'endpoint',
  'weight',
  'policies',
];

/** By group, named ones first; then by kind and by what it is. */
function sortChanges(items: readonly DiffChangeItem[]): DiffChangeItem[] {
  const keyed = items.map((item) => {
    const { kind, id, name } = groupOf(item);
    const group = `${groupOrder.indexOf(kind)} ${name === null ? 1 : 0} ${name ?? ''}`;
    const what = `${String(kindOrder.indexOf(item.kind)).padStart(2, '0')} ${textOf(item)}`;
    return { item, group, id: id ?? 0, what, uid: item.backendUid ?? 0 };
  });
  keyed.sort(
    (a, b) =>
      compareText(a.group, b.group) || a.id - b.id || compareText(a.what, b.what) || a.uid - b.uid,
  );
  return keyed.map(({ item }) => item);
}

/** What an item is, in an order by address, then by name. */
function textOf({ address, workload, place }: DiffChangeItem): string {
  if (place === undefined) {
    const bytes = address === null ? '' : addressBytes(address).toString('hex');
    return `${bytes} ${workload ?? ''}`;
  }
  const [host, port = ''] = address?.split(':') ?? [];
  const bytes = host === undefined ? '' : addressBytes(host).toString('hex');
  const { route, chain, cluster } = place;
  return `${bytes} ${port.padStart(5, '0')} ${JSON.stringify([route, chain, cluster])}`;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
