// A listener with everything that it refers to: chains, their matches and filters, and what these do.
import type { Problem } from '../../raw/problem.ts';
import { type EnumValue, toEnum } from '../enumeration.ts';
import {
  filterKindNames,
  filterKinds,
  filterLayout,
  httpConnectionManagerLayout,
  routeSpecifierNames,
} from './filter.ts';
import {
  cidrRangeLayout,
  filterChainLayout,
  filterChainMatchLayout,
  filterLimit,
} from './filter-chain.ts';
import { chainLimit, type ListenerEntry } from './listener.ts';
import { localRateLimitLayout, tokenBucketLayout } from './rate-limit.ts';
import type { ReferenceMaps } from './reference.ts';
import { tcpProxyLayout, weightedSpecifier } from './tcp-proxy.ts';
import { createTreeReader, type TreeOwner, type TreeReader } from './tree-reader.ts';
import { type DeclaredCluster, readClusterChoice } from './weighted-tree.ts';

/** Of each repeated part that no program looks at, this many are read. */
const shownLimit = 32;

export interface ListenerTree {
  readonly listener: ListenerEntry;
  readonly name: string | null;
  readonly chains: readonly ChainTree[];
  readonly problems: readonly Problem[];
}

export interface ChainTree {
  readonly name: string | null;
  readonly match: MatchTree | null;
  readonly filters: readonly FilterTree[];
}

export interface MatchTree {
  /** As stored; the programs compare it byte-swapped. 0 = every port. */
  readonly destinationPort: number;
  readonly transportProtocol: string | null;
  readonly prefixes: readonly { readonly prefix: string | null; readonly length: number }[];
  readonly applicationProtocols: readonly (string | null)[];
}

export interface FilterTree {
  readonly name: string | null;
  readonly kind: EnumValue;
  /** Clusters of a TCP proxy, empty for other kinds. */
  readonly clusters: readonly DeclaredCluster[];
  /** Route configuration of an HTTP filter, null = inline, unreadable or none. */
  readonly routeConfigName: string | null;
  readonly rateLimit: TokenBucket | null;
}

export interface TokenBucket {
  readonly maxTokens: bigint;
  readonly tokensPerFill: bigint;
  readonly fillIntervalNs: bigint;
}

/** The tree of a listener; whatever is odd in it is in `problems`. */
export function readListenerTree(
  maps: ReferenceMaps,
  listener: ListenerEntry,
  owner: TreeOwner,
): ListenerTree {
  const reader = createTreeReader(maps, owner);
  const name = reader.text('name', listener.name);
  const { chains: list, chainCount } = listener;
  const chains = reader
    .list('filter_chains', list, chainCount, chainLimit)
    .flatMap((reference, i) => readChain(reader, `filter_chains[${i}]`, reference) ?? []);
  return { listener, name, chains, problems: reader.problems };
}

function readChain(reader: TreeReader, path: string, reference: bigint): ChainTree | null {
  const chain = reader.message(path, reference, filterChainLayout);
  if (chain === null) return null;
  const filters = reader.list(`${path}.filters`, chain.filters, chain.n_filters, filterLimit);
  return {
    name: reader.text(`${path}.name`, chain.name),
    match: readMatch(reader, `${path}.filter_chain_match`, chain.filter_chain_match),
    filters: filters.flatMap(
      (filter, i) => readFilter(reader, `${path}.filters[${i}]`, filter) ?? [],
    ),
  };
}

function readMatch(reader: TreeReader, path: string, reference: bigint): MatchTree | null {
  const match = reader.message(path, reference, filterChainMatchLayout);
  if (match === null) return null;
  const prefixPath = `${path}.prefix_ranges`;
  const prefixes = reader.list(prefixPath, match.prefix_ranges, match.n_prefix_ranges, shownLimit);
  const protocols = reader.list(
    `${path}.application_protocols`,
    match.application_protocols,
    match.n_application_protocols,
    shownLimit,
  );
  return {
    destinationPort: match.destination_port,
    transportProtocol: reader.text(
      `${path}.transport_protocol`,
      match.transport_protocol,
      'required',
    ),
    prefixes: prefixes.flatMap((prefix, i) => {
      const range = reader.message(`${prefixPath}[${i}]`, prefix, cidrRangeLayout);
      if (range === null) return [];
      const text = reader.text(`${prefixPath}[${i}].address_prefix`, range.address_prefix);
      return [{ prefix: text, length: range.prefix_len }];
    }),
    applicationProtocols: protocols.map((protocol, i) =>
      reader.text(`${path}.application_protocols[${i}]`, protocol),
    ),
  };
}

function readFilter(reader: TreeReader, path: string, reference: bigint): FilterTree | null {
  const filter = reader.message(path, reference, filterLayout);
  if (filter === null) return null;
  const { config_type_case: raw, config_type: body } = filter;
  const kind = toEnum(filterKindNames, raw);
  if (kind.name === null) reader.note('UNKNOWN_KIND', path, `filter kind ${raw} is skipped`);
  return {
    name: reader.text(`${path}.name`, filter.name),
    kind,
    clusters: raw === filterKinds.tcpProxy ? readProxy(reader, `${path}.tcp_proxy`, body) : [],
    routeConfigName: raw === filterKinds.http ? readHttp(reader, `${path}.http`, body) : null,
    rateLimit: raw === filterKinds.rateLimit ? readLimit(reader, `${path}.limit`, body) : null,
  };
}

function readProxy(reader: TreeReader, path: string, body: bigint): readonly DeclaredCluster[] {
  const proxy = reader.message(path, body, tcpProxyLayout);
  if (proxy === null) return [];
  const isWeighted = proxy.cluster_specifier_case === weightedSpecifier;
  return readClusterChoice(reader, path, proxy.cluster_specifier, isWeighted);
}

function readHttp(reader: TreeReader, path: string, body: bigint): string | null {
  const manager = reader.message(path, body, httpConnectionManagerLayout);
  if (manager === null) return null;
  const { route_specifier_case: raw, route_specifier: specifier } = manager;
  const { name } = toEnum(routeSpecifierNames, raw);
  if (name === null) reader.note('UNKNOWN_KIND', path, `route specifier ${raw}`);
  if (name !== 'ROUTE_CONFIG_NAME') return null;
  return reader.text(`${path}.route_config_name`, specifier, 'required');
}

function readLimit(reader: TreeReader, path: string, body: bigint): TokenBucket | null {
  const limit = reader.message(path, body, localRateLimitLayout);
  const bucket =
    limit && reader.message(`${path}.token_bucket`, limit.token_bucket, tokenBucketLayout);
  return (
    bucket && {
      maxTokens: bucket.max_tokens,
      tokensPerFill: bucket.tokens_per_fill,
      fillIntervalNs: bucket.fill_interval,
    }
  );
}
