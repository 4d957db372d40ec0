// Host names of the objects (Istio: pkg/config/resource, pkg/config/host).

/** The service that is asked about. */
export interface ServiceHost {
  readonly namespace: string;
  /** For example `fortio.default.svc.cluster.local`. */
  readonly hostname: string;
}

const defaultDomain = 'cluster.local';

/** The cluster's domain, as the service's own host name has it. */
export function clusterDomain({ hostname }: ServiceHost): string {
  const at = hostname.indexOf('.svc.');
  return at < 0 ? defaultDomain : hostname.slice(at + '.svc.'.length);
}

/**
 * The whole name. Only a name without a dot is relative to the namespace: `fortio.default` is a host of
 * that name, and no service of the cluster.
 */
export function resolveHost(host: string, namespace: string, domain: string): string {
  const isWhole = host === '*' || host.includes('.') || host.includes(':');
  return isWhole ? host : `${host}.${namespace}.svc.${domain}`;
}

/** How closely a resolved host, which may begin with `*`, names the service; 0 = not at all. */
export function hostRank(host: string, hostname: string): number {
  const wanted = host.toLowerCase();
  const own = hostname.toLowerCase();
  if (wanted === own) return Number.POSITIVE_INFINITY;
  if (!wanted.startsWith('*')) return 0;
  return own.endsWith(wanted.slice(1)) ? wanted.length : 0;
}

/** Whether an object that is exported to these namespaces is seen from `viewer`; none = every one. */
export function isExported(exportTo: readonly string[], own: string, viewer: string): boolean {
  if (exportTo.length === 0) return true;
  return exportTo.some((to) => to === '*' || to === viewer || (to === '.' && own === viewer));
}
