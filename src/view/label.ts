// Short names of things, in a form that --from and --to take back: services as `name.namespace`,
// workloads as `namespace/name`.
import type { KmeshName } from '../kmesh/names.ts';
import type { NameTable } from '../snapshot/name-table.ts';

/** `fortio.default`, `httpbin.org` for a host outside the cluster, `default/fortio-v1` for a workload. */
export function nameLabel(name: KmeshName): string {
  if (name.kind === 'workload') return `${name.namespace}/${name.name}`;
  const isClusterLocal = name.name !== name.hostname;
  return isClusterLocal ? `${name.name}.${name.namespace}` : name.hostname;
}

/** `fortio.default` of a cluster-local host name; any other text as it is. */
export function hostLabel(hostname: string): string {
  const end = hostname.indexOf('.svc.');
  return end < 0 ? hostname : hostname.slice(0, end);
}

/**
 * What a cluster of Istio answers to besides its name, `outbound|80|v1|fortio.default.svc.cluster.local`:
 * its host, the host's label and the name alone.
 */
export function clusterHostNames(cluster: string): string[] {
  const host = cluster.split('|')[3];
  if (host === undefined || host === '') return [];
  const label = hostLabel(host);
  return [host, label, ...(label === host ? [] : [label.slice(0, label.indexOf('.'))])];
}

/** The namespace of a cluster of Istio whose host is cluster-local, null = of any other. */
export function clusterNamespace(cluster: string): string | null {
  const host = cluster.split('|')[3] ?? '';
  const label = hostLabel(host);
  return label === host ? null : label.slice(label.indexOf('.') + 1);
}

/** The label of an id, null = the name file does not have it. */
export function labelOf(names: NameTable, id: number | null): string | null {
  const name = id === null ? undefined : names.find(id);
  return name === undefined ? null : nameLabel(name);
}
