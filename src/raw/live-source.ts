// The live node, over kernel/: nothing is changed on it. Maps are opened again for each source, since a
// restart of Kmesh puts new maps behind the same pins.
import { statSync } from 'node:fs';
import { hostname, release } from 'node:os';
import { join } from 'node:path';
import { RowPool } from '../kernel/batch-read.ts';
import { BpfMap } from '../kernel/bpf-map.ts';
import { readCapabilities } from '../kernel/capabilities.ts';
import { readDataVariables } from '../kernel/data-variables.ts';
import { listFolder, readTextFile, unlessGone } from '../kernel/files.ts';
import {
  type FoundPins,
  findPins,
  listHostRoots,
  type SearchOptions,
} from '../kernel/find-pins.ts';
import { KernelError, reasonOf } from '../kernel/kernel-error.ts';
import { readPinnedObject } from '../kernel/pinned-object.ts';
import { toAccess } from './access.ts';
import { readDaemon } from './live-daemon.ts';
import { readInterfaces } from './live-interfaces.ts';
import { readNameFile } from './live-name-file.ts';
import { LiveNamespaces } from './live-namespaces.ts';
import type {
  NodeFacts,
  NodeSource,
  RawAccess,
  RawDaemon,
  RawInnerValue,
  RawMapSet,
  RawNameFile,
  RawPin,
  RawVariables,
} from './node-source.ts';
import type { RawAdmin } from './raw-admin.ts';
import type { RawInterfaces } from './raw-interface.ts';
import type { RawMap, RawMapInfo } from './raw-map.ts';
import type { RawNamespaces, RawPodFolder, RawSockets } from './raw-socket.ts';

export interface LiveNodeOptions extends SearchOptions {
  /** Paths of the daemon's name files below the node's root, best first. */
  readonly nameFilePaths: readonly string[];
  /** What the daemon answered, where it was asked. */
  readonly admin?: RawAdmin;
}

/** Opens the node's map sets. Throws KernelError when there is none, or none may be read. */
export function openLiveNode(options: LiveNodeOptions, pool = new RowPool()): NodeSource {
  const roots = listHostRoots(options.hostRoot, options.daemon);
  return new LiveNode(options, { roots, pins: findPins(options, roots) }, pool);
}

interface Found {
  /** As listHostRoots gives them. */
  readonly roots: readonly string[];
  readonly pins: readonly FoundPins[];
}

const ENOENT = 2;

class LiveNode implements NodeSource {
  readonly origin = 'live';
  readonly hasCheapLookups = true;
  readonly node: NodeFacts;
  readonly mapSets: readonly RawMapSet[];
  readonly admin?: RawAdmin;
  readonly #options: LiveNodeOptions;
  readonly #pool: RowPool;
  readonly #roots: readonly string[];
  readonly #namespaces: LiveNamespaces;
  readonly #folders = new Map<string, string>();
  readonly #open = new Map<string, BpfMap>();

