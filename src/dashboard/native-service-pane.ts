// The services view of kernel-native mode: each listener, or virtual host of an HTTP one, and below it the
// clusters that it leads to, a row for each endpoint.
import type { Connection } from '../explain/connection.ts';
import { unmapAddress } from '../kmesh/address.ts';
import { formatHostPort } from '../layout/ip-address.ts';
import { madeOf } from '../raw/made-of.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { columnName, orAbsent } from '../view/column.ts';
import { formatCount } from '../view/format.ts';
import {
  groupNativeServices,
  type NativeServiceGroup,
  type NativeServiceItem,
} from '../view/items/native-service.ts';
import type { NativeWeightItem } from '../view/items/native-weight.ts';
import { hostLabel } from '../view/label.ts';
import { printable } from './labels.ts';
import type { Model } from './model.ts';
import { listenerDetail, weightDetail } from './native-service-detail.ts';
import { type NativeServiceLine, nativeServiceLineColumns } from './native-service-line.ts';
import { type Cells, cell, type ItemRow, itemPane, type Pane, type PaneStatus } from './pane.ts';

/** The pane, by the listener's address and port. */
export function nativeServicePane(model: Model): Pane {
  const { snapshot } = model;
  const groups = snapshot.native === undefined ? [] : groupNativeServices(snapshot);
  const open = openByPlace(model);
  return itemPane({
    title: 'Services',
    columns: nativeServiceLineColumns,
    rows: groups.flatMap((group) => groupRows(group, open)),
    count: groups.length,
    status: statusOf(snapshot, groups.length),
  });
}

type OpenByPlace = ReadonlyMap<string, number> | null;

/** Open connections that were sent to an endpoint, by its `address:port`. */
function openByPlace({ openCounts, connections }: Model): OpenByPlace {
  return openCounts === null ? null : madeOf(counts, connections, () => countByPlace(connections));
}

const counts = new WeakMap<readonly Connection[], ReadonlyMap<string, number>>();

function countByPlace(connections: readonly Connection[]): ReadonlyMap<string, number> {
  const open = new Map<string, number>();
  for (const { direction, verdict, destination } of connections) {
    if (direction === 'inbound' || verdict !== 'endpoint') continue;
    const place = formatHostPort(unmapAddress(destination.address), destination.port);
    open.set(place, (open.get(place) ?? 0) + 1);
  }
  return open;
}

function groupRows(
  { service, weights }: NativeServiceGroup,
  open: OpenByPlace,
): ItemRow<NativeServiceLine>[] {
  const lines = weights.map((weight) => ({ ...weight, open: openOf(weight, open) }));
  const [first] = lines;
  if (first === undefined) return [];
  const parent = `listener/${service.listener}/${service.hostname ?? ''}`;
  const ids = uniqueIds(lines);
  const rows = lines.map((line, index) => weightRow(line, { id: ids[index] ?? '', parent, lines }));
  return [headRow(service, { id: parent, first, lines }), ...rows];
}

function openOf({ target }: NativeWeightItem, open: OpenByPlace): number | null {
  if (open === null || target.address === null || target.port === null) return null;
  return open.get(formatHostPort(target.address, target.port)) ?? 0;
}

/** In damaged maps two rows may be of the same cluster and endpoint. */
function uniqueIds(lines: readonly NativeServiceLine[]): string[] {
  const seen = new Map<string, number>();
  return lines.map(({ listener, route, cluster, target }) => {
    const id = `weight/${listener}/${route ?? ''}/${cluster ?? ''}/${target.address}:${target.port}`;
    const count = seen.get(id) ?? 0;
    seen.set(id, count + 1);
    return count === 0 ? id : `${id}/${count}`;
  });
}

/** `address:port` of the listener whose row, or a row below it, has this identity; null for other rows. */
export function listenerOfRow(rowId: string): string | null {
  return /^(?:listener|weight)\/([^/]+)\//.exec(rowId)?.[1] ?? null;
}

const blank: Cells = Object.fromEntries(
  nativeServiceLineColumns.map((column) => [columnName(column), cell('')]),
);

interface Head {
  readonly id: string;
  readonly first: NativeServiceLine;
  readonly lines: readonly NativeServiceLine[];
}

/** It is found and sorted by the first row below it. */
function headRow(
  service: NativeServiceItem,
  { id, first, lines }: Head,
): ItemRow<NativeServiceLine> {
  const { listener, hostname, name, endpoints } = service;
  const label = hostname === null ? listener : `${listener} ${hostname}`;
  const count = formatCount(endpoints.length, 'endpoint');
  return {
    id,
    parent: null,
    item: () => first,
    cells: () => ({
      ...blank,
      listener: cell(printable(label), 'strong'),
      name: cell(printable(orAbsent(name))),
      endpoint: cell(count, endpoints.length === 0 ? 'warn' : 'dim'),
    }),
    detail: () => listenerDetail(service, lines),
  };
}

interface Below {
  readonly id: string;
  readonly parent: string;
  /** Every row of the listener. */
  readonly lines: readonly NativeServiceLine[];
}

function weightRow(
  line: NativeServiceLine,
  { id, parent, lines }: Below,
): ItemRow<NativeServiceLine> {
  const label = hostLabel(line.cluster ?? 'no cluster');
  const isLast = line === lines.at(-1);
  return {
    id,
    parent,
    item: () => line,
    cells: ({ branch, lastBranch }) => ({
      listener: cell(`${isLast ? lastBranch : branch}${printable(label)}`),
      name: cell(''),
    }),
    detail: () => weightDetail(line, lines),
  };
}

/** Where the maps were not read whole, a row may be missing, or say of a cluster that it is. */
function statusOf(snapshot: Snapshot, count: number): PaneStatus {
  const { native, problems } = snapshot;
  if (native === undefined) {
    const what = 'listeners of this generation of kernel-native mode are not followed';
    return { kind: 'unreadable', what, hint: 'kmscope maps lists what is pinned' };
  }
  const cut = problems.find(
    ({ code, map }) =>
      code === 'READ_LIMIT' || (map !== null && native.incompleteMaps.includes(map)),
  );
  const [unread] = native.incompleteMaps;
  const warning = cut?.message ?? (unread === undefined ? null : `${unread} was not read whole`);
  if (count > 0) return { kind: 'data', warning };
  if (warning !== null) {
    return { kind: 'unreadable', what: warning, hint: 'kmscope maps -o wide shows it raw' };
  }
  return {
    kind: 'empty',
    why: `the map ${snapshot.pinName('km_listener')} has no entry (of ${formatCount(snapshot.mapSet.maps.length, 'map')} pinned)`,
    hint: 'has the daemon reached istiod? its log says so',
  };
}
