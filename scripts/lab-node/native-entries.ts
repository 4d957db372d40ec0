// The scenario as entries of kernel-native mode's maps.
import type { GenerationName } from '../../src/kmesh/generation.ts';
import { nativeGenerations } from '../../src/kmesh/kernel-native/generation.ts';
import { NativeImage } from './native-image.ts';
import { addImageCluster, addImageTcpListener, type ImageAddress } from './native-objects.ts';
import { clustersOf, type LabCluster, nativeServices } from './native-scenario.ts';
import { type LabService, namespace, pods } from './scenario.ts';

/** Lines for `labctl put`. */
export function nativeLabEntries(name: GenerationName): string[] {
  const generation = nativeGenerations[name];
  if (generation === undefined) throw new Error(`${name} has no layouts of kernel-native mode`);
  const image = new NativeImage(generation);
  for (const service of nativeServices) addService(image, service);
  return image.maps.flatMap((map) =>
    image
      .rows(map)
      .map(([key, value]) => `put ${map} ${key.toString('hex')} ${value.toString('hex')}\n`),
  );
}

function addService(image: NativeImage, service: LabService): void {
  const clusters = clustersOf(service);
  for (const { port, target } of service.ports) {
    for (const cluster of clusters) addCluster(image, { service, port, target }, cluster);
    const weighted = clusters.map(
      ({ subset, weight }) => [clusterName(service, port, subset), weight] as const,
    );
    for (const address of service.addresses.filter((one) => !one.includes(':'))) {
      const name = `${address}_${port}`;
      addImageTcpListener(image, { name, at: { address, port } }, weighted);
    }
  }
}

interface ServicePort {
  readonly service: LabService;
  readonly port: number;
  readonly target: number;
}

/** One locality for each priority. Endpoints without a pod leave the cluster missing. */
function addCluster(
  image: NativeImage,
  { service, port, target }: ServicePort,
  cluster: LabCluster,
): void {
  const named = Object.values(cluster.endpoints).flat();
  const localities = Object.entries(cluster.endpoints).map(([priority, names]) => ({
    weight: 1,
    priority: Number(priority),
    endpoints: names.flatMap((name): ImageAddress[] => {
      const pod = pods.find((candidate) => candidate.name === name);
      return pod === undefined ? [] : [{ address: pod.ipv4, port: target }];
    }),
  }));
  const isMissing = named.length > 0 && localities.every(({ endpoints }) => endpoints.length === 0);
  if (!isMissing) {
    addImageCluster(image, clusterName(service, port, cluster.subset), localities);
  }
}

function clusterName({ name }: LabService, port: number, subset: string | null): string {
  return `outbound|${port}|${subset ?? ''}|${name}.${namespace}.svc.cluster.local`;
}
