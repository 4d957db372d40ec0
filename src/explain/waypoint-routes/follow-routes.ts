// Which of the routes a connection to a service's address can take at its waypoint, as far as an address
// and a port decide. Follows Istio: the first rule that matches wins; without one, HTTP gets a 404.
import { clusterDomain, hostRank, isExported, resolveHost, type ServiceHost } from './host-name.ts';
import { findProtocol, type PortProtocol } from './port-protocol.ts';
import {
  compareAge,
  formatObjectName,
  type GatewayRoute,
  gatewayRouteKinds,
  type ObjectName,
  type RouteAction,
  type RouteMatch,
  type RouteObjects,
  type RouteRule,
  type VirtualService,
} from './route-object.ts';

export interface AskedService extends ServiceHost {
  /** First label of the host name: what a parentRef calls it. */
  readonly name: string;
  readonly port: number;
}

export interface PossibleRoute {
  /** Null = the waypoint's own route, to the service's endpoints. */
  readonly object: ObjectName | null;
  /** Path in the object, null = no rule of it. */
  readonly path: string | null;
  readonly name: string | null;
  /** What must hold that an address and a port do not tell, null = nothing. */
  readonly condition: string | null;
  /** What is shared out: HTTP routes every request anew. */
  readonly unit: 'request' | 'connection';
  readonly action: RouteAction;
  /** What the rule declares and is not followed. */
  readonly notes: readonly string[];
}

export interface FollowedRoutes {
  /** More than one, or one with a condition: which of them is taken is not known. */
  readonly routes: readonly PossibleRoute[];
  readonly notes: readonly string[];
}

/** The routes of a port of a service. */
export function followRoutes(objects: RouteObjects, asked: AskedService): FollowedRoutes {
  const istio = followVirtualServices(objects, asked);
  const gateway = followGatewayRoutes(objects.gatewayRoutes, asked);
  if (istio === null && gateway === null) return { routes: [ownRoute(asked, null)], notes: [] };
  if (istio === null || gateway === null) return istio ?? gateway ?? { routes: [], notes: [] };
  const note =
    'a VirtualService and a Gateway API route name this service: which wins is undefined';
  const routes = [...withCondition(istio, 'if the VirtualService wins')];
  routes.push(...withCondition(gateway, 'if the Gateway API route wins'));
  return { routes, notes: [...istio.notes, ...gateway.notes, note] };
}

function withCondition({ routes }: FollowedRoutes, more: string): PossibleRoute[] {
  return routes.map((route) => ({
    ...route,
    condition: route.condition === null ? more : `${more}: ${route.condition}`,
  }));
}

/** The route that a waypoint has without any object. */
function ownRoute(
  { hostname, namespace }: AskedService,
  protocol: PortProtocol | null,
): PossibleRoute {
  const destination = {
    host: hostname,
    namespace,
    subset: null,
    port: null,
    weight: null,
    share: 1,
  };
  const unit = protocol === 'http' ? 'request' : 'connection';
  const action = { kind: 'forward', destinations: [destination] } as const;
  return { object: null, path: null, name: null, condition: null, unit, action, notes: [] };
}

