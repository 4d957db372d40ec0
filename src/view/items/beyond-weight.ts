// The weights behind a waypoint, as rows beside those that the kernel's maps give.
import type {
  BeyondRoute,
  BeyondTarget,
  BeyondWaypoint,
} from '../../explain/waypoint-routes/explain-beyond.ts';
import type { PodPlace } from '../../explain/waypoint-routes/find-pods.ts';
import { hostLabel } from '../label.ts';
import type { WeightItem } from './weight.ts';

export interface BeyondWeightItem
  extends Pick<WeightItem, 'service' | 'serviceId' | 'servicePort'> {
  readonly target: {
    readonly kind: BeyondTarget['kind'];
    /** Label of the service, or what the response is. */
    readonly name: string;
    readonly subset: string | null;
    /** Null where there is not exactly one pod. */
    readonly address: string | null;
    readonly port: number | null;
  };
  /** As the object has it, null = it has none. */
  readonly weight: number | null;
  /** Part of what comes to the waypoint for this port; null where the route is not known. */
  readonly share: number | null;
  readonly source: string;
  readonly known: 'declared';
  readonly shareOfRoute: number;
  /** Null = every connection takes this route. */
  readonly condition: string | null;
  readonly unit: BeyondRoute['unit'];
  /** Null = not known. */
  readonly pods: readonly PodPlace[] | null;
  readonly podsFrom: BeyondTarget['podsFrom'];
  readonly viaWaypoint: WeightItem['target'];
  readonly note: string | null;
  /** What is odd about the objects that name the service. */
  readonly notes: readonly string[];
}

/** The rows behind the waypoint that `via` leads to, in the order of the routes. */
export function toBeyondWeightItems(via: WeightItem, beyond: BeyondWaypoint): BeyondWeightItem[] {
  const { service, serviceId, servicePort } = via;
  return beyond.routes.flatMap((route) =>
    route.targets.map((target): BeyondWeightItem => {
      const [pod, ...others] = target.pods ?? [];
      const only = others.length === 0 ? pod : undefined;
      return {
        service,
        serviceId,
        servicePort,
        target: {
          kind: target.kind,
          name: hostLabel(target.name),
          subset: target.subset,
          address: only?.address ?? null,
          port: only?.port ?? null,
        },
        weight: target.weight,
        share: target.share,
        source: declaredBy(route, target),
        known: beyond.known,
        shareOfRoute: target.shareOfRoute,
        condition: route.condition,
        unit: route.unit,
        pods: target.pods,
        podsFrom: target.podsFrom,
        viaWaypoint: via.target,
        note: target.note,
        notes: beyond.notes,
      };
    }),
  );
}

/** `declared by VirtualService/default/fortio spec.http[0], per request: weight 90; DestinationRule/…`. */
export function declaredBy(route: BeyondRoute, target: BeyondTarget): string {
  if (route.source === null) return "no object names the service: the waypoint's own route";
  if (route.path === null) {
    return target.kind === 'response'
      ? `no rule of ${route.source} matches`
      : `${route.source} has no rule for it: the waypoint's own route`;
  }
  const unit = route.unit === 'request' ? ', per request' : '';
  const weight = target.weight === null ? '' : `: weight ${target.weight}`;
  const subset = target.subsetSource === null ? '' : `; ${target.subsetSource}`;
  return `declared by ${route.source} ${route.path}${unit}${weight}${subset}`;
}
