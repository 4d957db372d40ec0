// The pods behind a destination: the endpoints that the kernel's maps have for its service, of which a
// DestinationRule's labels choose; without the maps, what the given Service selects.
import { madeOf } from '../../raw/made-of.ts';
import { clusterDomain, hostRank, isExported, resolveHost, type ServiceHost } from './host-name.ts';
import {
  compareAge,
  type DeclaredPod,
  type DestinationRule,
  type ObjectName,
  type RouteDestination,
  type RouteObjects,
} from './route-object.ts';

/** An endpoint of a service as the kernel's maps have it. */
export interface KnownEndpoint {
  /** Parts of the workload's name, null = no name. */
  readonly namespace: string | null;
  readonly name: string | null;
  readonly address: string;
}

export interface KnownService {
  readonly endpoints: readonly KnownEndpoint[];
  /** Target port of a service port, null = the service has no such port. */
  targetPort(port: number): number | null;
}

/** The services of the kernel's maps by host name. */
export interface KnownServices {
  find(hostname: string): KnownService | undefined;
}

export interface PodPlace {
  /** `namespace/name`, null = not known. */
  readonly name: string | null;
  readonly address: string | null;
  /** Port of the pod, null = not known. */
  readonly port: number | null;
}

export interface FoundPods {
  /** Where the pods' addresses come from; null = the pods are not known. */
  readonly from: 'maps' | 'objects' | null;
  readonly pods: readonly PodPlace[];
  /** The DestinationRule that has the subset, null = none, or no subset. */
  readonly subsetObject: ObjectName | null;
  /** What is missing, null = nothing. */
  readonly note: string | null;
}

export interface PodQuestion {
  readonly objects: RouteObjects;
  readonly known: KnownServices;
  /** The service that was connected to: its namespace is where the objects are seen from. */
  readonly service: ServiceHost & { readonly port: number };
}

interface Candidates {
  readonly from: 'maps' | 'objects';
  /** With the pod's object where it was given. */
  readonly pods: readonly { readonly place: PodPlace; readonly object: DeclaredPod | undefined }[];
}

/** The pods of one destination of a route. */
export function findPods(question: PodQuestion, destination: RouteDestination): FoundPods {
  const domain = clusterDomain(question.service);
  const host = resolveHost(destination.host, destination.namespace, domain);
  const port = destination.port ?? question.service.port;
  const candidates = findEndpoints(question, host, port) ?? findSelected(question, host, port);
  const { subset } = destination;
  if (subset === null) return allOf(candidates, host);
  const rule = findSubset(question, host, subset);
  if (rule === undefined) {
    const note = `no DestinationRule given has subset ${subset} of ${host}`;
    return { from: null, pods: [], subsetObject: null, note };
  }
  return chooseLabelled(candidates, rule);
}

function allOf(candidates: Candidates | undefined, host: string): FoundPods {
  const base = { subsetObject: null, note: null };
  if (candidates !== undefined) {
    const { from } = candidates;
    const note = candidates.pods.length === 0 ? `${host} has no endpoints` : null;
    return { ...base, from, pods: candidates.pods.map(({ place }) => place), note };
  }
  const note = `${host} is not in the maps, and its Service and pods not in the input`;
  return { ...base, from: null, pods: [], note };
}

function chooseLabelled(candidates: Candidates | undefined, rule: FoundSubset): FoundPods {
  const { object: subsetObject, labels } = rule;
  const given = (candidates?.pods ?? []).filter(({ object }) => object !== undefined);
  const matches = (candidates?.pods ?? []).filter(
    ({ object }) => labels.size === 0 || (object !== undefined && hasLabels(object, labels)),
  );
  const shown = [...labels].map(([name, value]) => `${name}=${value}`).join(',');
  if (candidates === undefined || (given.length === 0 && labels.size > 0)) {
    return { from: null, pods: [], subsetObject, note: `pods not in the input (${shown})` };
  }
  const pods = matches.map(({ place }) => place);
  const missing = labels.size === 0 ? 0 : candidates.pods.length - given.length;
  const left = missing === 0 ? null : `${missing} endpoints more, whose pods are not in the input`;
  const none = pods.length === 0 ? `no endpoint among the pods given has ${shown}` : null;
  const note = [none, left].filter((part) => part !== null).join('; ');
  return { from: candidates.from, pods, subsetObject, note: note === '' ? null : note };
}

