// Joins namespaces, manager entries, names and backends to pods.
import { type ManageEntry, toManageKind } from '../kmesh/dual-engine/manage.ts';
import type { KmeshName } from '../kmesh/names.ts';
import { madeOf } from '../raw/made-of.ts';
import type { RawNamespace } from '../raw/raw-socket.ts';
import type { NameTable } from './name-table.ts';
import { type Pod, podLabel } from './pod.ts';
import type { Snapshot } from './snapshot.ts';
import { WorkloadNames } from './workload-names.ts';

type Asked = Pick<
  Snapshot,
  | 'namespaces'
  | 'podFolders'
  | 'manage'
  | 'isManageWhole'
  | 'hasManagedAddresses'
  | 'names'
  | 'keyedRouting'
>;
type Identity = Pick<Pod, 'namespace' | 'name' | 'knownBy'>;

/** Every namespace with its pod, then the manager entries that belong to none; sorted by label. */
export function joinPods(asked: Asked): Pod[] {
  const { namespaces } = asked.namespaces;
  const workloads = new Workloads(asked);
  const manage = new ManageKeys(asked.manage, namespaces, workloads);
  const joined = namespaces.map((namespace) => toPod(namespace, asked, workloads, manage));
  const proven = new Set(joined.filter(isProven).map(podLabel));
  const pods = joined.map((pod) => withoutTakenName(pod, proven)).filter(isPod);
  const all = [...pods, ...manage.unclaimed().map((entry) => toOrphan(entry, workloads, asked))];
  return all.sort((a, b) => compareText(sortKey(a), sortKey(b)));
}

function toPod(
  namespace: RawNamespace,
  asked: Asked,
  workloads: Workloads,
  manage: ManageKeys,
): Pod {
  const identity = identify(namespace, asked, workloads);
  const addresses = namespace.addresses ?? workloads.addressesOf(identity.namespace, identity.name);
  // What was not found is missing only where all of the map was seen.
  const absent = asked.isManageWhole ? false : null;
  const areKnown = namespace.addresses !== null || addresses.length > 0;
  const cookie = manage.claimCookie(namespace.cookie);
  const isAddressUsed = asked.hasManagedAddresses;
  const claimed = addresses.map((address) => manage.claimAddress(address));
  return {
    ...identity,
    uid: namespace.podUid,
    addresses,
    netnsCookie: namespace.cookie,
    enabled: {
      cookie: cookie !== undefined || absent,
      address: isAddressUsed
        ? claimed.some((entry) => entry?.value === 0) || (areKnown ? absent : null)
        : 'unused',
    },
    pids: namespace.pids,
    isInferred:
      identity.knownBy.startsWith('host-name') ||
      [cookie, ...claimed].some((entry) => entry?.known === 'inferred'),
  };
}

function isProven(pod: Pod): boolean {
  return pod.knownBy === 'cgroup-and-pod-logs';
}

/** A guessed name that another namespace has for certain is only a host name. */
function withoutTakenName(pod: Pod, proven: ReadonlySet<string>): Pod {
  if (isProven(pod) || pod.namespace === null || !proven.has(podLabel(pod))) return pod;
  return { ...pod, namespace: null, knownBy: 'host-name' };
}

/** A namespace of which neither Kubernetes nor Kmesh knows is somebody else's: a container, a test. */
function isPod(found: Pod): boolean {
  const isKnown = found.knownBy !== 'host-name' || found.uid !== null;
  return isKnown || found.enabled.cookie === true || found.enabled.address === true;
}

/** The pod's name by the best evidence that there is. */
function identify(namespace: RawNamespace, asked: Asked, workloads: Workloads): Identity {
  const folder = asked.podFolders.find(
    (candidate) => candidate.uid === namespace.podUid && namespace.podUid !== null,
  );
  if (folder !== undefined) {
    return { namespace: folder.namespace, name: folder.name, knownBy: 'cgroup-and-pod-logs' };
  }
  const byHost = workloads.byName(namespace.hostName);
  if (byHost !== undefined) return identity(byHost, 'host-name-and-name-file');
  for (const address of namespace.addresses ?? []) {
    const byAddress = workloads.byAddress(address);
    if (byAddress !== undefined) return identity(byAddress, 'address-and-name-file');
  }
  return { namespace: null, name: namespace.hostName || null, knownBy: 'host-name' };
}

function identity(name: KmeshName, knownBy: Pod['knownBy']): Identity {
  return { namespace: name.namespace, name: name.name, knownBy };
}

