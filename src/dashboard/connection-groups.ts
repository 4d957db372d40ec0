// Connections put together by what they have in common: a line for each group above its members.

import { addressCell, placeCell } from '../view/columns/cells.ts';
import { formatCount } from '../view/format.ts';
import type { ConnectionItem } from '../view/items/connection.ts';
import { printable } from './labels.ts';
import { cell, detailLine, type ItemRow, type PaneRow } from './pane.ts';
import { verdictMix } from './verdict-words.ts';

export const groupings = ['none', 'pod', 'service', 'destination'] as const;
export type Grouping = (typeof groupings)[number];

const groupPrefix = 'group/';

/** What a connection is grouped by, as text. */
function groupOf(item: ConnectionItem, grouping: Grouping): string {
  switch (grouping) {
    case 'pod':
      return item.pod;
    case 'service':
      if (item.direction === 'inbound') return '(inbound)';
      return item.service ?? (item.serviceId === null ? '(no service)' : `id ${item.serviceId}`);
    default:
      return item.destination.name === null
        ? addressCell(item.destination)
        : placeCell(item.destination);
  }
}

/** A row that can be put below a group's line. */
export interface GroupableRow extends ItemRow<ConnectionItem> {
  readonly under: (parent: string) => GroupableRow;
}

/** The rows with a line above each group, largest group first; unchanged without a grouping. */
export function groupRows(
  rows: readonly GroupableRow[],
  grouping: Grouping,
): readonly ItemRow<ConnectionItem>[] {
  if (grouping === 'none') return rows;
  const groups = new Map<string, GroupableRow[]>();
  for (const row of rows) {
    const name = groupOf(row.item(), grouping);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  const openIn = new Map(Array.from(groups, ([name, members]) => [name, countOpen(members)]));
  const open = (name: string) => openIn.get(name) ?? 0;
  return [...groups]
    .sort(([a], [b]) => open(b) - open(a) || (a < b ? -1 : 1))
    .flatMap(([name, members]) => {
      const id = `${groupPrefix}${grouping}/${name}`;
      return [headRow(id, name, members), ...members.map((row) => row.under(id))];
    });
}

/** Whether a row of this identity is the line above a group. */
export function isGroupId(id: string): boolean {
  return id.startsWith(groupPrefix);
}

/** Those that closed since the reading before are shown, but not counted as connections. */
function countOpen(members: readonly PaneRow[]): number {
  return members.filter(isOpen).length;
}

function isOpen({ mark }: PaneRow): boolean {
  return mark !== 'closing';
}

function headRow(
  id: string,
  name: string,
  members: readonly ItemRow<ConnectionItem>[],
): ItemRow<ConnectionItem> {
  const [first] = members;
  if (first === undefined) throw new RangeError('a group without members');
  const mix = () => verdictMix(members.filter(isOpen).map((member) => member.item().verdict));
  const count = countWords(members);
  return {
    id,
    parent: null,
    item: () => first.item(),
    words: () => [name],
    cells: () => ({
      ...blank,
      pod: cell(printable(name), 'strong'),
      peer: cell(count, 'strong'),
      destination: cell(mix(), 'strong'),
    }),
    among: (children) => {
      const ids = new Set(children.map((child) => child.id));
      const kept = members.filter((member) => ids.has(member.id));
      return kept.length === 0 ? headRow(id, name, members) : headRow(id, name, kept);
    },
    detail: () => [
      detailLine('group', `${printable(name)}: ${count}`, 'strong'),
      detailLine('verdicts', mix() || 'none open'),
    ],
  };
}

function countWords(members: readonly PaneRow[]): string {
  const open = countOpen(members);
  const closed = members.length - open;
  return closed === 0 ? formatCount(open, 'connection') : `${open} open, ${closed} closed`;
}

/** A group's line has nothing of its first member's. */
const blank = Object.fromEntries(
  [
    'dir',
    'verdict',
    'reason',
    'state',
    'age',
    'source',
    'original',
    'reached',
    'service',
    'flags',
    'known',
    'note',
  ].map((key) => [key, cell('')]),
);
