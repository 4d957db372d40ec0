import { noRow } from '../columns.ts';
import { firstEndpoints, missingEvidence, shownEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** Endpoint rows of a service that does not exist. */
export const endpointWithoutService: Rule = {
  code: 'ENDPOINT_WITHOUT_SERVICE',
  severity: 'warning',
  known: 'observed',
  meaning: 'an endpoint belongs to a service that is not in the service map: nothing draws it',
  cause: 'the service was removed and its endpoints were left behind, as by a restart in between',
  advice: 'harmless until the service comes back; restart the daemon to have it cleaned up',
  issue: null,
  needs: ['km_service', 'km_endpoint'],
  find: findOrphans,
};

function* findOrphans({ tables }: CheckContext): Iterable<Draft> {
  const { endpoints } = tables;
  const groups = new Map<number, number[]>();
  for (let row = 0; row < endpoints.count; row++) {
    if (endpoints.serviceRows[row] !== noRow) continue;
    const { serviceId } = endpoints.entry(row);
    const group = groups.get(serviceId);
    if (group === undefined) groups.set(serviceId, [row]);
    else group.push(row);
  }
  for (const [id, rows] of groups) {
    const shown = firstEndpoints(rows, endpoints, shownEvidence - 1);
    yield {
      subject: subject('service', id),
      message: `endpoints of a service that does not exist: ${rows.length}`,
      evidence: [missingEvidence('km_service', id), ...shown],
    };
  }
}
