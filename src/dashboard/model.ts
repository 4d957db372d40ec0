// What the dashboard knows of one reading of the node. Everything in it is in memory: rows are formatted
// when they are drawn.
import type { Connection } from '../explain/connection.ts';
import type { ConnectionMemory } from '../explain/connection-memory.ts';
import { explainNativeConnections } from '../explain/kernel-native/connections.ts';
import { madeOf } from '../raw/made-of.ts';
import type { RawDaemon } from '../raw/node-source.ts';
import { noNames } from '../snapshot/name-table.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { createDirectory, type Directory } from '../view/directory.ts';
import { type ConnectionChanges, compareConnections } from './connection-changes.ts';
import { createLabels, type Labels, printable } from './labels.ts';

export interface Model {
  readonly snapshot: Snapshot;
  readonly takenAt: Date;
  /** False for a recording: it does not age. */
  readonly isLive: boolean;
  readonly node: string | null;
  readonly mode: string;
  readonly generation: string | null;
  readonly daemon: RawDaemon['state'];
  readonly tier: 0 | 1 | 2;
  readonly problemCount: number;
  readonly isNumeric: boolean;
  readonly directory: Directory;
  readonly labels: Labels;
  /** Newest first. */
  readonly connections: readonly Connection[];
  /** Against the reading before. */
  readonly changes: ConnectionChanges;
  /** Null where the connections could not be read. */
  readonly openCounts: OpenCounts | null;
}

/** How many connections are open. */
export interface OpenCounts {
  /** Outbound ones through a service, by its id. */
  readonly byService: ReadonlyMap<number, number>;
  /** Outbound ones through a service, by `serviceId/backendUid`. */
  readonly byEndpoint: ReadonlyMap<string, number>;
  /** Accepted ones, by the uid of the backend that has the address. */
  readonly accepted: ReadonlyMap<number, number>;
}

export interface ModelOptions {
  /** Ids and addresses instead of names. */
  readonly isNumeric: boolean;
  /** The model of the reading before; null for the first one. */
  readonly previous: Model | null;
  readonly memory: ConnectionMemory;
}

/** The model of a snapshot, for which its source is asked. */
export function toModel(snapshot: Snapshot, { isNumeric, previous, memory }: ModelOptions): Model {
  const directory = createDirectory(snapshot, isNumeric ? noNames : snapshot.names);
  const connections = newestFirst(explainAll(snapshot, memory));
  const { node } = snapshot;
  const isRead = areConnectionsRead(snapshot);
  // What could not be read has neither come nor gone.
  const before = previous === null || previous.openCounts === null ? null : previous.connections;
  return {
    snapshot,
    takenAt: snapshot.takenAt,
    isLive: snapshot.source.origin === 'live',
    node: node.name === null ? null : printable(node.name),
    mode: snapshot.mode,
    generation: snapshot.generation.name,
    daemon: snapshot.source.readDaemon().state,
    tier: snapshot.source.readAccess().tier,
    problemCount: snapshot.problems.length,
    isNumeric,
    directory,
    labels: createLabels(directory),
    connections,
    changes: compareConnections(before, isRead ? connections : null),
    openCounts: isRead ? madeOf(counts, connections, () => countOpen(connections)) : null,
  };
}

/** Whether what is open was read at all: without it, nothing can be counted. */
function areConnectionsRead({ mode, native, namespaces, storedSockets }: Snapshot): boolean {
  const isFollowed = mode === 'dual-engine' || native !== undefined;
  return isFollowed && namespaces.complete && storedSockets.complete;
}

function explainAll(snapshot: Snapshot, memory: ConnectionMemory): readonly Connection[] {
  if (snapshot.mode === 'dual-engine') return memory.explain(snapshot);
  return snapshot.native === undefined ? [] : explainNativeConnections(snapshot);
}

const newest = new WeakMap<readonly Connection[], readonly Connection[]>();

/** Those whose age is not known come last. */
function newestFirst(connections: readonly Connection[]): readonly Connection[] {
  const at = ({ connectNs }: Connection) => Number(connectNs ?? -1n);
  return madeOf(newest, connections, () => connections.toSorted((a, b) => at(b) - at(a)));
}

const counts = new WeakMap<readonly Connection[], OpenCounts>();

function countOpen(connections: readonly Connection[]): OpenCounts {
  const byService = new Map<number, number>();
  const byEndpoint = new Map<string, number>();
  const accepted = new Map<number, number>();
  for (const { direction, serviceId, backendUid } of connections) {
    if (direction === 'inbound') {
      if (backendUid !== null) increment(accepted, backendUid);
    } else if (serviceId !== null) {
      increment(byService, serviceId);
      increment(byEndpoint, `${serviceId}/${backendUid}`);
    }
  }
  return { byService, byEndpoint, accepted };
}

function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
