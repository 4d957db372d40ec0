import { portCount } from '../../kmesh/dual-engine/service.ts';
import { serviceEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** A service whose port slots are all in use. */
export const portsCut: Rule = {
  code: 'PORTS_CUT',
  severity: 'info',
  known: 'inferred',
  meaning:
    'a service has ten ports, which is all the map holds: connections to further ones leave the mesh',
  cause: 'the service probably has more than ten ports; the daemon logs that it cut them',
  advice: 'compare with the ports of the service; split it if it has more than ten',
  issue: null,
  needs: ['km_service'],
  find: findFull,
};

function* findFull({ tables: { services } }: CheckContext): Iterable<Draft> {
  for (const service of services.entries) {
    if (service.servicePorts.some((port) => port === 0)) continue;
    yield {
      subject: subject('service', service.id),
      message: `all ${portCount} port slots are in use`,
      evidence: [serviceEvidence(service, 'servicePorts')],
    };
  }
}
