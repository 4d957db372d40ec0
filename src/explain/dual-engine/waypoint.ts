// waypoint_manager: the connection goes to a waypoint, and the program runs once more for its address.
import { portOf } from '../../kmesh/port-slot.ts';
import { formatHostPort } from '../../layout/ip-address.ts';
import { mixUpNote, writeAddress } from './socket-address.ts';
import { leave, type PassResult, type Point, succeed, take, type Walk } from './walk.ts';

/** A waypoint as a service or a backend names it. */
export interface WaypointChoice {
  readonly reason: 'SERVICE_WAYPOINT' | 'BACKEND_WAYPOINT';
  /** Map address. */
  readonly address: string;
  /** Port slot; its unused bytes are dropped. */
  readonly port: number;
  readonly serviceId: number | null;
}

/** The end of a pass that chose a waypoint. */
export function waypointManager(walk: Walk, at: Point, choice: WaypointChoice): PassResult {
  const { family } = walk.connect.hook;
  const address = writeAddress(family, walk.arrival.address, choice.address);
  const destination = { address, port: portOf(choice.port) };
  const owner = choice.reason === 'SERVICE_WAYPOINT' ? 'service' : 'workload';
  const target = formatHostPort(address, destination.port);
  const isFollowed = walk.pass === 1 || walk.connect.generation.followsChains;
  const refusal = isFollowed ? '' : ', refused: the socket has its original destination recorded';
  const chosen = take(walk, at, {
    function: 'waypoint_manager',
    serviceId: choice.serviceId,
    note: `waypoint of the ${owner}: ${target}${mixUpNote(choice.address, address)}${refusal}`,
  });
  const { reason, serviceId } = choice;
  if (!isFollowed) return leave(walk, chosen, 'PASS_LIMIT', serviceId);
  return succeed(walk, chosen, { reason, destination, backendUid: null, serviceId });
}
