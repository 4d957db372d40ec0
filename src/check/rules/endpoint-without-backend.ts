import { noRow } from '../columns.ts';
import { endpointEvidence, missingEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** Endpoint rows within reach of a draw whose backend does not exist. */
export const endpointWithoutBackend: Rule = {
  code: 'ENDPOINT_WITHOUT_BACKEND',
  severity: 'error',
  known: 'observed',
  meaning:
    'an endpoint names a backend that does not exist: connections that draw it leave the mesh',
  cause:
    'the workload was removed and its endpoint was left behind; during a change, also the order of writes',
  advice:
    'restart the daemon on this node if it stays; until then kube-proxy serves these connections',
  issue: 1042,
  needs: ['km_service', 'km_endpoint', 'km_backend'],
  find: findDangling,
};

function* findDangling({ tables }: CheckContext): Iterable<Draft> {
  const { endpoints } = tables;
  for (let row = 0; row < endpoints.count; row++) {
    if (endpoints.backendRows[row] !== noRow || !endpoints.isInReach(row)) continue;
    const entry = endpoints.entry(row);
    const { serviceId, prio, backendIndex, backendUid } = entry;
    yield {
      subject: subject('service', serviceId, `endpoint ${prio}/${backendIndex}`),
      message: `it names backend ${backendUid}, which does not exist`,
      evidence: [endpointEvidence(entry), missingEvidence('km_backend', backendUid)],
    };
  }
}
