// Names that stand for names, part by part: the same namespace, pod, service or host has the same pseudonym
// wherever it occurs, and a name keeps its form, so that what is joined by names still is.
import { type KeyedDigest, token } from './keyed-digest.ts';

/** Parts that every cluster has and that say nothing of this one. */
const clusterNames = ['', 'Kubernetes'];
const groups = ['', 'networking.istio.io'];
const workloadKinds = ['Pod', 'WorkloadEntry', 'ServiceEntry'];
const keptLabels = ['', '*', 'svc'];
const clusterDomain = '.svc.cluster.local';

/** Parts that many names have; the others are drawn each time, since there are as many as names. */
const sharedPrefixes = ['ns', 'cluster', 'group', 'kind', 'host'];

/** A replica's name: what it belongs to, the hash of its template, its own letters. */
const ofReplicaSet = /^(.+)-([0-9a-f]{6,10})-([0-9a-z]{5})$/;
const ofDaemonSet = /^(.+)-([0-9a-z]{5})$/;
const ofStatefulSet = /^(.+)-(\d{1,3})$/;

export class NamePseudonyms {
  readonly #digest: KeyedDigest;
  readonly #known = new Map<string, string>();

  constructor(digest: KeyedDigest) {
    this.#digest = digest;
  }

  /** A whole name of the name file: of a service, a policy or a workload. */
  full(name: string): string {
    const parts = name.split('/');
    if (parts.length > 3) return this.#workload(parts);
    const slash = name.indexOf('/');
    if (slash < 0) return this.#host(name, null);
    const namespace = name.slice(0, slash);
    return `${this.namespace(namespace)}/${this.#host(name.slice(slash + 1), namespace)}`;
  }

  /** A host name alone; in one of the cluster's own the second label is the namespace. */
  host(name: string): string {
    return this.#host(name, name.split('.')[1] ?? null);
  }

  namespace(name: string): string {
    return this.#part('ns', name);
  }

  /** A pod, or the host name that it has: both halves of a pod's name keep their own pseudonyms. */
  pod(name: string): string {
    if (name === '') return '';
    const [, owner, template] = ofReplicaSet.exec(name) ?? [];
    if (owner !== undefined) {
      const set = this.#token('template', `${owner}-${template}`, 8);
      return `${this.pod(owner)}-${set}-${this.#token('replica', name, 8)}`;
    }
    const [, base, ordinal] = ofStatefulSet.exec(name) ?? [];
    if (base !== undefined) return `${this.pod(base)}-${ordinal}`;
    const [, daemon] = ofDaemonSet.exec(name) ?? [];
    if (daemon !== undefined)
      return `${this.#part('pod', daemon)}-${this.#token('replica', name, 8)}`;
    return this.#part('pod', name);
  }

  node(name: string): string {
    return this.#part('node', name);
  }

  /** A pinned thing that is not Kmesh's. */
  pin(name: string): string {
    return this.#part('pin', name);
  }

  /** The uid of a Kubernetes object. */
  uid(uid: string): string {
    const hex = this.#digest('uid', uid).toString('hex');
    return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  /** cluster/group/kind/namespace/name[/section] */
  #workload(parts: readonly string[]): string {
    const [cluster = '', group = '', kind = '', namespace = '', ...names] = parts;
    const keep = (kept: readonly string[], prefix: string, text: string) =>
      kept.includes(text) ? text : this.#part(prefix, text);
    return [
      keep(clusterNames, 'cluster', cluster),
      keep(groups, 'group', group),
      keep(workloadKinds, 'kind', kind),
      this.namespace(namespace),
      ...names.map((name) => this.pod(name)),
    ].join('/');
  }

  /** A host name, label by label; in a service's, the label that is its namespace is that. */
  #host(host: string, namespace: string | null): string {
    const isClusterLocal = host.includes('.svc.');
    const hasUsualDomain = host.endsWith(clusterDomain);
    const own = hasUsualDomain ? host.slice(0, -clusterDomain.length) : host;
    const labels = own.split('.').map((label, at) => {
      if (keptLabels.includes(label)) return label;
      if (isClusterLocal && at === 1 && label === namespace) return this.namespace(label);
      return at === 0 ? this.#part('svc', label) : this.#part('host', label);
    });
    return labels.join('.') + (hasUsualDomain ? clusterDomain : '');
  }

  #part(prefix: string, text: string): string {
    if (text === '') return '';
    if (!sharedPrefixes.includes(prefix)) return `${prefix}-${token(this.#digest, prefix, text)}`;
    const key = `${prefix}/${text}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      known = `${prefix}-${token(this.#digest, prefix, text)}`;
      this.#known.set(key, known);
    }
    return known;
  }

  #token(purpose: string, text: string, length: number): string {
    return token(this.#digest, purpose, text, length);
  }
}