  constructor(options: LiveNodeOptions, found: Found, pool: RowPool) {
    this.#options = options;
    if (options.admin !== undefined) this.admin = options.admin;
    this.#pool = pool;
    this.#roots = found.roots;
    this.#namespaces = new LiveNamespaces(procRoot(options.hostRoot));
    this.node = {
      name: nodeName(this.#roots[0] ?? '/'),
      kernel: release(),
      arch: process.arch,
    };
    this.mapSets = found.pins.map((pins) => this.#openSet(pins));
  }

  takenAt(): Date {
    return new Date();
  }

  monotonicNs(): bigint {
    return process.hrtime.bigint();
  }

  readMap(set: RawMapSet, name: string): RawMap {
    const map = this.#map(set, name);
    const info = this.#info(set, name);
    return { ...map.readAll(this.#pool.take(poolName(info))), info };
  }

  countEntries(set: RawMapSet, name: string): number | null {
    return this.#map(set, name).countEntries();
  }

  lookup(set: RawMapSet, name: string, key: Buffer): Buffer | undefined {
    return this.#map(set, name).lookup(key);
  }

  readInnerValue(id: number): RawInnerValue {
    let map: BpfMap;
    try {
      map = BpfMap.openById(id);
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      // Gone since its id was read: its owner has put another one there.
      if (error.errno === ENOENT) return { value: null, reason: null };
      return { value: null, reason: reasonOf(error) };
    }
    try {
      return { value: map.lookup(Buffer.alloc(map.info.keySize)) ?? null, reason: null };
    } finally {
      map.close();
    }
  }

  readStoredSockets(set: RawMapSet, name: string, byAddress: string | null): RawSockets {
    const addressed = byAddress === null ? null : this.#map(set, byAddress);
    return this.#namespaces.readStoredSockets(this.#map(set, name), addressed);
  }

  readNamespaceSockets(namespace: { cookie: bigint; pids: readonly number[] }): RawSockets {
    return this.#namespaces.readSockets(namespace);
  }

  readNamespaces(): RawNamespaces {
    return this.#namespaces.readAll();
  }

  readVariables(set: RawMapSet, path: string): RawVariables {
    const pin = join(this.#folders.get(set.pins) ?? '', path);
    const { mapIds } = readPinnedObject(pin);
    if (mapIds === null) {
      const reason = `cannot ask ${pin} for the maps of its program (needs CAP_SYS_ADMIN: tier 2)`;
      return { variables: [], complete: false, reason };
    }
    try {
      return { variables: readDataVariables(mapIds), complete: true, reason: null };
    } catch (error) {
      return { variables: [], complete: false, reason: reasonOf(error) };
    }
  }

  readInterfaces(): RawInterfaces {
    return readInterfaces();
  }

  readPodFolders(): readonly RawPodFolder[] {
    for (const root of this.#roots) {
      const folders = listFolder(join(root, 'var/log/pods'));
      if (folders !== null) return folders.flatMap(toPodFolder);
    }
    return [];
  }

  readNameFiles(before: readonly RawNameFile[] = []): readonly RawNameFile[] {
    for (const root of this.#roots) {
      for (const path of this.#options.nameFilePaths) {
        const full = join(root, path);
        const earlier = before.find((file) => file.path === full);
        const file = readNameFile(full, earlier);
        if (file !== null) return [file];
      }
    }
    return [];
  }

  readPins(set: RawMapSet): readonly RawPin[] {
    const folder = this.#folders.get(set.pins) ?? '';
    return (listFolder(folder) ?? [])
      .filter((name) => name !== 'map')
      .flatMap((name) => (listFolder(join(folder, name)) ?? []).map((pin) => `${name}/${pin}`))
      .filter((path) => unlessGone(() => statSync(join(folder, path)).isFile()) ?? false)
      .map((path) => {
        const { isAttached: attached, ...object } = readPinnedObject(join(folder, path));
        return { path, ...object, attached };
      });
  }

  readDaemon(): RawDaemon {
    return readDaemon(procRoot(this.#options.hostRoot), this.#options.daemon);
  }

  readAccess(): RawAccess {
    return toAccess(readCapabilities());
  }

  close(): void {
    for (const map of this.#open.values()) map.close();
    this.#open.clear();
    this.#namespaces.close();
  }

  #openSet(found: FoundPins): RawMapSet {
    const pins = join(found.path, 'map');
    this.#folders.set(pins, found.path);
    const maps = found.names.flatMap((name) => this.#openMap(name, join(pins, name)));
    return { folder: found.folder, pins, maps };
  }

  #openMap(name: string, pin: string): RawMapInfo[] {
    let map: BpfMap;
    try {
      map = BpfMap.open(pin);
    } catch (error) {
      // Gone since the folder was listed, or no map: not part of the set.
      if (error instanceof KernelError && error.code === 'CALL_FAILED') return [];
      throw error;
    }
    this.#open.set(pin, map);
    return [{ name, pin, ...map.info }];
  }

  #map(set: RawMapSet, name: string): BpfMap {
    const map = this.#open.get(this.#info(set, name).pin);
    if (map === undefined) throw new RangeError(`map ${name} is closed`);
    return map;
  }

  #info(set: RawMapSet, name: string): RawMapInfo {
    const info = set.maps.find((map) => map.name === name);
    if (info === undefined) throw new RangeError(`map ${name} is not in ${set.pins}`);
    return info;
  }
}

/** Tells maps apart, also those that a restart of Kmesh puts behind the same pins. */
export function poolName({ pin, id }: RawMapInfo): string {
  return `${pin} ${id}`;
}

/** The node's /proc: below the given root where it is mounted there, otherwise our own. */
export function procRoot(hostRoot: string | null): string {
  const candidates = hostRoot === null ? ['/host/proc'] : [join(hostRoot, 'proc')];
  return candidates.find((path) => readTextFile(join(path, '1/comm')) !== null) ?? '/proc';
}

function nodeName(root: string): string | null {
  const name = root === '/' ? hostname() : readTextFile(join(root, 'etc/hostname'))?.trim();
  return name || hostname() || null;
}

/** NAMESPACE_NAME_UID; neither a namespace nor a pod name has an underscore. */
function toPodFolder(folder: string): RawPodFolder[] {
  const [namespace, name, uid] = folder.split('_');
  if (namespace === undefined || name === undefined || uid === undefined) return [];
  return [{ namespace, name, uid }];
}