/** The endpoints of the kernel's maps, undefined = they have no such service. */
function findEndpoints(
  { objects, known }: PodQuestion,
  host: string,
  port: number,
): Candidates | undefined {
  const service = known.find(host);
  if (service === undefined) return undefined;
  const target = service.targetPort(port);
  const pods = madeOf(podIndexes, objects, () => indexPods(objects.pods));
  const places = service.endpoints.map(({ namespace, name, address }) => {
    const isNamed = namespace !== null && name !== null;
    const object = pods.get(isNamed ? `${namespace}/${name}` : address);
    const label = isNamed ? `${namespace}/${name}` : null;
    return { place: { name: label, address, port: target }, object };
  });
  return { from: 'maps', pods: places };
}

type PodIndex = ReadonlyMap<string, DeclaredPod>;

/** A cluster's pods are asked for once for every endpoint of every service. */
const podIndexes = new WeakMap<RouteObjects, PodIndex>();

/** Pods by `namespace/name`, which no address looks like, and by address. */
function indexPods(pods: readonly DeclaredPod[]): PodIndex {
  return new Map(
    pods.flatMap((pod) =>
      [`${pod.namespace}/${pod.name}`, ...pod.addresses].map((key) => [key, pod] as const),
    ),
  );
}

/** What the given Service selects among the given pods, undefined = there is no such Service. */
function findSelected(
  { objects, service: asked }: PodQuestion,
  host: string,
  port: number,
): Candidates | undefined {
  const domain = clusterDomain(asked);
  const service = objects.services.find(
    ({ name, namespace }) => `${name}.${namespace}.svc.${domain}` === host,
  );
  if (service === undefined || service.selector.size === 0) return undefined;
  const target = service.ports.find((one) => one.port === port)?.targetPort ?? null;
  const pods = objects.pods
    .filter((pod) => pod.namespace === service.namespace && hasLabels(pod, service.selector))
    .map((object) => {
      const { namespace, name, addresses } = object;
      const place = { name: `${namespace}/${name}`, address: addresses[0] ?? null, port: target };
      return { place, object };
    });
  return pods.length === 0 ? undefined : { from: 'objects', pods };
}

function hasLabels(pod: DeclaredPod, labels: ReadonlyMap<string, string>): boolean {
  return [...labels].every(([name, value]) => pod.labels.get(name) === value);
}

interface FoundSubset {
  readonly object: ObjectName;
  readonly labels: ReadonlyMap<string, string>;
}

/** Istio's root namespace, unless a mesh is set up otherwise. */
const rootNamespace = 'istio-system';

/**
 * The subset as Istio looks rules up: in the namespace of the waypoint (taken to be that of its service),
 * then in that of the host, then in the root namespace. The first that has a rule for the host decides.
 */
function findSubset(question: PodQuestion, host: string, subset: string): FoundSubset | undefined {
  const [, own = ''] = host.split('.');
  for (const namespace of [question.service.namespace, own, rootNamespace]) {
    const rules = rulesFor(question, host, namespace);
    const found = rules.find((rule) => rule.subsets.has(subset));
    const labels = found?.subsets.get(subset);
    if (found !== undefined && labels !== undefined) return { object: found.object, labels };
    if (rules.length > 0) return undefined;
  }
  return undefined;
}

/** The rules of a namespace that name the host most closely, the oldest first: Istio merges them. */
function rulesFor(
  { objects, service }: PodQuestion,
  host: string,
  namespace: string,
): DestinationRule[] {
  const domain = clusterDomain(service);
  const ranked = objects.destinationRules
    .filter(
      ({ object, exportTo }) =>
        object.namespace === namespace && isExported(exportTo, namespace, service.namespace),
    )
    .map((rule) => ({ rule, rank: hostRank(resolveHost(rule.host, namespace, domain), host) }));
  const best = Math.max(0, ...ranked.map(({ rank }) => rank));
  return ranked
    .filter(({ rank }) => rank > 0 && rank === best)
    .map(({ rule }) => rule)
    .toSorted(compareAge);
}
