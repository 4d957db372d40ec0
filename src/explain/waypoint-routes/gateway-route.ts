// HTTPRoute, GRPCRoute and TCPRoute, gateway.networking.k8s.io, as far as they are bound to Services.
import {
  type Field,
  fieldOf,
  isAbsent,
  readList,
  readPort,
  readText,
  readWhole,
  requireObject,
  requireText,
} from './field.ts';
import { toMetadata } from './metadata.ts';
import type {
  GatewayRoute,
  GatewayRouteKind,
  RouteAction,
  RouteDestination,
  RouteMatch,
  RouteRule,
} from './route-object.ts';

/** The entry of a route. Throws UsageError where it is damaged. */
export function toGatewayRoute(field: Field, kind: GatewayRouteKind): GatewayRoute {
  const spec = requireObject(field, 'spec');
  const metadata = toMetadata(field, kind);
  const { namespace } = metadata.object;
  return {
    ...metadata,
    parents: readList(spec, 'parentRefs').flatMap((parent) => {
      // Without a kind, a parent is a Gateway; the group of a Service is empty.
      if (readText(parent, 'kind') !== 'Service') return [];
      const name = requireText(parent, 'name');
      const own = readText(parent, 'namespace') ?? namespace;
      return [{ namespace: own, name, port: readPort(parent, 'port') }];
    }),
    rules: readList(spec, 'rules').map((rule, index) =>
      toRule(rule, { kind, namespace, path: `spec.rules[${index}]` }),
    ),
  };
}

interface Place {
  readonly kind: GatewayRouteKind;
  readonly namespace: string;
  readonly path: string;
}

function toRule(field: Field, { kind, namespace, path }: Place): RouteRule {
  const toMatch = kind === 'GRPCRoute' ? toGrpcMatch : toHttpMatch;
  return {
    path,
    name: readText(field, 'name'),
    matches: kind === 'TCPRoute' ? [] : readList(field, 'matches').map(toMatch),
    action: toAction(field, kind, namespace),
    notes: [],
  };
}

function toHttpMatch(field: Field): RouteMatch {
  const path = fieldOf(field, 'path');
  const type = readText(path, 'type') ?? 'PathPrefix';
  const value = readText(path, 'value') ?? '/';
  const method = readText(field, 'method');
  const headers = readPairs(field, 'headers');
  const query = readPairs(field, 'queryParams');
  const isAnyPath = type === 'PathPrefix' && value === '/';
  return {
    port: null,
    gateways: [],
    conditions: [
      ...(isAnyPath ? [] : [`path ${type} ${value}`]),
      ...(method === null ? [] : [`method ${method}`]),
      ...headers.map((header) => `header ${header}`),
      ...query.map((parameter) => `query ${parameter}`),
    ],
    // Gateway API: exact path, longest prefix, method, most headers, most query parameters.
    rank: [
      Number(type === 'Exact'),
      value.length,
      Number(method !== null),
      headers.length,
      query.length,
    ],
  };
}

function toGrpcMatch(field: Field): RouteMatch {
  const method = fieldOf(field, 'method');
  const service = readText(method, 'service') ?? '';
  const name = readText(method, 'method') ?? '';
  const headers = readPairs(field, 'headers');
  const call = [service, name].filter((part) => part !== '').join('/');
  return {
    port: null,
    gateways: [],
    conditions: [
      ...(call === '' ? [] : [`method ${call}`]),
      ...headers.map((header) => `header ${header}`),
    ],
    rank: [0, service.length, name.length, headers.length, 0],
  };
}

/** Headers or query parameters: `end-user Exact jason`. */
function readPairs(parent: Field, name: string): string[] {
  return readList(parent, name).map((pair) => {
    const type = readText(pair, 'type') ?? 'Exact';
    return `${requireText(pair, 'name')} ${type} ${readText(pair, 'value') ?? ''}`.trimEnd();
  });
}

function toAction(field: Field, kind: GatewayRouteKind, namespace: string): RouteAction {
  const filters = readList(field, 'filters').map((filter) => readText(filter, 'type'));
  if (filters.includes('RequestRedirect')) return { kind: 'response', text: 'redirect' };
  const backends = readList(field, 'backendRefs').map((ref) => toDestination(ref, namespace));
  const total = backends.reduce((sum, { weight }) => sum + (weight ?? 1), 0);
  if (total > 0) {
    const destinations = backends.map((one) => ({ ...one, share: (one.weight ?? 1) / total }));
    return { kind: 'forward', destinations };
  }
  const why = backends.length === 0 ? 'no backendRef' : 'no backendRef has a weight';
  const refusal = kind === 'TCPRoute' ? 'connection refused' : 'error 500';
  return { kind: 'response', text: `${refusal}: ${why}` };
}

function toDestination(field: Field, namespace: string): Omit<RouteDestination, 'share'> {
  const kind = readText(field, 'kind') ?? 'Service';
  const name = requireText(field, 'name');
  const own = readText(field, 'namespace') ?? namespace;
  const isService = kind === 'Service' && isAbsent(readText(field, 'group'));
  return {
    // With a colon, what is no Service is taken for no service's name.
    host: isService ? name : `${kind}:${name}`,
    namespace: own,
    subset: null,
    port: readPort(field, 'port'),
    weight: readWhole(field, 'weight', { min: 0, max: 1_000_000 }),
  };
}
