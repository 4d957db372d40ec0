// Everything about one pod: the truth table of its enrolment with the evidence, then its connections.
import { enablementOf, type Pod, podLabel } from '../snapshot/pod.ts';
import { formatCount } from '../view/format.ts';
import { printable } from './labels.ts';
import type { Model } from './model.ts';
import { type DetailLine, detailLine } from './pane.ts';
import { verdictMix } from './verdict-words.ts';

const meanings = {
  enabled: 'its connects are redirected, and what arrives is authorized and reported',
  'not enabled': 'Kmesh does not look at its connections',
  unknown: 'one half could not be seen, so the whole is not known',
} as const;

const evidence = {
  'cgroup-and-pod-logs': "pod UID in a process's cgroup path, name in the kubelet's log folders",
  'host-name-and-name-file': "host name of its processes equals a workload's name",
  'address-and-name-file': "one of its addresses is a workload's",
  'host-name': 'host name of its processes alone: its Kubernetes namespace is not known',
  'manager-map': 'an entry of the manager map alone: no such network namespace is on the node',
} as const;

/** The identity of a pod, in every reading. */
export function podId(pod: Pod): string {
  return pod.netnsCookie === null ? podLabel(pod) : String(pod.netnsCookie);
}

/** Lines for a pod. */
export function podDetail(model: Model, pod: Pod): DetailLine[] {
  const { enabled, addresses, netnsCookie, pids, knownBy, uid, isInferred } = pod;
  const own = model.connections.filter((connection) => podId(connection.pod) === podId(pod));
  const state = enablementOf(enabled);
  const style = state === 'half-enabled' ? 'warn' : state === 'enabled' ? 'good' : 'plain';
  const mix = verdictMix(own.map(({ verdict }) => verdict));
  const inferred = isInferred ? ' (inferred)' : '';
  return [
    detailLine('pod', printable(podLabel(pod)), 'strong'),
    detailLine('enabled', `${state}${inferred}: ${meaningOf(pod)}`, style),
    halfLine('cookie', enabled.cookie, {
      key: String(netnsCookie ?? 'unknown'),
      effect: 'its connects are redirected',
    }),
    ...(enabled.address === 'unused'
      ? []
      : [
          halfLine('address', enabled.address, {
            key: `${addresses.join(' or ') || 'unknown'} with value 0`,
            effect: 'what arrives is authorized and reported',
          }),
        ]),
    detailLine('open', [formatCount(own.length, 'connection'), mix].filter(Boolean).join(': ')),
    detailLine('known by', evidence[knownBy]),
    detailLine('processes', pids.length === 0 ? 'none seen' : pids.join(' ')),
    detailLine('uid', uid ?? 'unknown'),
  ];
}

function meaningOf({ enabled }: Pod): string {
  const state = enablementOf(enabled);
  if (state !== 'half-enabled') return meanings[state];
  return enabled.cookie === true
    ? 'connects are redirected, but what arrives is neither authorized nor reported; restart the pod'
    : 'what arrives is authorized and reported, but its connects are not redirected; restart the pod';
}

interface Half {
  readonly key: string;
  /** What is so where the key is there. */
  readonly effect: string;
}

/** One row of the truth table: whether the key is in km_manage, and what follows. */
function halfLine(label: string, isThere: boolean | null, { key, effect }: Half): DetailLine {
  const entry = `km_manage[${key}]`;
  if (isThere === null) return detailLine(label, `? not seen  ${entry}`, 'warn');
  return isThere
    ? detailLine(label, `+ there    ${entry}: ${effect}`)
    : detailLine(label, `- missing  ${entry}: without it, not: ${effect}`);
}
