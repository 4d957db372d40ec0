// Pods by namespace and name: new, gone, enabled otherwise. Processes and cookies are new with every
// start of a pod and are left out.
import { enablementOf, type Pod, podLabel } from '../snapshot/pod.ts';
import { type Change, toChange } from './change.ts';

/** Pods that differ; of a half that either side could not see nothing is said. */
export function comparePods(from: readonly Pod[], to: readonly Pod[]): Change[] {
  const old = byLabel(from);
  const now = byLabel(to);
  const labels = new Set([...old.keys(), ...now.keys()]);
  return [...labels].flatMap((pod) => {
    const [before, after] = [old.get(pod), now.get(pod)];
    if (![before, after].some(isKmeshs)) return [];
    const subject = { kind: 'pod', pod } as const;
    const change = toChange(
      subject,
      before && podFields(before, after),
      after && podFields(after, before),
    );
    return change ?? [];
  });
}

/** Whether Kmesh may have to do with it: pods that it leaves alone come and go without a change of its maps. */
function isKmeshs(pod: Pod | undefined): boolean {
  return pod !== undefined && enablementOf(pod.enabled) !== 'not enabled';
}

/** Of two with the same label, as a leftover entry and the pod make them, each is kept under its own. */
function byLabel(pods: readonly Pod[]): Map<string, Pod> {
  const found = new Map<string, Pod>();
  for (const pod of pods) {
    const label = podLabel(pod);
    let own = label;
    for (let number = 2; found.has(own); number++) own = `${label} (${number})`;
    found.set(own, pod);
  }
  return found;
}

/** What is known of it as far as it is known of the other, too. */
function podFields({ enabled }: Pod, other: Pod | undefined) {
  const { cookie, address } = enabled;
  const seen = {
    cookie: other?.enabled.cookie === null ? null : cookie,
    address: other?.enabled.address === null ? null : address,
  };
  const state = enablementOf(seen);
  if (state === 'half-enabled') return { enabled: `half: ${cookie ? 'cookie' : 'address'} only` };
  if (state !== 'unknown') return { enabled: state };
  const known = seen.cookie ?? (seen.address === 'unused' ? null : seen.address);
  const half = seen.cookie === null ? 'address' : 'cookie';
  if (known === null) return { enabled: 'unknown' };
  return { enabled: `${half} ${known ? 'yes' : 'no'}, the rest unknown` };
}
