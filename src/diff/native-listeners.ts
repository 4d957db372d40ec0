// Listeners with their chains, and the clusters that they lead to with declared and enforced weights.
import {
  findDeclaringFilter,
  listWeights,
  type NativeWeight,
} from '../explain/kernel-native/weights.ts';
import { toEnum } from '../kmesh/enumeration.ts';
import { filterKinds } from '../kmesh/kernel-native/filter.ts';
import { nativeOwner } from '../kmesh/kernel-native/generation.ts';
import { chainLimit, toListenerEntry } from '../kmesh/kernel-native/listener.ts';
import {
  type ChainTree,
  type FilterTree,
  type ListenerTree,
  readListenerTree,
} from '../kmesh/kernel-native/listener-tree.ts';
import { protocolNames } from '../kmesh/kernel-native/socket-address.ts';
import { portOf } from '../kmesh/port-slot.ts';
import { formatHostPort } from '../layout/ip-address.ts';
import { listListeners, requireNativeMaps } from '../snapshot/native-maps.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Fields, NativePlace } from './change.ts';
import { labelsOf, type NativeThing, noPlace } from './native-thing.ts';

/** Every listener with what belongs to it; what is odd is put down in the snapshot. */
export function readListenerThings(snapshot: Snapshot): NativeThing[] {
  const maps = requireNativeMaps(snapshot);
  const references = { lookup: maps.lookup, scheme: maps.generation.references };
  return listListeners(snapshot).flatMap((row) => {
    const entry = toListenerEntry(row.key, 0, row.value, 0);
    const owner = nativeOwner(maps.generation, 'km_listener', row.key);
    const tree = readListenerTree(references, entry, owner);
    const { rows, problems } = listWeights(maps, row);
    snapshot.noteOddities(problems);
    const { address, port } = entry.key;
    const place = { ...noPlace, listener: formatHostPort(address, port), listenerName: tree.name };
    const labels = labelsOf(tree.chains.map(({ name }) => name));
    return [
      toThing('listener', place, listenerFields(tree, labels)),
      ...tree.chains.flatMap((chain, i) =>
        chainThings(chain, { ...place, chain: labels[i] ?? '' }),
      ),
      ...unusedWeights(tree, labels, place),
      ...usedWeights(rows, place),
    ];
  });
}

function toThing(kind: NativeThing['kind'], place: NativePlace, fields: Fields): NativeThing {
  return { kind, place, address: null, fields };
}

function listenerFields({ listener, name, chains }: ListenerTree, labels: readonly string[]) {
  const { key, chainCount } = listener;
  const protocol = toEnum(protocolNames, key.protocol);
  return {
    name,
    protocol: protocol.name ?? protocol.raw,
    // The first that accepts is taken, so their order says something.
    chains: labels,
    ...(chainCount > BigInt(chainLimit) || chains.length !== Number(chainCount)
      ? { chainCount: String(chainCount) }
      : {}),
    ...(key.portSlot === key.port ? {} : { portSlot: key.portSlot }),
  } satisfies Fields;
}

function chainThings({ match, filters }: ChainTree, place: NativePlace): NativeThing[] {
  const fields = {
    destinationPort: match?.destinationPort ?? null,
    transportProtocol: match?.transportProtocol ?? 'unreadable',
    prefixes: match?.prefixes.map(({ prefix, length }) => `${prefix ?? '?'}/${length}`) ?? [],
    applicationProtocols: match?.applicationProtocols.map((protocol) => protocol ?? '?') ?? [],
    filters: filters.map(filterText),
  } satisfies Fields;
  return [toThing('chain', place, fields)];
}

/** A filter without the clusters that it leads to, which are told of as weights. */
function filterText({ name, kind, routeConfigName, rateLimit }: FilterTree): string {
  const route = routeConfigName === null ? null : `routes ${routeConfigName}`;
  const limit =
    rateLimit &&
    `${rateLimit.maxTokens} tokens, ${rateLimit.tokensPerFill} every ${rateLimit.fillIntervalNs}ns`;
  const what = kind.name ?? `kind ${kind.raw}`;
  return [what, name, route, limit].filter(Boolean).join(' ');
}

/** Clusters of the filters that plain TCP connections do not come to: what is written for them. */
function unusedWeights(
  { listener, chains }: ListenerTree,
  labels: readonly string[],
  place: NativePlace,
): NativeThing[] {
  const used = findDeclaringFilter(chains, portOf(listener.key.portSlot));
  return chains.flatMap(({ filters }, i) =>
    filters
      .filter((filter) => filter !== used && filter.kind.raw === filterKinds.tcpProxy)
      .flatMap(({ clusters }) => clusters)
      .map(({ name: cluster, weight }) =>
        toThing('weight', { ...place, chain: labels[i] ?? '', cluster }, { weight }),
      ),
  );
}

/** What every cluster declares and gets, over all its endpoints; of routes, each configuration tells. */
function usedWeights(rows: readonly NativeWeight[], place: NativePlace): NativeThing[] {
  const groups = new Map<string | null, NativeWeight[]>();
  for (const row of rows) {
    if (row.route !== null) continue;
    const group = groups.get(row.cluster);
    if (group === undefined) groups.set(row.cluster, [row]);
    else group.push(row);
  }
  return [...groups].map(([cluster, own]) => {
    const sum = (of: (row: NativeWeight) => number | null) =>
      rounded(own.reduce((total, row) => total + (of(row) ?? 0), 0));
    const isDeclared = own.some(({ declared }) => declared !== null);
    const left = sum(({ endpoint, enforced }) => (endpoint === null ? enforced : 0));
    if (cluster === null) return toThing('weight', place, { left });
    return toThing(
      'weight',
      { ...place, cluster },
      {
        weight: own[0]?.weight ?? null,
        declared: isDeclared ? sum(({ declared }) => declared) : null,
        enforced: sum(({ endpoint, enforced }) => (endpoint === null ? 0 : enforced)),
        left,
      },
    );
  });
}

/** Shares are sums of fractions: what differs in the last place is the same. */
function rounded(share: number): number {
  return Math.round(share * 1e6) / 1e6;
}
