import { backendEvidence, serviceEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** An id that the service map and the backend map both have. */
export const idOfTwoKinds: Rule = {
  code: 'ID_OF_TWO_KINDS',
  severity: 'error',
  known: 'observed',
  meaning:
    'an id is both a service and a backend: the programs take the service, so the address of the workload leads to it',
  cause: 'ids were given out anew while the maps kept older ones, as when the name file was lost',
  advice: 'remove the pins and the name file together and restart the daemon',
  issue: null,
  needs: ['km_service', 'km_backend'],
  find: findShared,
};

function* findShared({ tables: { backends, services } }: CheckContext): Iterable<Draft> {
  for (const service of services.entries) {
    const row = backends.index.find(service.id);
    if (row === undefined) continue;
    yield {
      subject: subject('service', service.id),
      message: `id ${service.id} is a backend too`,
      evidence: [
        serviceEvidence(service, 'endpointCounts'),
        backendEvidence(backends.entry(row), 'address'),
      ],
    };
  }
}
