import { entryEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** Maps of two modes, or of two daemons, on one node. */
export const twoMapSets: Rule = {
  code: 'TWO_MAP_SETS',
  severity: 'warning',
  known: 'observed',
  meaning:
    'the node has more than one set of Kmesh maps: connections may be handled by the one that is not looked at',
  cause: 'the mode was changed without a clean-up, or two daemons ran with different bpffs paths',
  advice: 'remove the pins of the set that is not in use; `kmscope status --mode` shows each',
  issue: null,
  needs: [],
  whyNotApplicable: ({ source }) =>
    source.origin === 'recorded' ? 'a dump holds one set of maps' : null,
  find: findSets,
};

function* findSets({ snapshot }: CheckContext): Iterable<Draft> {
  const { mapSets } = snapshot.source;
  if (mapSets.length < 2) return;
  yield {
    subject: subject('node', null),
    message: `sets of maps: ${mapSets.length}`,
    evidence: mapSets.map(({ folder, pins, maps }) =>
      entryEvidence('pins', pins, { folder, maps: maps.length }),
    ),
  };
}
