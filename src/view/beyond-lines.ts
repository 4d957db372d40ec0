// What objects declare behind a waypoint, as text: its parts for tables, pages and pictures.
import type { BeyondRoute, BeyondTarget } from '../explain/waypoint-routes/explain-beyond.ts';
import { formatHostPort } from '../layout/ip-address.ts';
import { absent, type Column } from './column.ts';
import { escapeTerminal } from './escape.ts';
import { formatShare } from './format.ts';
import { declaredBy } from './items/beyond-weight.ts';
import type { BeyondItem } from './items/explanation.ts';
import { hostLabel } from './label.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

/** Says of what follows where it comes from. */
export const declaredHeading =
  'beyond the waypoint: declared by the objects that were given, not seen in the kernel';

type Pods = BeyondTarget['pods'];

interface Row {
  readonly route: BeyondRoute;
  readonly target: BeyondTarget;
}

const columns: readonly Column<Row>[] = Object.freeze([
  { header: 'SHARE', priority: 1, align: 'right', cell: ({ target }) => shareCell(target) },
  { header: 'TARGET', priority: 1, cell: ({ target }) => targetText(target) },
  { header: 'PODS', priority: 1, cell: ({ target }) => podsCell(target) },
  { header: 'SOURCE', priority: 1, cell: ({ route, target }) => declaredBy(route, target) },
]);

/** The last part of the page of `explain`. */
export function beyondLines(beyond: BeyondItem, style: Style): string[] {
  const lines = beyond.routes.flatMap((route) => {
    const rows = route.targets.map((target) => ({ route, target }));
    const table = renderTable(columns, rows, { style });
    return beyond.decided ? table : [...ifLines(route), ...table];
  });
  const notes = beyond.notes.map((note) => `note: ${escapeTerminal(note)}`);
  const hint = beyond.decided ? [] : [undecided];
  return [style('strong', declaredHeading), ...hint, ...lines, ...notes];
}

/** Each target as parts of a picture's node, and of the edge that leads to it. */
export function pictureNodes(
  beyond: BeyondItem,
): { readonly edge: readonly string[]; readonly node: readonly string[] }[] {
  return beyond.routes.flatMap((route) =>
    route.targets.map((target) => ({
      edge: [shareCell(target), route.condition ?? ''],
      node: [targetText(target), podsCell(target), declaredBy(route, target)],
    })),
  );
}

const undecided =
  'which of these routes is taken is not decided by address and port; each sums to 100% of its own';

function ifLines({ condition, unit }: BeyondRoute): string[] {
  return [escapeTerminal(`${unit}s ${condition === 'otherwise' ? '' : 'with '}${condition}:`)];
}

/** `90.0%`; `90.0% of it` where only the part of a route is known. */
export function shareCell(target: Pick<BeyondTarget, 'share' | 'shareOfRoute'>): string {
  if (target.share !== null) return formatShare(target.share);
  return `${formatShare(target.shareOfRoute)} of it`;
}

/** `v1 of fortio.default`. */
export function targetText({ name, subset }: Pick<BeyondTarget, 'name' | 'subset'>): string {
  return subset === null ? hostLabel(name) : `${subset} of ${hostLabel(name)}`;
}

/** Pods with their places, and what is missing. */
export function podsCell(target: Pick<BeyondTarget, 'pods' | 'note'>): string {
  const pods = (target.pods ?? []).map(({ name, address, port }) =>
    [name, place(address, port)].filter((part) => part !== null).join(' '),
  );
  return shorten(pods, target.note);
}

/** Only the places, for a table whose column is of addresses. */
export function podAddressesCell(target: { readonly pods: Pods; readonly note: string | null }) {
  const places = (target.pods ?? []).map(({ name, address, port }) => place(address, port) ?? name);
  return shorten(
    places.map((text) => text ?? '?'),
    target.note,
  );
}

const shownPods = 3;

function shorten(pods: readonly string[], note: string | null): string {
  const more = pods.length > shownPods ? [`${pods.length - shownPods} more`] : [];
  const parts = [pods.slice(0, shownPods).concat(more).join(', '), note ?? ''];
  return parts.filter((part) => part !== '').join('; ') || absent;
}

function place(address: string | null, port: number | null): string | null {
  if (address === null) return null;
  return port === null ? address : formatHostPort(address, port);
}
