// Compares two states of Kmesh's maps: two moments of a node, or two nodes.
import { dnsProxyUid } from '../kmesh/dual-engine/backend.ts';
import { decodeRows } from '../snapshot/loaded-routing-maps.ts';
import { type Change, type ChangeKind, type Difference, type Scope, toChange } from './change.ts';
import { compareEndpoints } from './compare-endpoints.ts';
import { compareNativeParts } from './compare-native.ts';
import { comparePods } from './compare-pods.ts';
import { compareRows } from './compare-rows.ts';
import type { ComparedNode, DualEngineNode } from './compared-node.ts';
import { backendFields, serviceFields } from './entry-fields.ts';
import { type Part, type Seen, settleParts } from './settle-parts.ts';

/** What differs between two states of one mode; what cannot be told is a doubt. */
export function compareNodes(from: ComparedNode, to: ComparedNode, scope: Scope): Difference {
  if (from.mode === 'kernel-native' && to.mode === 'kernel-native') {
    return settleParts(compareNativeParts(from, to), scope);
  }
  if (from.mode === 'dual-engine' && to.mode === 'dual-engine') {
    return settleParts(compareParts(from, to, scope), scope);
  }
  throw new RangeError(`nothing of ${from.mode} mode is found in ${to.mode} mode`);
}

function compareParts(from: DualEngineNode, to: DualEngineNode, scope: Scope): Part[] {
  const part = (
    kind: ChangeKind,
    changes: readonly Change[],
    seen: (node: DualEngineNode) => Seen | null,
  ): Part[] => {
    const [before, after] = [seen(from), seen(to)];
    if (before === null || after === null) return [];
    return [{ kind, changes, sides: { from: before, to: after } }];
  };
  return [
    ...part('service', compareServices(from, to, scope), (node) => node.services),
    ...part('frontend', compareFrontends(from, to), (node) => node.frontends),
    ...part('endpoint', compareEndpoints(from, to, scope), (node) => node.endpoints),
    ...part('backend', compareBackends(from, to, scope), (node) => node.backends),
    ...part('policies', comparePolicies(from, to), (node) => node.policies),
    ...part('pod', comparePods(from.pods?.pods ?? [], to.pods?.pods ?? []), (node) => node.pods),
  ];
}

function compareServices(from: DualEngineNode, to: DualEngineNode, scope: Scope): Change[] {
  return Array.from(compareRows(from.services, to.services), ({ from: was, to: is }) => {
    const subject = { kind: 'service', serviceId: (is ?? was)?.id ?? 0 } as const;
    return toChange(subject, was && serviceFields(was, scope), is && serviceFields(is, scope));
  }).filter((change) => change !== undefined);
}

function compareFrontends(from: DualEngineNode, to: DualEngineNode): Change[] {
  const pairs = [...compareRows(from.frontends, to.frontends)];
  if (pairs.length === 0) return [];
  // The programs look for a service of the id first.
  const services = new Set([...serviceIds(from), ...serviceIds(to)]);
  return pairs.flatMap(({ from: was, to: is }) => {
    const id = (is ?? was)?.upstreamId ?? 0;
    const owner = services.has(id) ? { serviceId: id } : { backendUid: id };
    const subject = { kind: 'frontend', address: (is ?? was)?.address ?? '', ...owner } as const;
    return toChange(subject, was && upstream(was), is && upstream(is)) ?? [];
  });
}

function upstream({ upstreamId }: { readonly upstreamId: number }) {
  return { upstreamId };
}

function serviceIds({ services: { map, format } }: DualEngineNode): number[] {
  return decodeRows(map, format.toEntry).map(({ id }) => id);
}

/** Between nodes without the DNS proxy, whose backend has the address of the node's own daemon. */
function compareBackends(from: DualEngineNode, to: DualEngineNode, scope: Scope): Change[] {
  return Array.from(compareRows(from.backends, to.backends)).flatMap(({ from: was, to: is }) => {
    const backendUid = (is ?? was)?.uid ?? 0;
    if (scope === 'nodes' && backendUid === dnsProxyUid) return [];
    const subject = { kind: 'backend', backendUid } as const;
    return toChange(subject, was && backendFields(was), is && backendFields(is)) ?? [];
  });
}

function comparePolicies({ policies: from }: DualEngineNode, { policies: to }: DualEngineNode) {
  if (from === null || to === null) return [];
  return Array.from(compareRows(from, to)).flatMap(({ from: was, to: is }) => {
    const subject = { kind: 'policies', backendUid: (is ?? was)?.backendUid ?? 0 } as const;
    const fields = (entry: typeof was) => entry && { policyIds: entry.policyIds };
    return toChange(subject, fields(was), fields(is)) ?? [];
  });
}
