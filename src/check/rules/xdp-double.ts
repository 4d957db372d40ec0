import { shownEvidence } from '../evidence.ts';
import { interfaceEvidence, type PodInterface, podInterfaces } from '../pod-interfaces.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** Kmesh's XDP program is there more than once: some pods have the one of an earlier daemon. */
export const xdpDouble: Rule = {
  code: 'XDP_DOUBLE',
  severity: 'warning',
  known: 'observed',
  meaning:
    'the pods of the node have different XDP programs of Kmesh: those of an earlier daemon do not follow this one, and authorization may not hold there',
  cause: 'the daemon was restarted and did not attach its new program to every pod',
  advice: 'restart the pods that have the program with the lower id, which was loaded earlier',
  issue: 1346,
  needs: ['km_manage', 'namespaces', 'interfaces', 'generation'],
  find: findDouble,
};

function* findDouble({ snapshot }: CheckContext): Iterable<Draft> {
  const groups = [...groupByProgram(podInterfaces(snapshot)).values()];
  if (groups.length < 2) return;
  // The fewest first: they are the ones that were forgotten.
  groups.sort((some, others) => some.length - others.length);
  const counts = groups.map(({ length }) => length).join(', ');
  yield {
    subject: subject('node', null),
    message: `${groups.length} different programs ${snapshot.followed?.xdpProgram} are on interfaces of pods: ${counts}`,
    evidence: groups.flat().slice(0, shownEvidence).map(interfaceEvidence),
  };
}

function groupByProgram(places: readonly PodInterface[]): Map<number, PodInterface[]> {
  const groups = new Map<number, PodInterface[]>();
  for (const place of places) {
    for (const { id } of place.programs) groups.set(id, [...(groups.get(id) ?? []), place]);
  }
  return groups;
}
