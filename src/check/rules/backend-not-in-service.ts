import { noRow } from '../columns.ts';
import { backendEvidence, serviceEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';
import { slotOfService } from '../service-lists.ts';
import type { Tables } from '../tables.ts';

/** A backend that names an existing service which has no endpoint for it. */
export const backendNotInService: Rule = {
  code: 'BACKEND_NOT_IN_SERVICE',
  severity: 'info',
  known: 'observed',
  meaning: 'a backend lists a service that has no endpoint for it: the service sends it nothing',
  cause:
    'the pod is not ready (its endpoints are removed, the backend is kept), or an endpoint is missing',
  advice: 'if the pod is ready, restart the daemon on this node',
  issue: null,
  needs: ['km_service', 'km_endpoint', 'km_backend'],
  find: findMissing,
};

function* findMissing({ tables }: CheckContext): Iterable<Draft> {
  const { backends, services } = tables;
  const listed = findListedSlots(tables);
  for (let row = 0; row < backends.count; row++) {
    const used = backends.serviceCount(row);
    for (let slot = 0; slot < used; slot++) {
      if (((listed[row] ?? 0) & (1 << slot)) !== 0) continue;
      const id = backends.serviceId(row, slot);
      const service = services.entries[services.index.find(id) ?? noRow];
      // An id without a service is of one that was only referred to; a repeated id counts once.
      if (service === undefined || slotOfService(backends, row, id) < slot) continue;
      const entry = backends.entry(row);
      yield {
        subject: subject('workload', entry.uid, `service ${id}`),
        message: `it lists service ${id}, which has no endpoint for it`,
        evidence: [
          backendEvidence(entry, 'serviceCount', 'serviceIds'),
          serviceEvidence(service, 'endpointCounts'),
        ],
      };
    }
  }
}

/** For each backend, one bit for each slot whose service has an endpoint for it. */
function findListedSlots({ backends, endpoints, services }: Tables): Uint16Array {
  const listed = new Uint16Array(backends.count);
  for (let row = 0; row < endpoints.count; row++) {
    const backendRow = endpoints.backendRows[row] ?? noRow;
    const service = services.entries[endpoints.serviceRows[row] ?? noRow];
    if (backendRow === noRow || service === undefined) continue;
    const slot = slotOfService(backends, backendRow, service.id);
    if (slot >= 0) listed[backendRow] = (listed[backendRow] ?? 0) | (1 << slot);
  }
  return listed;
}
