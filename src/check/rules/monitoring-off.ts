import { monitoringName } from '../../snapshot/settings.ts';
import { entryEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** The programs are told to report no connection. */
export const monitoringOff: Rule = {
  code: 'MONITORING_OFF',
  severity: 'info',
  known: 'observed',
  meaning:
    'the programs report no connection: there are no metrics and access logs of this node, and direction and establishment of connections are not noted',
  cause: 'somebody switched monitoring off; a restart of the daemon switches it on again',
  advice: 'switch it on with `kmeshctl monitoring`, if metrics are missed',
  issue: null,
  needs: ['settings'],
  whyNotApplicable: (snapshot) => {
    const { variables, complete } = snapshot.settings;
    const isThere = variables.some(({ name }) => name === monitoringName);
    return complete && !isThere ? 'the programs have no such setting' : null;
  },
  find: findOff,
};

function* findOff({ snapshot }: CheckContext): Iterable<Draft> {
  for (const { name, value } of snapshot.settings.variables) {
    if (name !== monitoringName || value !== 0) continue;
    yield {
      subject: subject('node', null),
      message: `${name} is 0`,
      evidence: [entryEvidence('variables', name, { value })],
    };
  }
}
