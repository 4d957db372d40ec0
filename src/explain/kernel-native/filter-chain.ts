// filter_chain_manager and filter_manager (filter.h): the rate limit, then the first usable filter.

import { filterKindNames, filterKinds, filterLayout } from '../../kmesh/kernel-native/filter.ts';
import { filterLimit } from '../../kmesh/kernel-native/filter-chain.ts';
import { findMessage, findReferences } from '../../kmesh/kernel-native/reference.ts';
import { tcpProxyLayout } from '../../kmesh/kernel-native/tcp-proxy.ts';
import type { Decoded } from '../../layout/layout.ts';
import type { FilterChain } from './listener.ts';
import { takeToken } from './rate-limit.ts';
import { noTailCall } from './tail-call.ts';
import { tcpProxyManager } from './tcp-proxy.ts';
import { type Ending, isEnding, leave, type Point, take, type Walk } from './walk.ts';

export type Filter = Decoded<typeof filterLayout>;

const filterChainSlot = 2;
const filterSlot = 3;

/** Every way the connections of a chain can end. */
export function filterChainManager(walk: Walk, at: Point, chain: FilterChain): Ending[] {
  if (!walk.maps.tailCalls.has(filterChainSlot)) return [noTailCall(walk, at, filterChainSlot)];
  const filters = listFilters(walk, chain);
  const limit = filters.find(({ config_type_case: kind }) => kind === filterKinds.rateLimit);
  const limited = limit === undefined ? at : takeToken(walk, at, limit);
  if (isEnding(limited)) return [limited];
  const filter = filters.find(
    ({ config_type_case: kind }) => kind === filterKinds.tcpProxy || kind === filterKinds.http,
  );
  const kind = filter?.config_type_case ?? 0;
  const asked = take(walk, limited, {
    function: 'filter_chain_filter_match',
    hit: filter !== undefined,
    note: filter === undefined ? noFilterNote(chain) : `first usable: ${filterKindNames[kind]}`,
  });
  if (filter === undefined) return [leave(walk, asked, 'NO_FILTER')];
  if (!walk.maps.tailCalls.has(filterSlot)) return [noTailCall(walk, asked, filterSlot)];
  return filterManager(walk, asked, filter);
}

/** The readable filters, none where there are more than the programs take. */
function listFilters(walk: Walk, chain: FilterChain): Filter[] {
  if (chain.n_filters > BigInt(filterLimit)) return [];
  const references = findReferences(walk.references, chain.filters, Number(chain.n_filters)) ?? [];
  return references.flatMap(
    (reference) => findMessage(walk.references, reference, filterLayout) ?? [],
  );
}

function noFilterNote({ n_filters: count }: FilterChain): string {
  return count > BigInt(filterLimit)
    ? `${count} filters: with more than ${filterLimit} none is used`
    : `none of ${count} filters is a TCP proxy`;
}

function filterManager(walk: Walk, at: Point, filter: Filter): Ending[] {
  if (filter.config_type_case === filterKinds.http) {
    const note = 'an HTTP connection manager: only the enhanced kernel runs it';
    return [leave(walk, take(walk, at, { function: 'filter_manager', note }), 'HTTP_FILTER')];
  }
  const proxy = findMessage(walk.references, filter.config_type, tcpProxyLayout);
  if (proxy !== undefined) return tcpProxyManager(walk, at, proxy);
  const note = 'the body of the TCP proxy is unreadable';
  const unreadable = take(walk, at, { function: 'filter_manager', note });
  return [leave(walk, unreadable, 'TCP_PROXY_UNREADABLE')];
}
