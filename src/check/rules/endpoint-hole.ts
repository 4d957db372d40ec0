import { priorityCount } from '../../kmesh/dual-engine/service.ts';
import { missingEvidence, serviceEvidence, shownEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';
import type { Tables } from '../tables.ts';

/** A count that covers an index without a row: the program draws it and finds nothing. */
export const endpointHole: Rule = {
  code: 'ENDPOINT_HOLE',
  severity: 'error',
  known: 'observed',
  meaning:
    'the count of a service covers an index that has no endpoint: connections that draw it leave the mesh',
  cause: 'an endpoint insert failed or a delete went wrong, and the count was written all the same',
  advice: 'restart the Kmesh daemon on this node; report it with a dump if it comes back',
  issue: null,
  needs: ['km_service', 'km_endpoint'],
  find: findHoles,
};

function* findHoles({ tables }: CheckContext): Iterable<Draft> {
  const present = countPresent(tables);
  for (const [serviceRow, service] of tables.services.entries.entries()) {
    for (const [prio, count] of service.endpointCounts.entries()) {
      const missing = count - (present[serviceRow * priorityCount + prio] ?? 0);
      if (missing <= 0) continue;
      const isThere = presentIndexes(tables, serviceRow, prio);
      const shown = firstMissing(isThere, Math.min(missing, shownEvidence - 1));
      yield {
        subject: subject('service', service.id, `priority ${prio}`),
        message: `${missing} of ${count} indexes have no endpoint`,
        evidence: [
          serviceEvidence(service, 'endpointCounts'),
          ...shown.map((index) => missingEvidence('km_endpoint', `${service.id}/${prio}/${index}`)),
        ],
      };
    }
  }
}

/** Endpoints that a draw can reach, by service row and priority. */
function countPresent({ services, endpoints }: Tables): Uint32Array {
  const present = new Uint32Array(services.entries.length * priorityCount);
  for (let row = 0; row < endpoints.count; row++) {
    if (!endpoints.isInReach(row)) continue;
    const at = (endpoints.serviceRows[row] ?? 0) * priorityCount + (endpoints.prios[row] ?? 0);
    present[at] = (present[at] ?? 0) + 1;
  }
  return present;
}

function presentIndexes({ endpoints }: Tables, serviceRow: number, prio: number): Set<number> {
  const rows = endpoints.rowsOfService(serviceRow);
  const reached = rows.filter((row) => endpoints.prios[row] === prio && endpoints.isInReach(row));
  return new Set(reached.map((row) => endpoints.indexes[row] ?? 0));
}

/** The first indexes from 1 that are not there. */
function firstMissing(isThere: ReadonlySet<number>, wanted: number): number[] {
  const missing: number[] = [];
  for (let index = 1; missing.length < wanted; index++) {
    if (!isThere.has(index)) missing.push(index);
  }
  return missing;
}
