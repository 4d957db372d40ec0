// Compares two states of Kmesh's maps: two moments of a node, or two nodes.
import { dnsProxyUid } from '../kmesh/dual-engine/backend.ts';
import { decodeRows } from '../snapshot/loaded-routing-maps.ts';
import {
  type Change,
  type ChangeKind,
  type Difference,
  type Doubt,
  type Scope,
  toChange,
} from './change.ts';
import { compareEndpoints } from './compare-endpoints.ts';
import { comparePods } from './compare-pods.ts';
import { compareRows } from './compare-rows.ts';
import type { ComparedNode } from './compared-node.ts';
import { backendFields, serviceFields } from './entry-fields.ts';

/**
 * What differs. What one side lacks counts as added or removed only where that side was read whole; else
 * it is a doubt.
 */
export function compareNodes(from: ComparedNode, to: ComparedNode, scope: Scope): Difference {
  const sound: Change[] = [];
  const doubts: Doubt[] = [];
  for (const { kind, changes, sides } of compareParts(from, to, scope)) {
    const lost = { from: 0, to: 0 };
    for (const change of changes) {
      const unsure = change.change === 'changed' ? null : findUnsureSide(change, sides);
      if (unsure === null) sound.push(change);
      else lost[unsure]++;
    }
    for (const side of ['from', 'to'] as const) {
      const { isWhole, why } = sides[side];
      if (!isWhole) doubts.push({ kind, side, count: lost[side], why: why ?? 'not read whole' });
    }
  }
  return { scope, changes: sound, doubts };
}

/** The side that was not read whole and may have what the other has; null = it has not. */
function findUnsureSide({ change, kind }: Change, sides: Part['sides']): 'from' | 'to' | null {
  const [lacking, having] =
    change === 'added' ? (['from', 'to'] as const) : (['to', 'from'] as const);
  if (!sides[lacking].isWhole) return lacking;
  // A pod that one side could not see goes by another label there.
  return kind === 'pod' && !sides[having].isWhole ? having : null;
}

interface Seen {
  readonly isWhole: boolean;
  readonly why: string | null;
}

interface Part {
  readonly kind: ChangeKind;
  readonly changes: readonly Change[];
  readonly sides: { readonly from: Seen; readonly to: Seen };
}

function compareParts(from: ComparedNode, to: ComparedNode, scope: Scope): Part[] {
  const part = (
    kind: ChangeKind,
    changes: readonly Change[],
    seen: (node: ComparedNode) => Seen | null,
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

function compareServices(from: ComparedNode, to: ComparedNode, scope: Scope): Change[] {
  return Array.from(compareRows(from.services, to.services), ({ from: was, to: is }) => {
    const subject = { kind: 'service', serviceId: (is ?? was)?.id ?? 0 } as const;
    return toChange(subject, was && serviceFields(was, scope), is && serviceFields(is, scope));
  }).filter((change) => change !== undefined);
}

function compareFrontends(from: ComparedNode, to: ComparedNode): Change[] {
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

function serviceIds({ services: { map, format } }: ComparedNode): number[] {
  return decodeRows(map, format.toEntry).map(({ id }) => id);
}

/** Between nodes without the DNS proxy, whose backend has the address of the node's own daemon. */
function compareBackends(from: ComparedNode, to: ComparedNode, scope: Scope): Change[] {
  return Array.from(compareRows(from.backends, to.backends)).flatMap(({ from: was, to: is }) => {
    const backendUid = (is ?? was)?.uid ?? 0;
    if (scope === 'nodes' && backendUid === dnsProxyUid) return [];
    const subject = { kind: 'backend', backendUid } as const;
    return toChange(subject, was && backendFields(was), is && backendFields(is)) ?? [];
  });
}

function comparePolicies({ policies: from }: ComparedNode, { policies: to }: ComparedNode) {
  if (from === null || to === null) return [];
  return Array.from(compareRows(from, to)).flatMap(({ from: was, to: is }) => {
    const subject = { kind: 'policies', backendUid: (is ?? was)?.backendUid ?? 0 } as const;
    const fields = (entry: typeof was) => entry && { policyIds: entry.policyIds };
    return toChange(subject, fields(was), fields(is)) ?? [];
  });
}
