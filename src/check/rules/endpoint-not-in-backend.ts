import { backendServiceCount } from '../../kmesh/dual-engine/backend.ts';
import { noRow } from '../columns.ts';
import { backendEvidence, endpointEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';
import { listsService } from '../service-lists.ts';

/** A service with a backend that does not name the service. */
export const endpointNotInBackend: Rule = {
  code: 'ENDPOINT_NOT_IN_BACKEND',
  severity: 'info',
  known: 'observed',
  meaning:
    'a service has a backend that does not list the service; only releases up to v0.5 refuse it for that',
  cause: 'a left-over endpoint: the workload no longer belongs to the service',
  advice: 'compare the labels of the pod with the selector of the service',
  issue: null,
  needs: ['km_service', 'km_endpoint', 'km_backend'],
  find: findUnlisted,
};

function* findUnlisted({ tables }: CheckContext): Iterable<Draft> {
  const { backends, endpoints, services } = tables;
  for (let row = 0; row < endpoints.count; row++) {
    const backendRow = endpoints.backendRows[row] ?? noRow;
    const service = services.entries[endpoints.serviceRows[row] ?? noRow];
    if (backendRow === noRow || service === undefined) continue;
    // A full list may have been cut.
    if (backends.serviceCount(backendRow) === backendServiceCount) continue;
    if (listsService(backends, backendRow, service.id)) continue;
    const entry = endpoints.entry(row);
    yield {
      subject: subject('service', service.id, `endpoint ${entry.prio}/${entry.backendIndex}`),
      message: `backend ${entry.backendUid} does not list the service`,
      evidence: [
        endpointEvidence(entry),
        backendEvidence(backends.entry(backendRow), 'serviceCount', 'serviceIds'),
      ],
    };
  }
}
