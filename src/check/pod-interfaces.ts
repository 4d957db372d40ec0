// The XDP programs of Kmesh on the interfaces of enabled pods.
import type { RawInterface, RawXdpProgram } from '../raw/raw-interface.ts';
import { type Pod, podLabel } from '../snapshot/pod.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { entryEvidence } from './evidence.ts';
import type { Evidence } from './finding.ts';

export interface PodInterface {
  readonly pod: Pod;
  readonly link: RawInterface;
  /** Those of its XDP programs that are Kmesh's: one, where all is well. */
  readonly programs: readonly RawXdpProgram[];
}

/** The interfaces on which Kmesh has its XDP program: those of enabled pods that are up, but for loopback. */
export function podInterfaces(snapshot: Snapshot): PodInterface[] {
  const { followed, enabledPods, interfaces } = snapshot;
  if (followed === undefined) return [];
  const pods = new Map(enabledPods.map((pod) => [pod.netnsCookie, pod]));
  return interfaces.interfaces.flatMap((link) => {
    const pod = pods.get(link.netnsCookie);
    if (pod === undefined || link.isLoopback || !link.isUp) return [];
    const programs = link.xdp.filter(({ name }) => name === followed.xdpProgram);
    return { pod, link, programs };
  });
}

/** An interface and all XDP programs on it. */
export function interfaceEvidence({ pod, link }: PodInterface): Evidence {
  const xdp = link.xdp.map(({ mode, id, name }) => `${name} (id ${id}, ${mode})`);
  return entryEvidence('interfaces', `${podLabel(pod)} ${link.name}`, { xdp });
}
