// A node as it was at one instant: every answer that its source gave, as plain data that can go to another
// process, and a source that gives the same answers again.
import { madeOf } from './made-of.ts';
import type { NodeSource, RawInnerValue, RawMapSet, RawNameFile } from './node-source.ts';
import type { RawMap } from './raw-map.ts';
import type { RawSockets } from './raw-socket.ts';
import { sameAnswer } from './same-answer.ts';

/**
 * The answers by question, in the order in which they were given where a question was asked more than
 * once. What is equal in two readings is the same object where the second was read with the first at hand,
 * or made of it by `applyDelta`.
 */
export type Reading = ReadonlyMap<string, readonly unknown[]>;

type Namespace = Parameters<NodeSource['readNamespaceSockets']>[0];
type Answers = Map<string, readonly unknown[]>;

export interface Remembering {
  readonly source: NodeSource;
  /** What was answered so far. */
  readonly reading: Reading;
  /** Asks for what the next reading will begin with. */
  finish(): void;
}

/** How long what changes seldom and costs much, such as the interfaces of all namespaces, is taken for what it was; ns. */
const seldomNs = 10_000_000_000n;

/**
 * A source that notes down what `source` answers. An answer that is equal to the one in the reading
 * `before` is given as that very object, and `onUnused` has the other. A namespace's socket table is read twice for one
 * answer, before and after the storages: where there is a reading before this one, its table is the first, since a socket that was there then and is there at the end was there in between.
 */
export function remembering(
  source: NodeSource,
  before: Reading = new Map(),
  onUnused: (answer: unknown) => void = () => {},
): Remembering {
  const answers: Answers = new Map();
  const tables = new Map<string, Namespace>();
  const note = <T>(question: string, answer: T): T => {
    const known = answers.get(question) ?? [];
    const kept = sameAnswer(before.get(question)?.[known.length], answer);
    if (kept !== answer) onUnused(answer);
    answers.set(question, [...known, kept]);
    return kept;
  };
  /** Asks again only when the answer is some seconds old. */
  const seldom = <T>(question: string, ask: () => T): T => {
    const now = source.monotonicNs();
    const earlier = before.get(question)?.[0] as T | undefined;
    const at = before.get(`${question} at`)?.[0] as bigint | undefined;
    const isFresh = earlier !== undefined && at !== undefined && now - at < seldomNs;
    note(`${question} at`, isFresh ? at : now);
    return note(question, isFresh ? earlier : ask());
  };
  const { origin } = source;
  const node = note('node', source.node);
  const mapSets = note('mapSets', source.mapSets);
  return {
    reading: answers,
    finish: () => {
      for (const [question, namespace] of tables) {
        note(question, source.readNamespaceSockets(namespace));
      }
    },
    source: {
      origin,
      // Single answers are not noted down: they are found again in the maps.
      hasCheapLookups: source.hasCheapLookups,
      node,
      mapSets,
      takenAt: () => note('takenAt', source.takenAt()),
      monotonicNs: () => note('monotonicNs', source.monotonicNs()),
      readMap: (set, name) => note(mapQuestion('map', set, name), source.readMap(set, name)),
      countEntries: (set, name) =>
        note(mapQuestion('count', set, name), source.countEntries(set, name)),
      lookup: (set, name, key) => source.lookup(set, name, key),
      readInnerValue: (id) => note(`inner ${id}`, source.readInnerValue(id)),
      readStoredSockets: (set, name, byAddress) =>
        note(mapQuestion('stored', set, name), source.readStoredSockets(set, name, byAddress)),
      readNamespaceSockets: (namespace) => {
        const question = tableQuestion(namespace);
        const earlier = answers.has(question) ? undefined : before.get(question)?.at(-1);
        if (earlier === undefined) tables.delete(question);
        else tables.set(question, namespace);
        const table = earlier as RawSockets | undefined;
        return note(question, table ?? source.readNamespaceSockets(namespace));
      },
      readNamespaces: () => note('namespaces', source.readNamespaces()),
      readVariables: (set, path) =>
        seldom(`variables ${set.pins} ${path}`, () => source.readVariables(set, path)),
      readInterfaces: () => seldom('interfaces', () => source.readInterfaces()),
      readPodFolders: () => note('podFolders', source.readPodFolders()),
      readNameFiles: () => {
        const earlier = before.get('nameFiles')?.[0] as readonly RawNameFile[] | undefined;
        return note('nameFiles', source.readNameFiles(earlier));
      },
      readPins: (set) => note(`pins ${set.pins}`, source.readPins(set)),
      readDaemon: () => note('daemon', source.readDaemon()),
      readAccess: () => note('access', source.readAccess()),
      close: () => source.close(),
    },
  };
}

