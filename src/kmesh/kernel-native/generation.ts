// What differs between the generations of kernel-native mode, as data (reference 5.1, 5.3).
import type { Layout } from '../../layout/layout.ts';
import { rawBytes, u32 } from '../../layout/scalar.ts';
import { manageKeyLayout, manageValueLayout } from '../dual-engine/manage.ts';
import type { GenerationName } from '../generation.ts';
import { clusterKeyLayout, clusterLayout, clusterV05Layout } from './cluster.ts';
import { clusterEndpointsKeyLayout, clusterEndpointsLayout } from './cluster-endpoints.ts';
import { clusterStatsKeyLayout, clusterStatsValueLayout } from './cluster-stats.ts';
import { listenerKeyLayout, listenerValueLayout } from './listener.ts';
import { rateLimitKeyLayout, rateLimitValueLayout } from './rate-limit.ts';
import { outerMapReferences, pooledReferences, type ReferenceScheme } from './reference.ts';
import { routeActionLayout, routeActionV05Layout } from './route.ts';
import { routeConfigurationLayout } from './route-configuration.ts';
import type { TreeOwner } from './tree-reader.ts';

export interface NativeGeneration {
  readonly name: GenerationName;
  readonly references: ReferenceScheme;
  readonly clusterLayout: typeof clusterLayout | typeof clusterV05Layout;
  readonly routeActionLayout: typeof routeActionLayout | typeof routeActionV05Layout;
  /** Rate limit, circuit breaker and cluster storage. */
  readonly hasClusterStorage: boolean;
  /** A sock_ops program that counts connections and enables pods by address. */
  readonly hasSockOps: boolean;
  /** Whether the array of tail calls is pinned. */
  readonly pinsTailCalls: boolean;
  /** Layouts of the maps that are decoded, by the pin names of v1.0 and later. */
  readonly layouts: Readonly<Record<string, MapLayoutPair>>;
  /** Pin names where they are others. */
  readonly pinNames: Readonly<Record<string, string>>;
}

/** The tail-call array, by its pin name of v1.0 and later. */
export const tailCallMap = 'km_cgrptailcall';

interface MapLayoutPair {
  readonly key: Layout<unknown>;
  readonly value: Layout<unknown>;
}

const commonLayouts = {
  km_listener: { key: listenerKeyLayout, value: listenerValueLayout },
  km_cluster_eps: { key: clusterEndpointsKeyLayout, value: clusterEndpointsLayout },
  km_eps_data: { key: u32, value: clusterEndpointsLayout },
  km_manage: { key: manageKeyLayout, value: manageValueLayout },
  km_routerconfig: { key: clusterKeyLayout, value: routeConfigurationLayout },
};

function poolLayouts({ pools }: ReferenceScheme): Record<string, MapLayoutPair> {
  return Object.fromEntries(
    pools.map(({ map, valueSize }) => [map, { key: u32, value: rawBytes(valueSize) }]),
  );
}

const current = {
  references: pooledReferences,
  clusterLayout,
  routeActionLayout,
  hasClusterStorage: true,
  hasSockOps: true,
  pinsTailCalls: true,
  pinNames: {},
  layouts: {
    ...commonLayouts,
    ...poolLayouts(pooledReferences),
    km_cluster: { key: clusterKeyLayout, value: clusterLayout },
    km_clusterstats: { key: clusterStatsKeyLayout, value: clusterStatsValueLayout },
    km_ratelimit: { key: rateLimitKeyLayout, value: rateLimitValueLayout },
  },
} as const;

/** The generations whose programs are followed. */
export const nativeGenerations: Readonly<Partial<Record<GenerationName, NativeGeneration>>> =
  Object.freeze({
    'v0.5': {
      name: 'v0.5',
      references: outerMapReferences,
      clusterLayout: clusterV05Layout,
      routeActionLayout: routeActionV05Layout,
      hasClusterStorage: false,
      hasSockOps: false,
      pinsTailCalls: false,
      pinNames: {
        km_listener: 'kmesh_listener',
        km_cluster: 'kmesh_cluster',
        km_cluster_eps: 'map_of_cluster_eps',
        km_eps_data: 'map_of_cluster_eps_data',
        km_routerconfig: 'map_of_router_config',
        km_manage: 'kmesh_manage',
        km_cgrptailcall: 'kmesh_tail_call_prog',
      },
      layouts: {
        ...commonLayouts,
        ...poolLayouts(outerMapReferences),
        km_cluster: { key: clusterKeyLayout, value: clusterV05Layout },
      },
    },
    'v1.0': { name: 'v1.0', ...current, hasSockOps: false },
    'v1.1': { name: 'v1.1', ...current },
    'v1.2': { name: 'v1.2', ...current },
    main: { name: 'main', ...current },
  });

/** Whose tree of references is read: an entry of a map, by the map's name in v1.0 and later. */
export function nativeOwner(generation: NativeGeneration, map: string, key: Buffer): TreeOwner {
  return { map: pinNameOf(generation, map), key: key.toString('hex') };
}

/** The pin name of a map in a generation, from its name in v1.0 and later. */
export function pinNameOf(generation: NativeGeneration, map: string): string {
  return generation.pinNames[map] ?? map;
}
