import { noRow } from '../columns.ts';
import { frontendEvidence, missingEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** A frontend whose id is neither a service's nor a backend's. */
export const frontendToNothing: Rule = {
  code: 'FRONTEND_TO_NOTHING',
  severity: 'error',
  known: 'observed',
  meaning:
    'a frontend leads to an id that is neither a service nor a backend: connections to the address leave the mesh',
  cause:
    'a workload with several addresses was removed, or an update failed after the frontend was written',
  advice:
    'restart the daemon on this node; if the address is of a living pod or service, report it with a dump',
  issue: null,
  needs: ['km_frontend', 'km_service', 'km_backend'],
  find: findDangling,
};

function* findDangling({ tables: { frontends } }: CheckContext): Iterable<Draft> {
  for (let row = 0; row < frontends.count; row++) {
    if (frontends.serviceRows[row] !== noRow || frontends.backendRows[row] !== noRow) continue;
    const entry = frontends.entry(row);
    const { address, upstreamId } = entry;
    yield {
      subject: subject('frontend', address),
      message: `it leads to ${upstreamId}, which is neither a service nor a backend`,
      evidence: [
        frontendEvidence(entry),
        missingEvidence('km_service', upstreamId),
        missingEvidence('km_backend', upstreamId),
      ],
    };
  }
}
