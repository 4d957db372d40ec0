// What every rule is: a page for the person, and a pure function from the tables to findings.
import type { Connection } from '../explain/connection.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { DaemonRows } from './daemon-rows.ts';
import type { Evidence, FindingCode, Severity, Subject } from './finding.ts';
import type { OddNames } from './odd-names.ts';
import type { Tables } from './tables.ts';

/** The maps, and other things of the node, without the whole of which a rule cannot look. */
export type Need =
  | 'km_frontend'
  | 'km_service'
  | 'km_endpoint'
  | 'km_backend'
  | 'km_manage'
  | 'km_wlpolicy'
  | 'namespaces'
  | 'interfaces'
  | 'settings'
  | 'sockets'
  | 'pins'
  | 'names'
  | 'generation'
  | 'daemon';

/** What a rule is given. */
export interface CheckContext {
  readonly snapshot: Snapshot;
  readonly tables: Tables;
  /** The live connections, explained when they are first asked for. */
  readonly connections: () => readonly Connection[];
  readonly oddNames: () => readonly OddNames[];
  /** What the daemon told, beside the rows of the maps; only where it told something. */
  readonly daemonRows: () => DaemonRows;
}

export interface Draft {
  readonly subject: Subject;
  readonly message: string;
  readonly evidence: readonly Evidence[];
}

export interface Rule {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** How it is known: read as it is, computed by the documented procedure, or a best guess. */
  readonly known: 'observed' | 'computed' | 'inferred';
  /** What a finding means, and for connections. */
  readonly meaning: string;
  /** Likely cause. */
  readonly cause: string;
  /** What to do. */
  readonly advice: string;
  /** Public issue of kmesh-net/kmesh that is about this, or null. */
  readonly issue: number | null;
  readonly needs: readonly Need[];
  /** What the user would have to ask for, null = it was asked for. */
  readonly whyNotAsked?: (snapshot: Snapshot) => string | null;
  /** Why the rule cannot say anything of this node, where it is not for lack of reading. */
  readonly whyNotApplicable?: (snapshot: Snapshot) => string | null;
  /** Why it cannot look although all it needs is there. */
  readonly whyNotLooked?: (context: CheckContext) => string | null;
  readonly find: (context: CheckContext) => Iterable<Draft>;
}

/** A subject that can have one finding of a code. */
export function subject(kind: Subject['kind'], id: Subject['id'], part?: string): Subject {
  return { kind, id, part: part ?? null };
}
