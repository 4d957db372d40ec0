import type { Connection } from '../../explain/connection.ts';
import { formatHostPort } from '../../layout/ip-address.ts';
import { podLabel } from '../../snapshot/pod.ts';
import { entryEvidence, shownEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** Live connections to a pod's own address, whose service has a waypoint. */
export const connectionBypassesWaypoint: Rule = {
  code: 'CONNECTION_BYPASSES_WAYPOINT',
  severity: 'info',
  known: 'observed',
  meaning: "a live connection goes to a pod's own address, past the waypoint of its service",
  cause: 'the client connects by pod address, as headless services and clients that balance do',
  advice: 'connect to the service, or give the workload itself a waypoint',
  issue: null,
  needs: ['generation', 'km_frontend', 'km_service', 'km_backend', 'namespaces', 'sockets'],
  find: findBypasses,
};

/** One finding for each pod and service. */
function* findBypasses({ connections }: CheckContext): Iterable<Draft> {
  const groups = new Map<string, Connection[]>();
  for (const connection of connections()) {
    const { bypassedServiceId: id, pod, destination } = connection;
    if (id === null) continue;
    const key = `${podLabel(pod)} -> ${formatHostPort(destination.address, destination.port)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [connection]);
    else group.push(connection);
  }
  for (const [path, group] of groups) {
    yield {
      subject: subject('connection', path),
      message: `connections past the waypoint: ${group.length}`,
      evidence: group.slice(0, shownEvidence).map(({ source, bypassedServiceId }) =>
        entryEvidence('km_service', String(bypassedServiceId), {
          from: formatHostPort(source.address, source.port),
        }),
      ),
    };
  }
}
