// The ids of the maps whose name is missing or does not lead to them. Judging 105,000 names takes as long
// as all the other rules together, so it is done once for both rules.
import { dnsProxyUid } from '../kmesh/dual-engine/backend.ts';
import type { NameJudgement } from '../snapshot/name-table.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { entryEvidence, shownEvidence } from './evidence.ts';
import { type CheckContext, type Draft, subject } from './rule.ts';
import type { Tables } from './tables.ts';

type Oddity = Exclude<NameJudgement, 'named'>;

/** What is odd about the names of one map's ids. */
export interface OddNames {
  readonly map: string;
  /** Ids in the map, the DNS proxy's left out: it has no name. */
  readonly count: number;
  readonly ids: Readonly<Record<Oddity, readonly number[]>>;
}

/** Judges the name of every id of the service map and the backend map. */
export function findOddNames({ names }: Snapshot, { services, backends }: Tables): OddNames[] {
  const serviceIds = services.entries.map(({ id }) => id);
  const uids = backends.uids.filter((uid) => uid !== dnsProxyUid);
  return [['km_service', serviceIds] as const, ['km_backend', uids] as const].map(([map, all]) => {
    const ids: Record<Oddity, number[]> = { missing: [], mismatch: [] };
    for (const id of all) {
      const judgement = names.judge(id);
      if (judgement !== 'named') ids[judgement].push(id);
    }
    return { map, count: all.length, ids };
  });
}

/** One finding for each map: a lost name file would make 100,000. */
export function* draftOddNames(context: CheckContext, oddity: Oddity): Iterable<Draft> {
  const { names } = context.snapshot;
  for (const { map, count, ids } of context.oddNames()) {
    const found = [...ids[oddity]].sort((a, b) => a - b);
    if (found.length === 0) continue;
    const what = oddity === 'missing' ? 'have no name' : 'do not fit their name';
    yield {
      subject: subject('map', map),
      message: `${found.length} of ${count} ids ${what}`,
      evidence: found
        .slice(0, shownEvidence)
        .map((id) => entryEvidence(map, id, { name: names.find(id)?.full ?? null })),
    };
  }
}
