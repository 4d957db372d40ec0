// What the user's objects declare behind the waypoint of a service of the maps.
import {
  type BeyondWaypoint,
  explainBeyond,
} from '../../explain/waypoint-routes/explain-beyond.ts';
import type { KnownService, KnownServices } from '../../explain/waypoint-routes/find-pods.ts';
import type { RouteObjects } from '../../explain/waypoint-routes/route-object.ts';
import type { ServiceEntry } from '../../kmesh/dual-engine/service.ts';
import { portOf } from '../../kmesh/port-slot.ts';
import type { NameTable } from '../../snapshot/name-table.ts';
import type { RoutingMaps } from '../../snapshot/routing-maps.ts';

/** Answers for one service and port after another; null where the service has no name to find routes by. */
export type AskBeyond = (serviceId: number, port: number) => BeyondWaypoint | null;

/** The answers that the objects give, with the pods of these maps. */
export function createAskBeyond(
  objects: RouteObjects,
  { names, routing }: { readonly names: NameTable; readonly routing: RoutingMaps },
): AskBeyond {
  const known = knownServices(names, routing);
  return (serviceId, port) => {
    const name = names.find(serviceId);
    if (name === undefined || name.kind !== 'service') return null;
    const { hostname, namespace } = name;
    return explainBeyond(objects, known, { hostname, namespace, name: name.name, port });
  };
}

function knownServices(names: NameTable, routing: RoutingMaps): KnownServices {
  let ids: Map<string, number> | undefined;
  return {
    find: (hostname) => {
      ids ??= idsByHost(names);
      const id = ids.get(hostname);
      const entry = id === undefined ? undefined : routing.findService(id);
      return entry === undefined ? undefined : toKnownService(entry, { names, routing });
    },
  };
}

function idsByHost(names: NameTable): Map<string, number> {
  const ids = new Map<string, number>();
  for (const [id, name] of names.all()) if (name.kind === 'service') ids.set(name.hostname, id);
  return ids;
}

function toKnownService(
  service: ServiceEntry,
  { names, routing }: { readonly names: NameTable; readonly routing: RoutingMaps },
): KnownService {
  const uids = new Set(
    service.endpointCounts.flatMap((count, prio) =>
      routing.listEndpoints(service.id, prio, count).map(({ backendUid }) => backendUid),
    ),
  );
  return {
    endpoints: [...uids].flatMap((uid) => {
      const backend = routing.findBackend(uid);
      if (backend === undefined) return [];
      const name = names.find(uid);
      const workload = name?.kind === 'workload' ? name : null;
      const { address } = backend;
      return [{ namespace: workload?.namespace ?? null, name: workload?.name ?? null, address }];
    }),
    targetPort: (port) => {
      const slot = service.servicePorts.indexOf(port);
      return slot < 0 ? null : portOf(service.targetPorts[slot] ?? 0);
    },
  };
}
