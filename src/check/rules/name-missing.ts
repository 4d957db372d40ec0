import { draftOddNames } from '../odd-names.ts';
import type { Rule } from '../rule.ts';

/** Ids in the maps that the name file does not have. */
export const nameMissing: Rule = {
  code: 'NAME_MISSING',
  severity: 'warning',
  known: 'observed',
  meaning: 'the maps have ids that the name file does not know: the daemon cannot clean them up',
  cause:
    'a name was given up while its entries stayed, or the name file was lost or is of another daemon',
  advice: 'restart the daemon; if the ids stay, remove the pins and the name file together first',
  issue: null,
  needs: ['km_service', 'km_backend', 'names'],
  find: (context) => draftOddNames(context, 'missing'),
};
