// What the dashboard shows of one snapshot. Everything that is read from the node is read here: rows are
// formatted later, from memory, when the node may be closed.
import { explainConnections } from '../explain/connections.ts';
import { noNames } from '../snapshot/name-table.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { createDirectory } from '../view/directory.ts';
import { connectionPane } from './connection-pane.ts';
import { printable } from './labels.ts';
import type { Pane } from './pane.ts';
import { servicePane } from './service-pane.ts';
import type { PaneName } from './state.ts';

export interface Model {
  readonly takenAt: Date;
  /** False for a recording: it does not age. */
  readonly isLive: boolean;
  readonly node: string | null;
  readonly mode: string;
  readonly generation: string | null;
  readonly tier: 0 | 1 | 2;
  readonly problemCount: number;
  readonly panes: Readonly<Record<PaneName, Pane>>;
}

export interface ModelOptions {
  /** Ids and addresses instead of names. */
  readonly numeric: boolean;
}

/** The model of a snapshot, for which the node is read. */
export function toModel(snapshot: Snapshot, { numeric }: ModelOptions): Model {
  const directory = createDirectory(snapshot, numeric ? noNames : snapshot.names);
  const connections = snapshot.mode === 'dual-engine' ? explainConnections(snapshot) : [];
  const panes = {
    services: servicePane(snapshot, directory, connections),
    connections: connectionPane(snapshot, directory, connections),
  };
  const { node } = snapshot;
  return {
    takenAt: snapshot.takenAt,
    isLive: snapshot.source.origin === 'live',
    node: node.name === null ? null : printable(node.name),
    mode: snapshot.mode,
    generation: snapshot.generation.name,
    tier: snapshot.source.readAccess().tier,
    problemCount: snapshot.problems.length,
    panes,
  };
}
