import { setsOfNode } from '../../snapshot/map-sets.ts';
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
    setsOfNode(source) === undefined
      ? 'what was recorded does not say which other sets there were'
      : null,
  find: findSets,
};

function* findSets({ snapshot: { source } }: CheckContext): Iterable<Draft> {
  const sets = setsOfNode(source) ?? [];
  if (sets.length < 2) return;
  yield {
    subject: subject('node', null),
    message: `sets of maps: ${sets.length}`,
    evidence: sets.map(({ pins, count }) => entryEvidence('pins', pins, { maps: count })),
  };
}
