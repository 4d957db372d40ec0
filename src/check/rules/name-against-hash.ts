import { draftOddNames } from '../odd-names.ts';
import type { Rule } from '../rule.ts';

/** Ids in the maps whose name does not lead to them. */
export const nameAgainstHash: Rule = {
  code: 'NAME_AGAINST_HASH',
  severity: 'warning',
  known: 'inferred',
  meaning:
    'an id is neither the hash of its name nor a probe after it: the name shown may be wrong',
  cause:
    'the name file does not belong to these maps, or a name that was in the way has been deleted since',
  advice:
    'compare the addresses with those of the objects; if they differ, remove the pins and the name file and restart the daemon',
  issue: 479,
  needs: ['km_service', 'km_backend', 'names'],
  find: (context) => draftOddNames(context, 'mismatch'),
};
