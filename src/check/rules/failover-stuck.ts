import { choosePriority } from '../../explain/dual-engine/choose-priority.ts';
import type { ServiceEntry } from '../../kmesh/dual-engine/service.ts';
import { noRow } from '../columns.ts';
import { serviceEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';
import type { Tables } from '../tables.ts';
import { isServedByWaypoint } from '../waypoints.ts';

const failover = 2;

/** A FAILOVER service whose first priority leads nowhere while a later one would do. */
export const failoverStuck: Rule = {
  code: 'FAILOVER_STUCK',
  severity: 'error',
  known: 'computed',
  meaning:
    'policy FAILOVER stays with the first priority that has a count, and nothing that it draws there exists; no later priority is tried',
  cause: 'left-over endpoints of pods that are gone, at the best priority',
  advice: 'see the findings of its endpoints; restart the daemon on this node',
  issue: null,
  needs: ['km_service', 'km_endpoint', 'km_backend'],
  find: findStuck,
};

function* findStuck({ tables }: CheckContext): Iterable<Draft> {
  for (const [row, service] of tables.services.entries.entries()) {
    if (service.lbPolicy.raw !== failover || isServedByWaypoint(service)) continue;
    const { prio } = choosePriority(service);
    if (prio === null) continue;
    const usable = findUsablePriorities(tables, row);
    const later = nextPriority(service, usable, prio);
    if (usable.has(prio) || later === undefined) continue;
    yield {
      subject: subject('service', service.id),
      message: `priority ${prio} leads to no backend, and priority ${later} is not tried`,
      evidence: [serviceEvidence(service, 'endpointCounts', 'lbPolicy')],
    };
  }
}

/** Priorities with an endpoint that a draw can reach and whose backend exists. */
function findUsablePriorities({ endpoints }: Tables, serviceRow: number): ReadonlySet<number> {
  const usable = new Set<number>();
  for (const row of endpoints.rowsOfService(serviceRow)) {
    if (endpoints.backendRows[row] === noRow || !endpoints.isInReach(row)) continue;
    usable.add(endpoints.prios[row] ?? 0);
  }
  return usable;
}

function nextPriority(
  { endpointCounts }: ServiceEntry,
  usable: ReadonlySet<number>,
  prio: number,
): number | undefined {
  return [...endpointCounts.keys()].find((other) => other > prio && usable.has(other));
}
