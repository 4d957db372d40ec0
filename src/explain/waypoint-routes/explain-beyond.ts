// Where a waypoint sends what comes to it for a service: declared by the objects that the user gives, never
// read from the kernel.
import { findPods, type KnownServices, type PodPlace } from './find-pods.ts';
import { type AskedService, followRoutes, type PossibleRoute } from './follow-routes.ts';
import { clusterDomain, resolveHost } from './host-name.ts';
import { formatObjectName, type RouteDestination, type RouteObjects } from './route-object.ts';

export interface BeyondTarget {
  /** `response`: nothing is forwarded. */
  readonly kind: 'subset' | 'service' | 'response';
  /** Host name of the service, or what the response is. */
  readonly name: string;
  readonly subset: string | null;
  /** As written, null = not given. */
  readonly weight: number | null;
  /** Part of what comes to the waypoint for this port, 0 to 1; null where the route is not known. */
  readonly share: number | null;
  /** Part of what takes this route, 0 to 1. */
  readonly shareOfRoute: number;
  /** Null = not known. */
  readonly pods: readonly PodPlace[] | null;
  /** Where the pods' addresses come from. */
  readonly podsFrom: 'maps' | 'objects' | null;
  /** The object that chooses the pods, `KIND/NAMESPACE/NAME`. */
  readonly subsetSource: string | null;
  readonly note: string | null;
}

export interface BeyondRoute {
  /** `KIND/NAMESPACE/NAME`, null = no object names the service. */
  readonly source: string | null;
  /** Path of the rule in the object, null = none of its rules. */
  readonly path: string | null;
  readonly routeName: string | null;
  /** What must hold for it, null = nothing: every connection takes it. */
  readonly condition: string | null;
  readonly unit: 'request' | 'connection';
  /** Their `shareOfRoute` sum to 1. */
  readonly targets: readonly BeyondTarget[];
}

export interface BeyondWaypoint {
  /** The objects say so; whether the waypoint has them is not seen. */
  readonly known: 'declared';
  /** Whether there is one route that everything takes. */
  readonly decided: boolean;
  readonly routes: readonly BeyondRoute[];
  readonly notes: readonly string[];
}

/** What the objects declare for a port of a service behind a waypoint. */
export function explainBeyond(
  objects: RouteObjects,
  known: KnownServices,
  asked: AskedService,
): BeyondWaypoint {
  const { routes, notes } = followRoutes(objects, asked);
  const decided = routes.length === 1 && routes[0]?.condition === null;
  return {
    known: 'declared',
    decided,
    routes: routes.map((route) => ({
      source: route.object === null ? null : formatObjectName(route.object),
      path: route.path,
      routeName: route.name,
      condition: route.condition,
      unit: route.unit,
      targets: toTargets({ objects, known, service: asked }, route, decided),
    })),
    notes: [...notes, ...routes.flatMap(ruleNotes)],
  };
}

function ruleNotes({ object, path, notes }: PossibleRoute): string[] {
  const place = object === null ? '' : `${formatObjectName(object)} ${path ?? ''}: `;
  return notes.map((note) => `${place}${note}`);
}

type Question = Parameters<typeof findPods>[0];

function toTargets(
  question: Question,
  { action }: PossibleRoute,
  decided: boolean,
): BeyondTarget[] {
  if (action.kind === 'forward') {
    return action.destinations.map((destination) => toTarget(question, destination, decided));
  }
  return [
    {
      kind: 'response',
      name: action.text,
      subset: null,
      weight: null,
      share: decided ? 1 : null,
      shareOfRoute: 1,
      pods: null,
      podsFrom: null,
      subsetSource: null,
      note: null,
    },
  ];
}

function toTarget(
  question: Question,
  destination: RouteDestination,
  decided: boolean,
): BeyondTarget {
  const { host, namespace, subset, weight, share } = destination;
  const { from, pods, subsetObject, note } = findPods(question, destination);
  return {
    kind: subset === null ? 'service' : 'subset',
    name: resolveHost(host, namespace, clusterDomain(question.service)),
    subset,
    weight,
    share: decided ? share : null,
    shareOfRoute: share,
    pods: from === null ? null : pods,
    podsFrom: from,
    subsetSource: subsetObject === null ? null : formatObjectName(subsetObject),
    note,
  };
}
