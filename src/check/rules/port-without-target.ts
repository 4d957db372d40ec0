import { portOf } from '../../kmesh/port-slot.ts';
import { serviceEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** A service port that is paired with target port 0. */
export const portWithoutTarget: Rule = {
  code: 'PORT_WITHOUT_TARGET',
  severity: 'error',
  known: 'observed',
  meaning: 'a service port has no target port: its connections are sent to port 0 and fail',
  cause: 'a service that names its target port by a name which was not resolved',
  advice: 'give the service a numeric targetPort',
  issue: null,
  needs: ['km_service'],
  find: findUnpaired,
};

function* findUnpaired({ tables: { services } }: CheckContext): Iterable<Draft> {
  for (const service of services.entries) {
    const { servicePorts, targetPorts } = service;
    const unpaired = servicePorts.filter(
      (port, slot) => port !== 0 && portOf(targetPorts[slot] ?? 0) === 0,
    );
    if (unpaired.length === 0) continue;
    yield {
      subject: subject('service', service.id),
      message: `no target for ${unpaired.map((slot) => `port ${portOf(slot)}`).join(', ')}`,
      evidence: [serviceEvidence(service, 'servicePorts', 'targetPorts')],
    };
  }
}
