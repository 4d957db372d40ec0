// What the daemon was told, each beside the row of the map that it ought to have made of it.

import type { DaemonDump, DaemonService, DaemonWorkload } from '../kmesh/daemon-dump.ts';
import { dnsProxyUid } from '../kmesh/dual-engine/backend.ts';
import { fnv1a32 } from '../kmesh/names.ts';
import { idOfName } from '../snapshot/name-table.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { noRow } from './columns.ts';
import { entryEvidence } from './evidence.ts';
import type { Draft, Rule } from './rule.ts';
import type { Tables } from './tables.ts';
import type { Difference } from './told-fields.ts';

export interface ServicePair {
  readonly id: number;
  readonly told: DaemonService;
  /** Row of the service, noRow = it is not in the map. */
  readonly row: number;
}

export interface WorkloadPair {
  readonly id: number;
  readonly told: DaemonWorkload;
  /** Row of the backend, noRow = it is not in the map. */
  readonly row: number;
}

export interface DaemonRows {
  readonly dump: DaemonDump;
  /** Those whose id is known: all but a few that share their hash. */
  readonly services: readonly ServicePair[];
  readonly workloads: readonly WorkloadPair[];
  /** Id of a name in the maps, null where it cannot be told. */
  readonly idOf: (name: string) => number | null;
  /** Whether the daemon may have given the id to something that it told. */
  readonly isKnown: (id: number) => boolean;
}

/** What the rules about the daemon have in common. */
export const askedOfDaemon = {
  issue: 820,
  whyNotAsked: ({ daemonView }: Snapshot) => {
    if (daemonView === undefined) return 'the daemon was not asked (--daemon)';
    return daemonView.isOfEarlier ? 'the daemon was asked for an earlier reading' : null;
  },
} as const satisfies Partial<Rule>;

/** Throws RangeError where the daemon has told nothing. */
export function joinDaemonRows(snapshot: Snapshot, { services, backends }: Tables): DaemonRows {
  const dump = snapshot.daemonView?.dump;
  if (dump === null || dump === undefined) throw new RangeError('the daemon has told nothing');
  const { names } = snapshot;
  const known = new Set<number>([dnsProxyUid]);
  const doubtful: number[] = [];
  const idOf = (name: string) => idOfName(names, name);
  const pair = <T>(name: string, told: T, find: (id: number) => number | undefined) => {
    const id = idOf(name);
    if (id === null) {
      doubtful.push(fnv1a32(name));
      return [];
    }
    known.add(id);
    return [{ id, told, row: find(id) ?? noRow }];
  };
  const rows = {
    services: dump.services.flatMap((told) =>
      pair(told.name, told, (id) => services.index.find(id)),
    ),
    workloads: dump.workloads.flatMap((told) =>
      pair(told.uid, told, (id) => backends.index.find(id)),
    ),
  };
  // An id that is taken moves its name at most as far as there are such names.
  const isDoubtful = (id: number) =>
    doubtful.some((hash) => id >= hash && id - hash <= doubtful.length);
  return { dump, ...rows, idOf, isKnown: (id) => known.has(id) || isDoubtful(id) };
}

/** Where a difference is: the name in the daemon's dump, and the row of the map. */
interface Place {
  readonly key: string;
  readonly map: string;
  readonly row: number;
}

/** The finding that a field differs. */
export function draftDifference(
  { key, map, row }: Place,
  { field, told, inMap }: Difference,
): Pick<Draft, 'message' | 'evidence'> {
  return {
    message: `${textOf(told)} in the daemon, ${textOf(inMap)} in the map`,
    evidence: [
      entryEvidence('daemon', key, { [field]: told }),
      entryEvidence(map, row, { [field]: inMap }),
    ],
  };
}

function textOf(field: Difference['told']): string {
  if (!Array.isArray(field)) return String(field);
  return field.length === 0 ? 'none' : field.join(', ');
}