function followVirtualServices(objects: RouteObjects, asked: AskedService): FollowedRoutes | null {
  const ranked = objects.virtualServices
    .map((one) => ({ one, rank: rankOf(one, asked) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => (a.rank === b.rank ? compareAge(a.one, b.one) : b.rank - a.rank));
  const [first, ...others] = ranked.map(({ one }) => one);
  if (first === undefined) return null;
  const notes = others.map(
    ({ object }) =>
      `${formatObjectName(object)} names this service too: ${formatObjectName(first.object)} is more exact or older`,
  );
  return { routes: followVirtualService(first, objects, asked), notes };
}

/** How closely a VirtualService names the service, 0 = it does not apply. */
function rankOf(
  { object, hosts, gateways, exportTo }: VirtualService,
  asked: AskedService,
): number {
  const isMesh = gateways.length === 0 || gateways.includes('mesh');
  if (!isMesh || !isExported(exportTo, object.namespace, asked.namespace)) return 0;
  const domain = clusterDomain(asked);
  return hosts.reduce(
    (best, host) =>
      Math.max(best, hostRank(resolveHost(host, object.namespace, domain), asked.hostname)),
    0,
  );
}

function followVirtualService(
  one: VirtualService,
  objects: RouteObjects,
  asked: AskedService,
): PossibleRoute[] {
  const known = findProtocol(objects.services, asked);
  const there = (['http', 'tls', 'tcp'] as const).filter((protocol) => one[protocol].length > 0);
  const protocols = known === null ? there : there.filter((protocol) => protocol === known);
  if (protocols.length === 0) return [{ ...ownRoute(asked, known), object: one.object }];
  return protocols.flatMap((protocol) => {
    const base = {
      object: one.object,
      unit: protocol === 'http' ? ('request' as const) : ('connection' as const),
    };
    // Without a matching rule, HTTP is answered by a 404; anything else goes on to the service.
    const otherwise: PossibleRoute =
      protocol === 'http'
        ? { ...base, path: null, name: null, condition: null, action: notFound, notes: [] }
        : { ...ownRoute(asked, protocol), object: one.object };
    const judged = one[protocol].map((rule) => ({ rule, base, holds: judge(rule, asked.port) }));
    const routes = walk(judged, otherwise);
    const speaks = `if the port speaks ${protocol.toUpperCase()}`;
    return protocols.length === 1 ? routes : withCondition({ routes, notes: [] }, speaks);
  });
}

const notFound: RouteAction = { kind: 'response', text: 'error 404: no route matches' };

/** What must hold: nothing, one of several conditions, or what cannot be. */
type Holds = readonly string[] | 'always' | 'never';

interface Judged {
  readonly rule: RouteRule;
  readonly base: Pick<PossibleRoute, 'object' | 'unit'>;
  readonly holds: Holds;
}

function judge({ matches }: RouteRule, port: number): Holds {
  if (matches.length === 0) return 'always';
  const possible = matches.filter((match) => canMatch(match, port));
  if (possible.some(({ conditions }) => conditions.length === 0)) return 'always';
  if (possible.length === 0) return 'never';
  return possible.map(({ conditions }) => conditions.join(' and '));
}

function canMatch(match: RouteMatch, port: number): boolean {
  if (match.port !== null && match.port !== port) return false;
  return match.gateways.length === 0 || match.gateways.includes('mesh');
}

/** The rules that can be the first to match. */
function walk(judged: readonly Judged[], otherwise: PossibleRoute): PossibleRoute[] {
  const routes: PossibleRoute[] = [];
  const rest = () => (routes.length === 0 ? null : 'otherwise');
  for (const { rule, base, holds } of judged) {
    if (holds === 'never') continue;
    const condition = holds === 'always' ? rest() : holds.join(' or ');
    const { path, name, action, notes } = rule;
    routes.push({ ...base, path, name, condition, action, notes });
    if (holds === 'always') return routes;
  }
  return [...routes, { ...otherwise, condition: rest() }];
}

function followGatewayRoutes(
  routes: readonly GatewayRoute[],
  asked: AskedService,
): FollowedRoutes | null {
  const bound = routes.filter(({ parents }) =>
    parents.some(
      ({ namespace, name, port }) =>
        namespace === asked.namespace && name === asked.name && (port ?? asked.port) === asked.port,
    ),
  );
  // A route in another namespace is for the clients there, which a waypoint cannot tell apart.
  const consumers = bound.filter(({ object }) => object.namespace !== asked.namespace);
  const producers = bound.filter(({ object }) => object.namespace === asked.namespace);
  const notes = consumers.map(
    ({ object }) => `${formatObjectName(object)} is of another namespace than its parent: left out`,
  );
  const kind = gatewayRouteKinds.find((one) => producers.some(({ object }) => object.kind === one));
  if (kind === undefined)
    return notes.length === 0 ? null : { routes: [ownRoute(asked, null)], notes };
  const deciding = producers.filter(({ object }) => object.kind === kind).toSorted(compareAge);
  const others = producers.filter(({ object }) => object.kind !== kind);
  notes.push(
    ...others.map(({ object }) => `${formatObjectName(object)}: a ${kind} comes before it`),
  );
  return { routes: walkGatewayRoutes(deciding, kind), notes };
}

function walkGatewayRoutes(
  deciding: readonly GatewayRoute[],
  kind: GatewayRoute['object']['kind'],
): PossibleRoute[] {
  const unit = kind === 'TCPRoute' ? 'connection' : 'request';
  const judged = deciding.flatMap(({ object, rules }) =>
    rules.flatMap((rule) => {
      const matches = rule.matches.length === 0 ? [anyMatch] : rule.matches;
      return matches.map(({ conditions, rank }) => {
        const holds: Holds = conditions.length === 0 ? 'always' : [conditions.join(' and ')];
        // What matches everything comes last.
        const order = [Number(holds !== 'always'), ...rank];
        return { rule, base: { object, unit } as const, holds, order };
      });
    }),
  );
  const [first] = deciding;
  const object = first?.object ?? null;
  const action = kind === 'TCPRoute' ? noRule : notFound;
  const otherwise = {
    object,
    path: null,
    name: null,
    condition: null,
    unit,
    action,
    notes: [],
  } as const;
  return walk(
    judged.toSorted((a, b) => compareRanks(b.order, a.order)),
    otherwise,
  );
}

const anyMatch: RouteMatch = { port: null, gateways: [], conditions: [], rank: [] };
const noRule: RouteAction = { kind: 'response', text: 'connection refused: no rule' };

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
