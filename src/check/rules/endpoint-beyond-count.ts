import { noRow } from '../columns.ts';
import { firstEndpoints, serviceEvidence, shownEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** Endpoint rows of a service that no draw can reach. */
export const endpointBeyondCount: Rule = {
  code: 'ENDPOINT_BEYOND_COUNT',
  severity: 'warning',
  known: 'observed',
  meaning:
    'an endpoint lies beyond the count of its service and priority: it gets no new connection',
  cause: 'the count was not raised after the insert, or a removed endpoint was left behind',
  advice:
    'compare the ready pods of the service with `endpoints`; restart the daemon if one is missing',
  issue: 670,
  needs: ['km_service', 'km_endpoint'],
  find: findBeyondCount,
};

function* findBeyondCount({ tables }: CheckContext): Iterable<Draft> {
  const { services, endpoints } = tables;
  const groups = new Map<string, number[]>();
  for (let row = 0; row < endpoints.count; row++) {
    const serviceRow = endpoints.serviceRows[row];
    if (serviceRow === noRow || endpoints.isInReach(row)) continue;
    const key = `${serviceRow}/${endpoints.prios[row]}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  for (const rows of groups.values()) {
    const first = rows[0] ?? noRow;
    const service = services.entries[endpoints.serviceRows[first] ?? noRow];
    if (service === undefined) continue;
    const prio = endpoints.prios[first] ?? 0;
    const shown = firstEndpoints(rows, endpoints, shownEvidence - 1);
    yield {
      subject: subject('service', service.id, `priority ${prio}`),
      message: `rows that no draw reaches: ${rows.length}; the count is ${service.endpointCounts[prio] ?? 'none'}`,
      evidence: [serviceEvidence(service, 'endpointCounts'), ...shown],
    };
  }
}
