// The draw and what follows it: endpoint_manager, backend_manager, svc_dnat (reference 3.1, steps 10 to 12).
import { type BackendEntry, listsService } from '../../kmesh/dual-engine/backend.ts';
import type { ServiceEntry } from '../../kmesh/dual-engine/service.ts';
import { portOf } from '../../kmesh/port-slot.ts';
import { formatHostPort } from '../../layout/ip-address.ts';
import { type Draw, type DrawnBackend, drawEndpoint } from './draw.ts';
import { mixUpNote, writeAddress } from './socket-address.ts';
import { leave, type PassResult, type Point, succeed, take, type Walk } from './walk.ts';
import { waypointManager } from './waypoint.ts';

/** The policy's function, and the priority that it settled on. */
export interface Choice {
  readonly handle: string;
  readonly prio: number;
}

/** Every way a draw can end. Steps: one for the draw, then a few for each distinct backend. */
export function endpointManager(
  walk: Walk,
  at: Point,
  service: ServiceEntry,
  choice: Choice,
): PassResult[] {
  const { maps, draws } = walk.connect;
  const draw = drawEndpoint(maps, draws, service, choice.prio);
  const prefix = `${service.id}/${choice.prio}`;
  const drawing = take(walk, at, {
    function: choice.handle,
    map: 'km_endpoint',
    key: draw.count === 1 ? `${prefix}/1` : `${prefix}/1..${draw.count}`,
    hit: draw.missing < draw.count,
    serviceId: service.id,
    note: drawNote(draw),
  });
  const results = draw.backends.map((drawn) => {
    const share = (drawing.share * drawn.weight) / draw.count;
    const key = `${prefix}/${drawn.firstIndex}`;
    return findDrawnBackend(walk, { step: drawing.step, share }, { service, drawn, key });
  });
  if (draw.missing > 0) {
    const share = (drawing.share * draw.missing) / draw.count;
    const hole = take(
      walk,
      { step: drawing.step, share },
      {
        function: choice.handle,
        map: 'km_endpoint',
        hit: false,
        serviceId: service.id,
        note: `${draw.missing} of ${draw.count} indexes have no endpoint`,
      },
    );
    results.push(leave(walk, hole, 'ENDPOINT_MISSING', service.id));
  }
  return results;
}

interface Drawn {
  readonly service: ServiceEntry;
  readonly drawn: DrawnBackend;
  /** Key of the first endpoint that draws it. */
  readonly key: string;
}

/** endpoint_manager: the backend that the drawn endpoint names. */
function findDrawnBackend(walk: Walk, at: Point, { service, drawn, key }: Drawn): PassResult {
  const { uid, entry, weight } = drawn;
  const found = take(walk, at, {
    function: 'endpoint_manager',
    map: 'km_backend',
    key: String(uid),
    hit: entry !== undefined,
    serviceId: service.id,
    backendUid: uid,
    note: weight === 1 ? `endpoint ${key}` : `endpoint ${key} and ${weight - 1} more`,
  });
  if (entry === undefined) return leave(walk, found, 'BACKEND_MISSING', service.id);
  return backendManager(walk, found, service, entry);
}

/** backend_manager: the backend's waypoint comes before the service's ports. */
function backendManager(
  walk: Walk,
  at: Point,
  service: ServiceEntry,
  backend: BackendEntry,
): PassResult {
  if (backend.waypointPort !== 0) {
    return waypointManager(walk, at, {
      reason: 'BACKEND_WAYPOINT',
      address: backend.waypointAddr,
      port: backend.waypointPort,
      serviceId: service.id,
    });
  }
  if (walk.connect.generation.checksServiceList && !listsService(backend, service.id)) {
    const note = 'the backend does not list the service';
    const miss = take(walk, at, { function: 'backend_manager', backendUid: backend.uid, note });
    return leave(walk, miss, 'SERVICE_NOT_IN_BACKEND', service.id);
  }
  // All 32 bits of a slot are compared, so a slot whose unused bytes are not zero matches no port, and
  // an unused slot matches port 0.
  const slot = service.servicePorts.indexOf(walk.arrival.port);
  if (slot >= 0) return svcDnat(walk, at, backend, { service, slot });
  const note = `port ${walk.arrival.port} is none of the service's`;
  const miss = take(walk, at, { function: 'backend_manager', backendUid: backend.uid, note });
  return leave(walk, miss, 'PORT_NOT_IN_SERVICE', service.id);
}

/** svc_dnat: the backend's address and the target port of the matching slot. */
function svcDnat(
  walk: Walk,
  at: Point,
  backend: BackendEntry,
  { service, slot }: { readonly service: ServiceEntry; readonly slot: number },
): PassResult {
  const destination = {
    address: writeAddress(walk.connect.hook.family, walk.arrival.address, backend.address),
    port: portOf(service.targetPorts[slot] ?? 0),
  };
  const { uid: backendUid } = backend;
  const rewritten = take(walk, at, {
    function: walk.connect.generation.functions.dnat,
    backendUid,
    note: `to ${formatHostPort(destination.address, destination.port)}${mixUpNote(backend.address, destination.address)}`,
  });
  const serviceId = service.id;
  return succeed(walk, rewritten, {
    reason: 'LOAD_BALANCED',
    destination,
    backendUid,
    serviceId,
  });
}

function drawNote(draw: Draw): string {
  if (draw.missing === 0) return `draws 1 of ${draw.count}`;
  return `draws 1 of ${draw.count}, of which ${draw.count - draw.missing} exist`;
}
