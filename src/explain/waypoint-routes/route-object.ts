// What the objects of a cluster declare about the routes of a waypoint, with the words of Istio and of the
// Gateway API put into one form.

export interface ObjectName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** `VirtualService/default/fortio`. */
export function formatObjectName({ kind, namespace, name }: ObjectName): string {
  return `${kind}/${namespace}/${name}`;
}

export interface RouteDestination {
  /** As written: a short name is relative to `namespace`. */
  readonly host: string;
  readonly namespace: string;
  readonly subset: string | null;
  readonly port: number | null;
  /** As written, null = not given. */
  readonly weight: number | null;
  /** Part of the route's traffic, 0 to 1. */
  readonly share: number;
}

export type RouteAction =
  | { readonly kind: 'forward'; readonly destinations: readonly RouteDestination[] }
  /** Nothing is forwarded: a redirect, a fixed answer, an error. */
  | { readonly kind: 'response'; readonly text: string };

/** One match of a rule; all of it must hold. */
export interface RouteMatch {
  /** Null = any. */
  readonly port: number | null;
  /** Gateways that it is for, none = those of the whole object. */
  readonly gateways: readonly string[];
  /** What an address and a port do not decide. */
  readonly conditions: readonly string[];
  /** Gateway API: more specific matches come first, compared from the left. */
  readonly rank: readonly number[];
}

export interface RouteRule {
  /** Path in the object, for example `spec.http[0]`. */
  readonly path: string;
  readonly name: string | null;
  /** One of them must hold; none = everything matches. */
  readonly matches: readonly RouteMatch[];
  readonly action: RouteAction;
  /** What it declares and is not followed here. */
  readonly notes: readonly string[];
}

interface Declared {
  readonly object: ObjectName;
  /** RFC 3339, empty = not given. Older objects come first. */
  readonly createdAt: string;
}

/** Sorts objects as Istio does: the oldest first, then by name. */
export function compareAge(a: Declared, b: Declared): number {
  const [left, right] = [a, b].map(
    ({ createdAt, object }) => `${createdAt || '9999'} ${formatObjectName(object)}`,
  );
  if (left === right) return 0;
  return (left ?? '') < (right ?? '') ? -1 : 1;
}

export interface VirtualService extends Declared {
  readonly hosts: readonly string[];
  /** None = `mesh`. */
  readonly gateways: readonly string[];
  /** None = every namespace. */
  readonly exportTo: readonly string[];
  readonly http: readonly RouteRule[];
  readonly tls: readonly RouteRule[];
  readonly tcp: readonly RouteRule[];
}

export interface GatewayRoute extends Declared {
  readonly object: ObjectName & { readonly kind: GatewayRouteKind };
  /** The Services among its parents. */
  readonly parents: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly port: number | null;
  }[];
  readonly rules: readonly RouteRule[];
}

/** Where several kinds name one service, the first of these decides (GEP-1294, route-type specificity). */
export const gatewayRouteKinds = ['GRPCRoute', 'HTTPRoute', 'TCPRoute'] as const;
export type GatewayRouteKind = (typeof gatewayRouteKinds)[number];

export interface DestinationRule extends Declared {
  readonly host: string;
  readonly exportTo: readonly string[];
  /** Labels by the subset's name. */
  readonly subsets: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export interface DeclaredPod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly addresses: readonly string[];
}

export interface DeclaredService {
  readonly namespace: string;
  readonly name: string;
  /** Empty = it selects no pods. */
  readonly selector: ReadonlyMap<string, string>;
  readonly ports: readonly {
    readonly port: number;
    /** Null where it is a name of the pod's own ports. */
    readonly targetPort: number | null;
    readonly name: string | null;
    readonly appProtocol: string | null;
  }[];
}

/** Everything that was given. */
export interface RouteObjects {
  readonly virtualServices: readonly VirtualService[];
  readonly gatewayRoutes: readonly GatewayRoute[];
  readonly destinationRules: readonly DestinationRule[];
  readonly pods: readonly DeclaredPod[];
  readonly services: readonly DeclaredService[];
  /** How many objects of each other kind were passed over. */
  readonly skipped: ReadonlyMap<string, number>;
}
