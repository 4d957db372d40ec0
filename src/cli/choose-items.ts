// Which items a command shows: by name, by namespace, by filter; and in which order.
import { IncompleteError, NotFoundError, UsageError } from '../raw/problem.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { type Column, columnName } from '../view/column.ts';
import type { Directory } from '../view/directory.ts';
import { parseFilter } from '../view/filter.ts';
import { canonicalAddress } from '../view/request/addresses.ts';
import { asFarAsRead } from '../view/request/as-far-as-read.ts';
import { didYouMean } from '../view/request/near-matches.ts';
import { sortByColumns, sortItems } from '../view/sort.ts';
import type { CommandContext } from './context.ts';
import { isText } from './options.ts';

/** What one kind of item is called, and by what it is chosen. */
export interface ItemKind<T extends object> {
  /** What one calls several, for messages. */
  readonly noun: string;
  readonly columns: readonly Column<T>[];
  /** Columns by which a table is sorted when nothing else is asked for; JSON stays sorted by key. */
  readonly order: readonly string[];
  /** Null where such items belong to no namespace, nor are named by the name file. */
  readonly namespaceOf: ((item: T, directory: Directory) => string | null) | null;
  /** What an item answers to as NAME. */
  readonly namesOf: (item: T) => readonly (string | null)[];
  /** What there is by name, although no item may answer to it. */
  readonly otherNames?: (snapshot: Snapshot) => readonly string[];
}

/** Where the items come from. */
interface ReadFrom {
  readonly snapshot: Snapshot;
  readonly directory: Directory;
}

interface Chosen<T> {
  readonly items: readonly T[];
  /** What is to be said of the choice, null = nothing. */
  readonly note: string | null;
}

type Choose<T> = (items: readonly T[], from: ReadFrom) => Chosen<T>;

/** Which items are shown, in which order. Throws UsageError for a bad filter or column. */
export function chooser<T extends object>(
  list: ItemKind<T>,
  { options, args }: Pick<CommandContext, 'options' | 'args'>,
): Choose<T> {
  const { namespace, filter, sort } = options;
  const isShown = filter === null ? () => true : parseFilter(filter, list.columns);
  // Sorting nothing checks the column's name.
  if (sort !== null) sortItems([], sort, list.columns);
  const order = list.columns.filter((column) => list.order.includes(columnName(column)));
  return (items, from) => {
    const named = asFarAsRead(from.snapshot, null, () => pickNamed(items, args, list, from));
    const { items: narrowed, note } = inNamespace(named, namespace, list, from);
    const shown = narrowed.filter(isShown);
    if (sort !== null) return { items: sortItems(shown, sort, list.columns), note };
    return { items: isText(options) ? sortByColumns(shown, order) : shown, note };
  };
}

/** Those of the namespace that was asked for; what has none that is known is not among them. */
function inNamespace<T extends object>(
  items: readonly T[],
  namespace: string | null,
  list: ItemKind<T>,
  from: ReadFrom,
): Chosen<T> {
  const { namespaceOf, noun } = list;
  if (namespace === null) return { items, note: null };
  if (namespaceOf === null) {
    throw new UsageError(`the ${noun} of this mode belong to no namespace`, 'leave -n out');
  }
  requireNames(items, list, from, `are in namespace ${namespace}`);
  const namespaces = items.map((item) => namespaceOf(item, from.directory));
  const found = items.filter((_, index) => namespaces[index] === namespace);
  const known = new Set(namespaces.filter((one) => one !== null));
  if (found.length === 0 && items.length > 0) {
    const near = didYouMean(namespace, known);
    const which = near ?? listed([...known].sort());
    return { items: found, note: `no ${noun} in namespace ${namespace}: ${which}` };
  }
  const unknown = namespaces.filter((one) => one === null).length;
  const note = `left out, since no namespace is known of them: ${unknown} of the ${noun}`;
  return { items: found, note: unknown === 0 ? null : note };
}

/** The first few of what there is. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return `there are ${shown}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
}

/** Throws where nothing is known of what the items are called. `which`: what was asked about their names. */
function requireNames<T extends object>(
  items: readonly T[],
  { namespaceOf, noun }: ItemKind<T>,
  { directory, snapshot }: ReadFrom,
  which: string,
): void {
  const isNamed = namespaceOf === null || directory.names.path !== null;
  // The names of kernel-native mode are in its maps.
  if (isNamed || items.length === 0 || snapshot.mode === 'kernel-native') return;
  if (items.some((item) => namespaceOf(item, directory) !== null)) return;
  if (snapshot.names.path !== null) {
    throw new UsageError(`with --numeric no ${noun} have names`, 'leave it out');
  }
  throw new IncompleteError(
    `cannot tell which ${noun} ${which}: no name file was found on this node`,
    'without names, all are shown by id and address',
  );
}

/** Whether a word is neither an id nor an address. */
function isName(word: string): boolean {
  return !/^\d+$/.test(word) && canonicalAddress(word) === undefined;
}

/** The items that answer to one of the names; every name must find something. */
function pickNamed<T extends object>(
  items: readonly T[],
  names: readonly string[],
  list: ItemKind<T>,
  from: ReadFrom,
): readonly T[] {
  if (names.length === 0) return items;
  const wanted = new Set(names);
  const missing = new Set(names);
  const found = items.filter((item) => {
    const hits = list.namesOf(item).filter((name) => name !== null && wanted.has(name));
    for (const name of hits) missing.delete(name ?? '');
    return hits.length > 0;
  });
  const elsewhere = new Set(list.otherNames?.(from.snapshot));
  for (const name of missing) {
    if (elsewhere.has(name)) continue;
    const names = items.flatMap((item) => list.namesOf(item)).filter((known) => known !== null);
    const known = [...elsewhere, ...names];
    if (isName(name)) requireNames(items, list, from, `are named ${name}`);
    throw new NotFoundError(`no ${list.noun} named ${name}`, didYouMean(name, known));
  }
  return found;
}
