// What is compared of kernel-native mode: the trees of listeners, route configurations and clusters, read
// now and put down by what they say.
import {
  type NativeGeneration,
  pinNameOf,
  tailCallMap,
} from '../kmesh/kernel-native/generation.ts';
import { type NativeMaps, requireNativeMaps } from '../snapshot/native-maps.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { ChangeKind, Scope } from './change.ts';
import { readClusterThings } from './native-clusters.ts';
import { readListenerThings } from './native-listeners.ts';
import { readRouteThings } from './native-routes.ts';
import type { NativeThing } from './native-thing.ts';
import type { Seen } from './settle-parts.ts';

/** All things of one kind, by what they are found by. */
export interface NativePart {
  readonly kind: ChangeKind;
  readonly things: ReadonlyMap<string, NativeThing>;
  readonly seen: Seen;
}

interface Source {
  /** The map whose entries they are, by its pin name of v1.0 and later. */
  readonly map: string;
  /** Maps that decide what is told of them, besides the pools of references. */
  readonly needs: readonly string[];
}

const ofListeners: Source = { map: 'km_listener', needs: [] };
const ofRoutes: Source = { map: 'km_routerconfig', needs: [] };

/** What each kind is read from. */
const sources = {
  listener: ofListeners,
  chain: ofListeners,
  weight: {
    map: 'km_listener',
    needs: ['km_cluster', 'km_cluster_eps', 'km_routerconfig', tailCallMap],
  },
  routeConfiguration: ofRoutes,
  virtualHost: ofRoutes,
  route: ofRoutes,
  cluster: { map: 'km_cluster', needs: [] },
  endpoint: { map: 'km_cluster', needs: ['km_cluster_eps'] },
} satisfies Partial<Record<ChangeKind, Source>>;

/** Everything but pods. Throws IncompleteError where the generation is not followed. */
export function readNativeParts(snapshot: Snapshot, scope: Scope): NativePart[] {
  const maps = requireNativeMaps(snapshot);
  const things = [
    ...readListenerThings(snapshot),
    ...readRouteThings(snapshot),
    ...readClusterThings(snapshot, scope),
  ];
  return Object.entries(sources).map(([name, source]) => {
    const kind = name as keyof typeof sources;
    const own = things.filter((thing) => thing.kind === kind);
    return { kind, things: byKey(own), seen: seenOf(snapshot, maps, source) };
  });
}

/** By where they belong; those with the same place, as an endpoint in two localities, are numbered. */
function byKey(things: readonly NativeThing[]): Map<string, NativeThing> {
  const found = new Map<string, NativeThing>();
  const ordered = things.toSorted((a, b) => compareText(textOf(a), textOf(b)));
  for (const thing of ordered) {
    const { listener, chain, route, cluster } = thing.place;
    const label = JSON.stringify([listener, chain, route, cluster, thing.address]);
    let own = label;
    for (let number = 2; found.has(own); number++) own = `${label} ${number}`;
    found.set(own, thing);
  }
  return found;
}

const textOf = ({ fields }: NativeThing) => JSON.stringify(fields);
const compareText = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);

/** Maps of maps are read on the way: what is missing in them is known only behind the reading. */
function seenOf(
  snapshot: Snapshot,
  { generation, incompleteMaps }: NativeMaps,
  source: Source,
): Seen {
  const isLost = (map: string) => incompleteMaps.includes(pinNameOf(generation, map));
  const pools = generation.references.pools.map(({ map }) => map);
  const lost = [source.map, ...pools, ...source.needs].filter(isLost);
  const cut = snapshot.problems.find(({ code }) => code === 'READ_LIMIT');
  const [first] = lost;
  return {
    isWhole: lost.length === 0 && cut === undefined,
    isExact: lost.every((map) => map === source.map) && cut === undefined,
    why: first === undefined ? (cut?.message ?? null) : whyOf(snapshot, generation, first),
  };
}

function whyOf({ problems }: Snapshot, generation: NativeGeneration, map: string): string {
  const pin = pinNameOf(generation, map);
  const told = problems.find((problem) => problem.map === pin)?.message;
  return told ?? `map ${pin} could not be read whole`;
}
