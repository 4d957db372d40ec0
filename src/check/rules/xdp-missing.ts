import { podLabel } from '../../snapshot/pod.ts';
import { interfaceEvidence, podInterfaces } from '../pod-interfaces.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** An enabled pod without Kmesh's XDP program on an interface. */
export const xdpMissing: Rule = {
  code: 'XDP_MISSING',
  severity: 'warning',
  known: 'observed',
  meaning:
    'an enabled pod has an interface without the XDP program of Kmesh: authorization policies do not hold for what comes in there',
  cause: 'the CNI plugin or the daemon could not attach it, or something else took its place',
  advice: 'restart the pod; look for XDP in the log of the daemon if it stays',
  issue: 1846,
  needs: ['km_manage', 'namespaces', 'interfaces', 'generation'],
  find: findMissing,
};

function* findMissing({ snapshot }: CheckContext): Iterable<Draft> {
  for (const place of podInterfaces(snapshot)) {
    if (place.programs.length > 0) continue;
    const { pod, link } = place;
    const other = link.xdp.length > 0 ? ', another program is there' : '';
    yield {
      subject: subject('pod', podLabel(pod), link.name),
      message: `${link.name} has no XDP program ${snapshot.followed?.xdpProgram}${other}`,
      evidence: [interfaceEvidence(place)],
    };
  }
}