function mapQuestion(what: 'map' | 'count' | 'stored', set: RawMapSet, name: string): string {
  return `${what} ${set.pins} ${name}`;
}

function tableQuestion({ cookie }: { readonly cookie: bigint }): string {
  return `table ${cookie}`;
}

/** A live node that answers from memory. Throws RangeError for what was not asked when it was read. */
export function openReading(reading: Reading): NodeSource {
  const asked = new Map<string, number>();
  const answer = <T>(question: string): T => {
    const answers = reading.get(question);
    if (answers === undefined) throw new RangeError(`${question} is not in this reading`);
    const index = asked.get(question) ?? 0;
    asked.set(question, index + 1);
    return answers[Math.min(index, answers.length - 1)] as T;
  };
  const mapOf = (set: RawMapSet, name: string) => answer<RawMap>(mapQuestion('map', set, name));
  return {
    origin: 'live',
    hasCheapLookups: false,
    node: answer('node'),
    mapSets: answer('mapSets'),
    takenAt: () => answer('takenAt'),
    monotonicNs: () => answer('monotonicNs'),
    readMap: mapOf,
    // What was read whole is not counted once more.
    countEntries: (set, name) =>
      reading.has(mapQuestion('map', set, name))
        ? mapOf(set, name).count
        : answer(mapQuestion('count', set, name)),
    lookup: (set, name, key) => findValue(mapOf(set, name), key),
    readInnerValue: (id) =>
      reading.has(`inner ${id}`) ? answer<RawInnerValue>(`inner ${id}`) : innerNotRead,
    readStoredSockets: (set, name) => answer(mapQuestion('stored', set, name)),
    // Whose sockets count was told by look-ups then, and by the maps now: a map may have changed between.
    readNamespaceSockets: (namespace) =>
      reading.has(tableQuestion(namespace)) ? answer(tableQuestion(namespace)) : notReadYet,
    readNamespaces: () => answer('namespaces'),
    readVariables: (set, path) => answer(`variables ${set.pins} ${path}`),
    readInterfaces: () => answer('interfaces'),
    readPodFolders: () => answer('podFolders'),
    readNameFiles: () => answer('nameFiles'),
    readPins: (set) => answer(`pins ${set.pins}`),
    readDaemon: () => answer('daemon'),
    readAccess: () => answer('access'),
    close: () => {},
  };
}

/** After the first that may not be opened, no other is asked for. */
const innerNotRead: RawInnerValue = { value: null, reason: 'the maps in it were not all read' };

const notReadYet: RawSockets = {
  sockets: [],
  complete: false,
  reason: 'the sockets of a pod that was just enabled come with the next reading',
};

const indexes = new WeakMap<RawMap, Map<string, number>>();

function findValue(map: RawMap, key: Buffer): Buffer | undefined {
  const { keySize, valueSize } = map.info;
  const index = madeOf(indexes, map, () => {
    const rows = new Map<string, number>();
    for (let row = 0; row < map.count; row++) {
      rows.set(map.keys.toString('latin1', row * keySize, (row + 1) * keySize), row);
    }
    return rows;
  });
  const row = index.get(key.toString('latin1'));
  return row === undefined
    ? undefined
    : map.values.subarray(row * valueSize, (row + 1) * valueSize);
}
