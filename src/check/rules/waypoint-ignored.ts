import { noAddress } from '../../kmesh/address.ts';
import type { BackendEntry } from '../../kmesh/dual-engine/backend.ts';
import type { ServiceEntry } from '../../kmesh/dual-engine/service.ts';
import { serviceEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';
import { isServedByWaypoint } from '../waypoints.ts';

/** A waypoint of a service that the programs take for none. */
export const waypointIgnored: Rule = {
  code: 'WAYPOINT_IGNORED',
  severity: 'error',
  known: 'computed',
  meaning:
    'a service has a waypoint that the programs ignore: its connections go past the waypoint and its policies',
  cause:
    'the first 32 bits of the address are zero, and only those are tested; or address or port is missing',
  advice: 'give the waypoint service an address whose first 32 bits are not zero',
  issue: 1460,
  needs: ['km_service'],
  find: findIgnored,
};

function* findIgnored({ tables: { services } }: CheckContext): Iterable<Draft> {
  for (const service of services.entries) {
    const isNamed = service.waypointAddr !== noAddress || service.waypointPort !== 0;
    if (!isNamed || isServedByWaypoint(service)) continue;
    yield {
      subject: subject('service', service.id),
      message: whyIgnored(service),
      evidence: [serviceEvidence(service, 'waypointAddr', 'waypointPort')],
    };
  }
}

function whyIgnored({
  waypointAddr,
  waypointPort,
}: Pick<ServiceEntry & BackendEntry, 'waypointAddr' | 'waypointPort'>): string {
  if (waypointAddr === noAddress) return 'its waypoint has a port and no address';
  if (waypointPort === 0) return `its waypoint ${waypointAddr} has no port`;
  return `the first 32 bits of its waypoint ${waypointAddr} are zero`;
}
