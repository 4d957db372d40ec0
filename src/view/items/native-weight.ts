// Weights of kernel-native mode: what a listener declares for each endpoint, and what the programs give it.
import { listWeights, type NativeWeight } from '../../explain/kernel-native/weights.ts';
import { toListenerEntry } from '../../kmesh/kernel-native/listener.ts';
import type { Problem } from '../../raw/problem.ts';
import { listListeners, nativeMapsToken, requireNativeMaps } from '../../snapshot/native-maps.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { WeightTarget } from './weight.ts';

export interface NativeWeightItem {
  /** Name of the listener, null = none that can be read. */
  readonly service: string | null;
  readonly servicePort: number;
  readonly target: WeightTarget;
  /** Weight of the cluster as written, null = the only one. */
  readonly weight: number | null;
  /** Part of new plain TCP connections: the same as `enforced`. */
  readonly share: number;
  /** Where the share comes from. */
  readonly source: string;
  /** `address:port`; `0.0.0.0` = every address. */
  readonly listener: string;
  /** `configuration/virtual host/route` of an HTTP listener, null = TCP. */
  readonly route: string | null;
  readonly cluster: string | null;
  /** 0 to 1 as the configuration has it, null = not declared. */
  readonly declared: number | null;
  /** 0 to 1 as the programs do it. */
  readonly enforced: number;
}

interface Listed {
  readonly items: readonly NativeWeightItem[];
  /** What is odd about the entries. */
  readonly problems: readonly Problem[];
}

/** The last answer: a node at rest has the same maps in each reading. */
let last: { readonly token: string; readonly listed: Listed } | null = null;

/** The weights of every listener, by the listener's address and port. */
export function toNativeWeightItems(snapshot: Snapshot): readonly NativeWeightItem[] {
  const token = nativeMapsToken(snapshot);
  const listed = last !== null && last.token === token ? last.listed : listAll(snapshot);
  last = token === null ? null : { token, listed };
  snapshot.noteOddities(listed.problems);
  return listed.items;
}

function listAll(snapshot: Snapshot): Listed {
  const native = requireNativeMaps(snapshot);
  const parts = listListeners(snapshot).map((row) => {
    const { key } = toListenerEntry(row.key, 0, row.value, 0);
    const { name, rows, problems } = listWeights(native, row);
    return { items: rows.map((weight) => toItem(name, key.port, weight)), problems };
  });
  return {
    items: parts.flatMap(({ items }) => items),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

function toItem(service: string | null, servicePort: number, row: NativeWeight): NativeWeightItem {
  const { listener, route, cluster, endpoint, weight, declared, enforced, why } = row;
  return {
    service,
    servicePort,
    target: toTarget(endpoint, cluster),
    weight,
    share: enforced,
    source: why === '' ? 'as declared' : why,
    listener,
    route,
    cluster,
    declared,
    enforced,
  };
}

/** An endpoint is IPv4 alone: its port follows the only colon. */
function toTarget(endpoint: string | null, name: string | null): WeightTarget {
  if (endpoint === null) return { kind: 'fallthrough', name, address: null, port: null };
  const [address = '', port] = endpoint.split(':');
  return { kind: 'endpoint', name, address, port: Number(port) };
}
