// A route configuration with everything that it refers to. Only the enhanced kernel's programs read it.
import { asBuffer } from '../../layout/layout.ts';
import type { Problem } from '../../raw/problem.ts';
import { type EnumValue, toEnum } from '../enumeration.ts';
import type { ReferenceMaps } from './reference.ts';
import {
  hashPolicyHeaderLayout,
  hashPolicyLayout,
  retryPolicyLayout,
  type routeActionLayout,
  type routeActionV05Layout,
  routeLayout,
  routeSpecifiers,
} from './route.ts';
import {
  domainLimit,
  routeConfigurationLayout,
  routeLimit,
  virtualHostLayout,
  virtualHostLimit,
} from './route-configuration.ts';
import {
  headerLimit,
  headerMatcherLayout,
  headerMatchNames,
  routeMatchLayout,
} from './route-match.ts';
import { createTreeReader, type TreeOwner, type TreeReader } from './tree-reader.ts';
import { type DeclaredCluster, readClusterChoice } from './weighted-tree.ts';

export interface RouteConfigurationTree {
  readonly name: string | null;
  readonly virtualHosts: readonly VirtualHostTree[];
  readonly problems: readonly Problem[];
}

export interface VirtualHostTree {
  readonly name: string | null;
  readonly domains: readonly (string | null)[];
  readonly routes: readonly RouteTree[];
}

export interface RouteTree {
  readonly name: string | null;
  readonly prefix: string | null;
  readonly isCaseSensitive: boolean;
  readonly headers: readonly HeaderTree[];
  readonly clusters: readonly DeclaredCluster[];
  readonly prefixRewrite: string | null;
  readonly timeout: number;
  /** Null = no retry policy. */
  readonly retries: number | null;
  /** Names of the headers that a hash is made from. */
  readonly hashHeaders: readonly (string | null)[];
}

export interface HeaderTree {
  readonly name: string | null;
  readonly kind: EnumValue;
  readonly value: string | null;
}

type ActionLayout = typeof routeActionLayout | typeof routeActionV05Layout;

/** The tree of a route configuration's 56 bytes; whatever is odd in it is in `problems`. */
export function readRouteTree(
  maps: ReferenceMaps,
  value: Uint8Array,
  actionLayout: ActionLayout,
  owner: TreeOwner,
): RouteConfigurationTree {
  const reader = createTreeReader(maps, owner);
  const raw = routeConfigurationLayout.decode(asBuffer(value), 0);
  const { virtual_hosts: list, n_virtual_hosts: count } = raw;
  const virtualHosts = reader
    .list('virtual_hosts', list, count, virtualHostLimit)
    .flatMap((host, i) => readHost(reader, `virtual_hosts[${i}]`, host, actionLayout) ?? []);
  return { name: reader.text('name', raw.name), virtualHosts, problems: reader.problems };
}

function readHost(reader: TreeReader, path: string, reference: bigint, layout: ActionLayout) {
  const host = reader.message(path, reference, virtualHostLayout);
  if (host === null) return null;
  const domains = reader.list(`${path}.domains`, host.domains, host.n_domains, domainLimit);
  const routes = reader.list(`${path}.routes`, host.routes, host.n_routes, routeLimit);
  return {
    name: reader.text(`${path}.name`, host.name),
    domains: domains.map((domain, i) => reader.text(`${path}.domains[${i}]`, domain)),
    routes: routes.flatMap(
      (route, i) => readRoute(reader, `${path}.routes[${i}]`, route, layout) ?? [],
    ),
  };
}

function readRoute(
  reader: TreeReader,
  path: string,
  reference: bigint,
  layout: ActionLayout,
): RouteTree | null {
  const route = reader.message(path, reference, routeLayout);
  if (route === null) return null;
  const match = reader.message(`${path}.match`, route.match, routeMatchLayout);
  const headers =
    match === null
      ? []
      : reader.list(`${path}.headers`, match.headers, match.n_headers, headerLimit);
  return {
    name: reader.text(`${path}.name`, route.name),
    prefix: match && reader.text(`${path}.match.prefix`, match.prefix),
    isCaseSensitive: (match?.case_sensitive ?? 0) !== 0,
    headers: headers.flatMap(
      (header, i) => readHeader(reader, `${path}.headers[${i}]`, header) ?? [],
    ),
    ...readAction(reader, `${path}.route`, route.route, layout),
  };
}

function readHeader(reader: TreeReader, path: string, reference: bigint): HeaderTree | null {
  const header = reader.message(path, reference, headerMatcherLayout);
  if (header === null) return null;
  const kind = toEnum(headerMatchNames, header.header_match_specifier_case);
  if (kind.name === null) reader.note('UNKNOWN_KIND', path, `header match ${kind.raw}`);
  const value =
    kind.name === null ? null : reader.text(`${path}.value`, header.header_match_specifier);
  return { name: reader.text(`${path}.name`, header.name), kind, value };
}

function readAction(reader: TreeReader, path: string, reference: bigint, layout: ActionLayout) {
  const action = reader.message<ReturnType<ActionLayout['decode']>>(path, reference, layout);
  if (action === null) {
    return { clusters: [], prefixRewrite: null, timeout: 0, retries: null, hashHeaders: [] };
  }
  const { cluster_specifier_case: kind, cluster_specifier: specifier } = action;
  const isWeighted = kind === routeSpecifiers.weightedClusters;
  const isKnown = isWeighted || kind === routeSpecifiers.cluster;
  if (!isKnown) reader.note('UNKNOWN_KIND', path, `cluster specifier ${kind}`);
  const retryPath = `${path}.retry_policy`;
  const retry = reader.message(retryPath, action.retry_policy, retryPolicyLayout, 'optional');
  const hashes =
    'hash_policy' in action
      ? reader.list(`${path}.hash_policy`, action.hash_policy, action.n_hash_policy, headerLimit)
      : [];
  return {
    clusters: isKnown ? readClusterChoice(reader, path, specifier, isWeighted) : [],
    prefixRewrite: reader.text(`${path}.prefix_rewrite`, action.prefix_rewrite),
    timeout: action.timeout,
    retries: retry?.num_retries ?? null,
    hashHeaders: hashes.map((hash, i) => readHashHeader(reader, `${path}.hash_policy[${i}]`, hash)),
  };
}

function readHashHeader(reader: TreeReader, path: string, reference: bigint): string | null {
  const policy = reader.message(path, reference, hashPolicyLayout);
  const header = policy && reader.message(`${path}.header`, policy.header, hashPolicyHeaderLayout);
  return header && reader.text(`${path}.header_name`, header.header_name);
}
