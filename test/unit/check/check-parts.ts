// Checks of the healthy node with parts of it changed.
import { checkSnapshot } from '../../../src/check/check-snapshot.ts';
import type { CheckReport, FindingCode } from '../../../src/check/finding.ts';
import type { NodeSource } from '../../../src/raw/node-source.ts';
import { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { type FakeParts, fakeNode } from '../../support/fake-node.ts';
import { service } from '../../support/routing-maps.ts';
import {
  healthyBackends,
  healthyEndpoints,
  healthyParts,
  healthyServices,
  type listing,
} from './healthy-node.ts';

export function check(node: NodeSource): CheckReport {
  const [set] = node.mapSets;
  if (set === undefined) throw new Error('the node has no maps');
  return checkSnapshot(new Snapshot(node, set));
}

export function checkParts(parts: FakeParts): CheckReport {
  return check(fakeNode({ ...healthyParts, ...parts }));
}

export const codesOf = ({ findings }: CheckReport) => [
  ...new Set(findings.map(({ code }) => code)),
];
export const stateOf = ({ looks }: CheckReport, code: FindingCode) =>
  looks.find((look) => look.code === code)?.state;

/** The healthy node with this service in place of its own. */
export function withService(facts: Parameters<typeof service>[0]): FakeParts {
  const changed = service(facts);
  return { services: healthyServices.map((entry) => (entry.id === changed.id ? changed : entry)) };
}

export function withBackend(changed: ReturnType<typeof listing>): FakeParts {
  const others = healthyBackends.filter(({ uid }) => uid !== changed.uid);
  return { backends: [...others, changed] };
}

export const withoutEndpoint = (serviceId: number, backendUid: number) => ({
  endpoints: healthyEndpoints.filter(
    (entry) => entry.serviceId !== serviceId || entry.backendUid !== backendUid,
  ),
});

export const tenPorts = Array.from({ length: 10 }, (_, slot) => [80 + slot, 8080 + slot] as const);
export const gone = 77;
