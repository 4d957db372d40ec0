// tcp_proxy_manager (tcp_proxy.h): one cluster, or one of several drawn by weight.
import { clusterKey } from '../../kmesh/kernel-native/cluster.ts';
import {
  findMessage,
  findReferences,
  findStringSlot,
  slotText,
} from '../../kmesh/kernel-native/reference.ts';
import { type tcpProxyLayout, weightedSpecifier } from '../../kmesh/kernel-native/tcp-proxy.ts';
import {
  clusterWeightLayout,
  weightDraws,
  weightedClusterLayout,
  weightedClusterLimit,
} from '../../kmesh/kernel-native/weighted-clusters.ts';
import type { Decoded } from '../../layout/layout.ts';
import type { Reason } from '../explanation.ts';
import { clusterManager } from './cluster.ts';
import { type Ending, type Point, take, type Walk } from './walk.ts';

type TcpProxy = Decoded<typeof tcpProxyLayout>;

/** A cluster's name with the weight that is written for it, null = unreadable. */
export interface WeightedName {
  readonly name: Buffer | null;
  /** As stored; the programs take it as a signed number. */
  readonly weight: number;
}

/** One position of a proxy's choice: which name, and how many of the 100 draws come to it. */
export interface NameChoice {
  /** Undefined = nothing was chosen. */
  readonly name: WeightedName | undefined;
  readonly draws: number;
}

/** Every way the connections of a TCP proxy can end. */
export function tcpProxyManager(walk: Walk, at: Point, proxy: TcpProxy): Ending[] {
  if (proxy.cluster_specifier_case !== weightedSpecifier) {
    const slot = findStringSlot(walk.references, proxy.cluster_specifier);
    const note = slot === undefined ? 'its name is unreadable' : `cluster ${text(slot)}`;
    const asked = take(walk, at, { function: 'tcp_proxy_get_cluster', note });
    return clusterManager(walk, asked, clusterKey(slot ?? noName), reasonFor(slot ?? null));
  }
  const choices = drawNames(listWeighted(walk, proxy));
  return choices.flatMap(({ name, draws }) => {
    const asked = take(
      walk,
      { ...at, share: (at.share * draws) / weightDraws },
      { function: 'select_tcp_weight_cluster', note: choiceNote(name, draws) },
    );
    const missing = name === undefined ? 'NO_CLUSTER_CHOSEN' : reasonFor(name.name);
    return clusterManager(walk, asked, clusterKey(name?.name ?? noName), missing);
  });
}

/** Without a name the programs look the empty one up. */
const noName = Buffer.alloc(0);

function text(slot: Uint8Array): string {
  return JSON.stringify(slotText(slot));
}

function reasonFor(name: Uint8Array | null): Reason {
  return name === null ? 'CLUSTER_NAME_UNREADABLE' : 'CLUSTER_MISSING';
}

function choiceNote(name: WeightedName | undefined, draws: number): string {
  if (name === undefined) return `${draws} of ${weightDraws} draws choose no cluster`;
  const cluster = name.name === null ? 'a cluster of unreadable name' : text(name.name);
  return `weight ${name.weight | 0}: ${draws} of ${weightDraws} draws choose ${cluster}`;
}

/** The weighted clusters of a proxy up to the first that cannot be read, and at most 32. */
export function listWeighted(
  { references }: Pick<Walk, 'references'>,
  proxy: TcpProxy,
): WeightedName[] {
  const weighted = findMessage(references, proxy.cluster_specifier, weightedClusterLayout);
  if (weighted === undefined) return [];
  const count = Math.min(Number(weighted.n_clusters), weightedClusterLimit);
  const names: WeightedName[] = [];
  for (const reference of findReferences(references, weighted.clusters, count) ?? []) {
    const entry = findMessage(references, reference, clusterWeightLayout);
    if (entry === undefined) break;
    names.push({ name: findStringSlot(references, entry.name) ?? null, weight: entry.weight });
  }
  return names;
}

/**
 * What each of the draws 0 to 99 comes to: weights are subtracted in order, and the first that takes the
 * draw to 0 or below is chosen. So the first cluster gets one draw more than its weight.
 */
export function drawNames(names: readonly WeightedName[]): NameChoice[] {
  const draws = new Array<number>(names.length + 1).fill(0);
  for (let draw = 0; draw < weightDraws; draw++) {
    let rest = draw;
    const chosen = names.findIndex(({ weight }) => {
      rest = (rest - (weight | 0)) | 0;
      return rest <= 0;
    });
    const at = chosen < 0 ? names.length : chosen;
    draws[at] = (draws[at] ?? 0) + 1;
  }
  return draws.flatMap((count, i) => (count === 0 ? [] : [{ name: names[i], draws: count }]));
}