/** A manager entry whose namespace is not on the node, or could not be seen. */
function toOrphan(
  entry: ClassifiedEntry,
  workloads: Workloads,
  { hasManagedAddresses }: Asked,
): Pod {
  const isCookie = entry.kind === 'cookie';
  const workload = isCookie ? undefined : workloads.byAddress(entry.address);
  return {
    namespace: workload?.namespace ?? null,
    name: workload?.name ?? null,
    uid: null,
    addresses: isCookie ? [] : [entry.address],
    netnsCookie: isCookie ? entry.netnsCookie : null,
    // Without its namespace, one half says nothing of the other.
    enabled: isCookie
      ? { cookie: true, address: hasManagedAddresses ? null : 'unused' }
      : { cookie: null, address: entry.value === 0 },
    pids: [],
    knownBy: workload === undefined ? 'manager-map' : 'address-and-name-file',
    isInferred: entry.known === 'inferred',
  };
}

/** Workloads by address, through the frontend of the address, and by name, through the name file. */
class Workloads {
  readonly #asked: Asked;

  constructor(asked: Asked) {
    this.#asked = asked;
  }

  /** Whether a frontend entry has this address. */
  hasAddress(address: string): boolean {
    return this.#asked.keyedRouting.findFrontend(address) !== undefined;
  }

  byAddress(address: string): KmeshName | undefined {
    const frontend = this.#asked.keyedRouting.findFrontend(address);
    return frontend === undefined ? undefined : this.#workload(frontend.upstreamId);
  }

  /** The workload of this name, unless two namespaces have one. */
  byName(name: string): KmeshName | undefined {
    const uid = this.#uids.byPodName(name);
    return uid === undefined || uid === null ? undefined : this.#workload(uid);
  }

  addressesOf(namespace: string | null, name: string | null): readonly string[] {
    if (namespace === null || name === null) return [];
    const uid = this.#uids.byFullName(namespace, name);
    const backend = uid === undefined ? undefined : this.#asked.keyedRouting.findBackend(uid);
    return backend === undefined ? [] : [backend.address];
  }

  #workload(uid: number): KmeshName | undefined {
    const name = this.#asked.names.find(uid);
    return name?.kind === 'workload' ? name : undefined;
  }

  get #uids(): WorkloadNames {
    const { names } = this.#asked;
    return madeOf(workloadNames, names, () => new WorkloadNames(names));
  }
}

const workloadNames = new WeakMap<NameTable, WorkloadNames>();

type ClassifiedEntry = ManageEntry & ReturnType<typeof toManageKind>;

/** The manager map's entries, told apart into cookies and addresses, and ticked off as they are claimed. */
class ManageKeys {
  readonly #cookies = new Map<bigint, ClassifiedEntry>();
  readonly #addresses = new Map<string, ClassifiedEntry>();
  readonly #unclaimed: Set<ClassifiedEntry>;

  constructor(
    entries: readonly ManageEntry[],
    namespaces: readonly RawNamespace[],
    workloads: Workloads,
  ) {
    const cookies = new Set(namespaces.map((namespace) => namespace.cookie));
    const local = new Set(namespaces.flatMap((namespace) => namespace.addresses ?? []));
    const known = {
      isLiveCookie: (cookie: bigint) => cookies.has(cookie),
      isKnownAddress: (address: string) => local.has(address) || workloads.hasAddress(address),
    };
    const classified = entries.map((entry) => ({ ...entry, ...toManageKind(entry, known) }));
    for (const entry of classified) {
      if (entry.kind === 'cookie' && entry.netnsCookie !== null) {
        this.#cookies.set(entry.netnsCookie, entry);
      } else {
        this.#addresses.set(entry.address, entry);
      }
    }
    this.#unclaimed = new Set(classified);
  }

  claimCookie(cookie: bigint): ClassifiedEntry | undefined {
    return this.#claim(this.#cookies.get(cookie));
  }

  claimAddress(address: string): ClassifiedEntry | undefined {
    return this.#claim(this.#addresses.get(address));
  }

  unclaimed(): readonly ClassifiedEntry[] {
    return [...this.#unclaimed];
  }

  #claim(entry: ClassifiedEntry | undefined): ClassifiedEntry | undefined {
    if (entry !== undefined) this.#unclaimed.delete(entry);
    return entry;
  }
}

function sortKey(pod: Pod): string {
  return `${pod.name === null ? '1' : '0'}${podLabel(pod)}`;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
