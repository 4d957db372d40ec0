// Route configurations with their virtual hosts and routes, as they are written: only the enhanced kernel
// runs them.
import { nativeOwner } from '../kmesh/kernel-native/generation.ts';
import { slotText } from '../kmesh/kernel-native/reference.ts';
import {
  type HeaderTree,
  type RouteConfigurationTree,
  type RouteTree,
  readRouteTree,
  type VirtualHostTree,
} from '../kmesh/kernel-native/route-tree.ts';
import { listRouteConfigurations, requireNativeMaps } from '../snapshot/native-maps.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Fields, NativePlace } from './change.ts';
import { labelsOf, type NativeThing, noPlace } from './native-thing.ts';

/** Every route configuration with what belongs to it; what is odd is put down in the snapshot. */
export function readRouteThings(snapshot: Snapshot): NativeThing[] {
  const { lookup, generation } = requireNativeMaps(snapshot);
  const references = { lookup, scheme: generation.references };
  return listRouteConfigurations(snapshot).flatMap(({ key, value }) => {
    const owner = nativeOwner(generation, 'km_routerconfig', key);
    const tree = readRouteTree(references, value, generation.routeActionLayout, owner);
    snapshot.noteOddities(tree.problems);
    return configurationThings(slotText(key), tree);
  });
}

function configurationThings(name: string, tree: RouteConfigurationTree): NativeThing[] {
  const hosts = labelsOf(tree.virtualHosts.map((host) => host.name));
  const fields = {
    ...(tree.name === name ? {} : { name: tree.name }),
    virtualHosts: hosts,
  } satisfies Fields;
  return [
    toThing('routeConfiguration', name, fields),
    ...tree.virtualHosts.flatMap((host, i) => hostThings(`${name}/${hosts[i]}`, host)),
  ];
}

function hostThings(path: string, { domains, routes }: VirtualHostTree): NativeThing[] {
  const labels = labelsOf(routes.map(({ name }) => name));
  // The order of domains means nothing, that of routes decides.
  const texts = domains.map((domain) => domain ?? '?').toSorted();
  return [
    toThing('virtualHost', path, { domains: texts, routes: labels }),
    ...routes.flatMap((route, i) => routeThings(`${path}/${labels[i]}`, route)),
  ];
}

function routeThings(path: string, route: RouteTree): NativeThing[] {
  const { clusters, prefix, isCaseSensitive, headers } = route;
  const total = clusters.reduce((sum, { weight }) => sum + Math.max(0, weight ?? 1), 0);
  const fields = {
    prefix,
    isCaseSensitive: isCaseSensitive ? 'yes' : 'no',
    headers: headers.map(headerText),
    prefixRewrite: route.prefixRewrite,
    timeout: route.timeout,
    retries: route.retries,
    hashHeaders: route.hashHeaders.map((name) => name ?? '?'),
  } satisfies Fields;
  return [
    toThing('route', path, fields),
    ...clusters.map(({ name, weight }) =>
      toThing(
        'weight',
        path,
        {
          weight,
          declared: total === 0 ? 0 : Math.round((Math.max(0, weight ?? 1) / total) * 1e6) / 1e6,
        },
        name,
      ),
    ),
  ];
}

function headerText({ name, kind, value }: HeaderTree): string {
  return `${name ?? '?'} ${kind.name ?? `kind ${kind.raw}`} ${value ?? '?'}`;
}

function toThing(
  kind: NativeThing['kind'],
  route: string,
  fields: Fields,
  cluster: string | null = null,
): NativeThing {
  const place: NativePlace = { ...noPlace, route, cluster };
  return { kind, place, address: null, fields };
}
