import { firstEndpoints, shownEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** One backend at several places of a service. */
export const endpointDuplicate: Rule = {
  code: 'ENDPOINT_DUPLICATE',
  severity: 'warning',
  known: 'observed',
  meaning:
    'a service has the same backend more than once: it gets more than its share of the connections',
  cause: 'endpoints were added again after a restart of the daemon, or a removal stopped half-way',
  advice: 'restart the daemon; report it with a dump if it comes back',
  issue: 789,
  needs: ['km_service', 'km_endpoint'],
  find: findDuplicates,
};

function* findDuplicates({ tables }: CheckContext): Iterable<Draft> {
  const { services, endpoints } = tables;
  for (const [serviceRow, service] of services.entries.entries()) {
    const rows = endpoints.rowsOfService(serviceRow);
    // Sorted numbers cost a tenth of a Set for each service.
    const uids = rows.map((row) => endpoints.backendUids[row] ?? 0).sort();
    const again = uids.filter((uid, position) => uid === uids[position - 1]);
    if (again.length === 0) continue;
    const twice = new Set(again);
    const shown = rows.filter((row) => twice.has(endpoints.backendUids[row] ?? 0));
    yield {
      subject: subject('service', service.id),
      message: `backends that it has more than once: ${twice.size}`,
      evidence: firstEndpoints(shown, endpoints, shownEvidence),
    };
  }
}
