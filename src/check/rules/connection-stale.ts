import { ageOf, type Connection } from '../../explain/connection.ts';
import { formatHostPort } from '../../layout/ip-address.ts';
import { podLabel } from '../../snapshot/pod.ts';
import { entryEvidence, shownEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** Live connections that the maps of now would not send where they are. */
export const connectionStale: Rule = {
  code: 'CONNECTION_STALE',
  severity: 'info',
  known: 'computed',
  meaning: 'the maps of now would not send a live connection where it is',
  cause:
    'endpoints, policies or waypoints changed since it was opened, or its socket was used before',
  advice: 'if it hangs or misses a new version, have the client connect again',
  issue: null,
  needs: [
    'generation',
    'km_frontend',
    'km_service',
    'km_endpoint',
    'km_backend',
    'km_manage',
    'namespaces',
    'sockets',
  ],
  find: findStale,
};

/** One finding for all connections of a pod between the same two places. */
function* findStale({ connections, snapshot }: CheckContext): Iterable<Draft> {
  const groups = new Map<string, Connection[]>();
  for (const connection of connections()) {
    if (!connection.stale) continue;
    const key = pathOf(connection);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [connection]);
    else group.push(connection);
  }
  for (const [path, group] of groups) {
    yield {
      subject: subject('connection', path),
      message: `connections that would go elsewhere now: ${group.length}`,
      evidence: group
        .slice(0, shownEvidence)
        .map((connection) => socketEvidence(connection, snapshot.monotonicNs)),
    };
  }
}

/** `pod -> what was asked for -> where it is`. */
function pathOf({ pod, originalDestination: original, destination }: Connection): string {
  const places = original === null ? [destination] : [original, destination];
  const texts = places.map(({ address, port }) => formatHostPort(address, port));
  return [podLabel(pod), ...texts].join(' -> ');
}

function socketEvidence(connection: Connection, monotonicNs: bigint) {
  const { source, destination, verdict, reason } = connection;
  const ageMs = ageOf(connection, monotonicNs);
  const ends = [source, destination].map(({ address, port }) => formatHostPort(address, port));
  return entryEvidence('km_sockstorage', ends.join(' -> '), { verdict, reason, ageMs });
}
