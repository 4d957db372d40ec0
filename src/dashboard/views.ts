// The views, in the order of their numbers.

export type ViewName = 'connections' | 'services' | 'pods' | 'path' | 'checks' | 'maps' | 'events';

export interface ViewEntry {
  readonly name: ViewName;
  /** The key that goes there. */
  readonly key: string;
  readonly title: string;
  readonly help: string;
}

export const viewTable: readonly ViewEntry[] = Object.freeze([
  {
    name: 'connections',
    key: '1',
    title: 'Connections',
    help: 'connections, each with where it went and why',
  },
  {
    name: 'services',
    key: '2',
    title: 'Services',
    help: 'services and endpoints, the share each should get and what is open',
  },
  { name: 'pods', key: '3', title: 'Pods', help: 'pods: enabled, half enabled or not, and why' },
  {
    name: 'path',
    key: '4',
    title: 'Path',
    help: 'the path from a source to a destination, asked anew at each reading',
  },
  { name: 'checks', key: '5', title: 'Checks', help: 'what is inconsistent in the maps' },
  {
    name: 'maps',
    key: '6',
    title: 'Maps',
    help: 'maps: how full, how fast they grow, raw entries',
  },
  { name: 'events', key: '7', title: 'Events', help: 'connections as they come and go' },
] satisfies ViewEntry[]);

/** A table on the screen: a view's, or the raw entries of a map. The Path view has none. */
export type TableName = ViewName | `entries/${string}`;

/** The map whose entries a table shows; null for the tables of views. */
export function mapOfTable(table: TableName): string | null {
  return table.startsWith('entries/') ? table.slice('entries/'.length) : null;
}

/** The view's entry. */
export function viewEntry(name: ViewName): ViewEntry {
  const found = viewTable.find((entry) => entry.name === name);
  if (found === undefined) throw new RangeError(`no view ${name}`);
  return found;
}
