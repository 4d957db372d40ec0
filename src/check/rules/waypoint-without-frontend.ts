import { missingEvidence } from '../evidence.ts';
import type { CheckContext, Draft, Rule } from '../rule.ts';
import { usedWaypoints } from '../waypoints.ts';

/** A waypoint whose address no frontend has. */
export const waypointWithoutFrontend: Rule = {
  code: 'WAYPOINT_WITHOUT_FRONTEND',
  severity: 'error',
  known: 'computed',
  meaning:
    'a waypoint address is in no frontend: connections stay at its port 15008, where plain traffic is not understood (WRONG_VERSION_NUMBER)',
  cause: 'the waypoint was removed or moved, or the daemon has not been told of its service',
  advice: 'look whether the waypoint exists; if it does, restart the daemon on this node',
  issue: 1533,
  needs: ['km_frontend', 'km_service', 'km_backend'],
  find: findUnreachable,
};

function* findUnreachable({ tables, snapshot }: CheckContext): Iterable<Draft> {
  const known = new Map<string, boolean>();
  for (const { owner, address, evidence } of usedWaypoints(tables)) {
    const isKnown = known.get(address) ?? snapshot.routing.findFrontend(address) !== undefined;
    known.set(address, isKnown);
    if (isKnown) continue;
    yield {
      subject: owner,
      message: `no frontend has the address of its waypoint, ${address}`,
      evidence: [evidence(), missingEvidence('km_frontend', address)],
    };
  }
}
