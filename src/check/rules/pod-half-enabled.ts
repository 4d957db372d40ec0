import { enablementOf, podLabel } from '../../snapshot/pod.ts';
import { entryEvidence, missingEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** A pod of which the manager map has the cookie or the address, but not both. */
export const podHalfEnabled: Rule = {
  code: 'POD_HALF_ENABLED',
  severity: 'warning',
  known: 'observed',
  meaning:
    'a pod is half enabled: with the cookie alone it is redirected but not reported, authorized or announced to waypoints; with the address alone it is not redirected',
  cause:
    'the control connect of the CNI plugin or of the daemon ended half-way, or the address of the pod changed',
  advice: 'restart the pod',
  issue: 298,
  needs: ['km_manage', 'namespaces'],
  find: findHalf,
};

function* findHalf({ snapshot }: CheckContext): Iterable<Draft> {
  for (const pod of snapshot.pods) {
    const { addresses, enabled, netnsCookie } = pod;
    if (enablementOf(enabled) !== 'half-enabled') continue;
    const toEvidence = (isThere: boolean | null) =>
      isThere
        ? (key: string) => entryEvidence('km_manage', key)
        : (key: string) => missingEvidence('km_manage', key);
    const missing = enabled.cookie ? 'address' : 'cookie';
    yield {
      subject: subject('pod', podLabel(pod)),
      message: `the manager map lacks its ${missing}`,
      evidence: [
        toEvidence(enabled.cookie)(`cookie ${netnsCookie}`),
        toEvidence(enabled.address === true)(addresses.join(',')),
      ],
    };
  }
}
