// A node at one instant: what is read is read once, when it is first asked for, and kept. Whatever was
// odd or missing while reading is in `problems`.
import type { BackendEntry } from '../kmesh/dual-engine/backend.ts';
import type { EndpointEntry } from '../kmesh/dual-engine/endpoint.ts';
import type { FrontendEntry } from '../kmesh/dual-engine/frontend.ts';
import type { ManageEntry } from '../kmesh/dual-engine/manage.ts';
import type { DualEngineMaps, MapRole, RowDecoder } from '../kmesh/dual-engine/map-formats.ts';
import type { ServiceEntry } from '../kmesh/dual-engine/service.ts';
import {
  findGeneration,
  type GenerationFinding,
  overruleGeneration,
} from '../kmesh/find-generation.ts';
import { type Generation, type GenerationName, generations } from '../kmesh/generation.ts';
import { findNativeGeneration } from '../kmesh/kernel-native/find-generation.ts';
import { dualEngineLayouts, type Mode, modeFolders } from '../kmesh/maps.ts';
import { u32 } from '../layout/scalar.ts';
import { madeOf } from '../raw/made-of.ts';
import type {
  NodeFacts,
  NodeSource,
  RawInnerValue,
  RawMapSet,
  RawNameFile,
  RawPin,
  RawVariables,
} from '../raw/node-source.ts';
import type { Problem } from '../raw/problem.ts';
import type { RawInterfaces } from '../raw/raw-interface.ts';
import type { RawMap } from '../raw/raw-map.ts';
import type { RawNamespaces, RawPodFolder, RawSocket, RawSockets } from '../raw/raw-socket.ts';
import { type DaemonView, toDaemonView } from './daemon-view.ts';
import { keyedRoutingMaps } from './keyed-routing-maps.ts';
import { readKmeshSockets } from './kmesh-sockets.ts';
import { decodeRows, fitsLayout, loadRoutingMaps, routingRoles } from './loaded-routing-maps.ts';
import { usesMapsOf } from './map-sets.ts';
import { loadNameTable, type NameTable } from './name-table.ts';
import { loadNativeMaps, type NativeMaps } from './native-maps.ts';
import type { Pod } from './pod.ts';
import { joinPods } from './pods.ts';
import { ReadLog } from './read-log.ts';
import type { RoutingMaps } from './routing-maps.ts';
import { readSettings } from './settings.ts';
import { type NodeSockets, noSockets } from './sockets.ts';

export class Snapshot {
  readonly source: NodeSource;
  readonly mapSet: RawMapSet;
  readonly mode: Mode;
  readonly node: NodeFacts;
  readonly takenAt: Date;
  /** CLOCK_MONOTONIC at `takenAt`, ns. */
  readonly monotonicNs: bigint;
  readonly generation: GenerationFinding;
  /** What `kmesh_version` holds: the hash of the daemon's version string; null = not pinned. */
  readonly versionHash: number | null;

  readonly #log = new ReadLog();
  readonly #innerValues = new Map<number, RawInnerValue>();
  readonly #maps = new Map<string, RawMap | undefined>();
  readonly #parts = new Map<string, unknown>();

  /** `generation`: what the user says that it is, null = what the pins say. */
  constructor(source: NodeSource, mapSet: RawMapSet, generation: GenerationName | null = null) {
    this.source = source;
    this.mapSet = mapSet;
    this.mode = modeFolders.find((mode) => mode.folder === mapSet.folder)?.mode ?? 'dual-engine';
    this.node = source.node;
    this.takenAt = source.takenAt();
    this.monotonicNs = source.monotonicNs();
    this.versionHash = readVersionHash(source, mapSet);
    const find = this.mode === 'kernel-native' ? findNativeGeneration : findGeneration;
    const found = find({
      maps: new Map(mapSet.maps.map((map) => [map.name, map])),
      pins: this.#ownPins().map((pin) => pin.path),
      versionHash: this.versionHash,
    });
    this.generation = generation === null ? found : overruleGeneration(generation, found);
  }

  /** Links and programs of this set: in a folder that two sets share, those that use its maps. */
  #ownPins(): readonly RawPin[] {
    if (this.mapSet.sharesFolder !== true) return this.pins;
    return this.pins.filter((pin) => usesMapsOf(pin, this.mapSet));
  }

  /** What `explain` follows, undefined where this generation is not followed. */
  get followed(): Generation | undefined {
    return this.generation.name === null ? undefined : generations[this.generation.name];
  }

  /** How the maps are read: as the generation keeps them, or the one that is nearest. */
  get formats(): DualEngineMaps {
    return generations[this.generation.name ?? this.generation.nearest].maps;
  }

  get pins(): readonly RawPin[] {
    return this.#once('pins', () => this.source.readPins(this.mapSet));
  }

  /** From the node's name file, or from the daemon where there is none and it was asked. */
  get names(): NameTable {
    return this.#once('names', () => {
      const names = namesOf(this.source.readNameFiles());
      return names.path === null ? (this.daemonView?.names ?? names) : names;
    });
  }

  /** What the daemon says of itself and of the mesh, undefined = it was not asked. */
  get daemonView(): DaemonView | undefined {
    const { admin } = this.source;
    return admin === undefined ? undefined : toDaemonView(admin);
  }

  /** The routing tables, read whole. */
  get routing(): RoutingMaps {
    return this.#once('routing', () => {
      const maps = new Map<MapRole, RawMap>();
      for (const role of routingRoles) {
        const map = this.readMap(role);
        if (map !== undefined) maps.set(role, map);
      }
      return loadRoutingMaps(maps, this.formats);
    });
  }

  /** The routing tables, looked up key by key: for a single question on a live node. */
  get keyedRouting(): RoutingMaps {
    return this.#once('keyedRouting', () =>
      this.source.hasCheapLookups || this.mode === 'kernel-native'
        ? keyedRoutingMaps(this)
        : this.routing,
    );
  }

  /** The maps of kernel-native mode, undefined in the other mode and where they are not followed. */
  get native(): NativeMaps | undefined {
    return this.#once('native', () => loadNativeMaps(this));
  }

  get frontends(): readonly FrontendEntry[] {
    return this.#once('frontends', () => this.#entries('km_frontend'));
  }

  get services(): readonly ServiceEntry[] {
    return this.#once('services', () => this.#entries('km_service'));
  }

  get endpoints(): readonly EndpointEntry[] {
    return this.#once('endpoints', () => this.#entries('km_endpoint'));
  }

  get backends(): readonly BackendEntry[] {
    return this.#once('backends', () => this.#entries('km_backend'));
  }

  get manage(): readonly ManageEntry[] {
    return this.#once('manage', () => this.#entries('km_manage'));
  }

  /** Whether a key that the manager map lacks is really not in it. */
  get isManageWhole(): boolean {
    const map = this.readMap('km_manage');
    return map?.complete === true && fitsLayout(map);
  }

  /** Namespaces of the node other than its own. */
  get namespaces(): RawNamespaces {
    return this.#once('namespaces', () => {
      const found = this.source.readNamespaces();
      if (!found.complete) this.#log.note('NAMESPACES_UNREADABLE', null, found.reason);
      return found;
    });
  }

  /** The interfaces of the namespaces. */
  get interfaces(): RawInterfaces {
    return this.#once('interfaces', () => {
      const read = this.source.readInterfaces();
      if (!read.complete) this.#log.note('INTERFACES_UNREADABLE', null, read.reason);
      return read;
    });
  }

  /** The settings that the programs go by. That they cannot be read makes nothing else incomplete. */
  get settings(): RawVariables {
    return this.#once('settings', () => readSettings(this.source, this.mapSet));
  }

  get podFolders(): readonly RawPodFolder[] {
    return this.#once('podFolders', () => this.source.readPodFolders());
  }

  /** Pods with a namespace on this node, and manager entries for which none was found. */
  get pods(): readonly Pod[] {
    return this.#once('pods', () => joinPods(this));
  }

  /** Sockets that carry Kmesh's storage. */
  get storedSockets(): RawSockets {
    return this.#sockets.stored;
  }

  /** TCP sockets of an enabled pod's namespace that carry no storage; listening ones among them. */
  bareSockets(pod: Pod): readonly RawSocket[] {
    const { netnsCookie: cookie } = pod;
    return (cookie === null ? undefined : this.#sockets.bare.get(cookie)?.sockets) ?? noSockets;
  }

  /** Whether pods are enabled by address besides: who has no sock_ops program knows cookies alone (reference 5.4). */
  get hasManagedAddresses(): boolean {
    return this.native?.generation.hasSockOps ?? true;
  }

  /** Pods that the manager map names, by cookie, by address or by both. */
  get enabledPods(): readonly Pod[] {
    return this.pods.filter(({ enabled }) => enabled.cookie === true || enabled.address === true);
  }

  /**
   * A map read whole, by the name of its pin or by the one that it has since v1.0; undefined where it is
   * not pinned or cannot be read, which `problems` says.
   */
  readMap(nameOrRole: string): RawMap | undefined {
    const name = this.pinName(nameOrRole);
    if (this.#maps.has(name)) return this.#maps.get(name);
    const map = this.#readMap(name);
    this.#maps.set(name, map);
    return map;
  }

  /** Number of entries, null where the type has none to count; a map that is read anyway is read once. */
  countEntries(name: string): number | null {
    if (dualEngineLayouts[name] !== undefined) return this.readMap(name)?.count ?? null;
    return this.source.countEntries(this.mapSet, name);
  }

  /** The first value of the map with this id, which the map of maps `name` has; each is read once. */
  readInnerValue(name: string, id: number): RawInnerValue {
    const known = this.#innerValues.get(id);
    if (known !== undefined) return known;
    const found = this.source.readInnerValue(id);
    this.#innerValues.set(id, found);
    const { reason } = found;
    if (reason !== null) this.#log.noteOnce('MAP_UNREADABLE', name, `${name}: ${reason}`);
    return found;
  }

  /** What was odd so far; grows with what is read. */
  get problems(): readonly Problem[] {
    return [...this.#log.all, ...this.names.problems(), ...(this.daemonView?.problems ?? [])];
  }

  /** Puts down, once, what is odd in entries of kernel-native mode. The answer is whole unless the reading was cut. */
  noteOddities(problems: readonly Problem[]): void {
    for (const problem of problems) {
      // In maps that were not read whole, nothing is known to be missing.
      const isDangling = problem.code === 'DANGLING_REFERENCE';
      const isUnproven = isDangling && this.native?.incompleteMaps.length !== 0;
      if (!isUnproven) this.#log.noteOddity(problem);
    }
  }

  /** Maps that were asked for and whose sizes are not those of their layout: only bytes can be shown. */
  get unknownLayouts(): readonly RawMap[] {
    return this.#log.unknownLayouts;
  }

  /** False when something that was asked for could not be read whole. */
  get isComplete(): boolean {
    return this.#log.isComplete;
  }

  get #sockets(): NodeSockets {
    return this.#once('sockets', () => readKmeshSockets(this, this.#log));
  }

  /** The name of a map's pin, by that or by the name that the map has since v1.0. */
  pinName(nameOrRole: string): string {
    const formats: Readonly<Record<string, { readonly name: string } | null>> = { ...this.formats };
    return formats[nameOrRole]?.name ?? nameOrRole;
  }

  #entries<R extends (typeof routingRoles)[number]>(role: R) {
    type Entry = ReturnType<DualEngineMaps[R]['toEntry']>;
    return decodeRows<Entry>(this.readMap(role), this.formats[role].toEntry as RowDecoder<Entry>);
  }

  #readMap(name: string): RawMap | undefined {
    const info = this.mapSet.maps.find((map) => map.name === name);
    if (info === undefined) {
      this.#log.note('MAP_MISSING', name, `map ${name} is not pinned in ${this.mapSet.pins}`);
      return undefined;
    }
    const map = this.source.readMap(this.mapSet, name);
    if (!map.complete) this.#log.note('ITERATION_INCOMPLETE', name, map.reason);
    if (dualEngineLayouts[name] !== undefined && !fitsLayout(map)) {
      this.noteUnknownLayout(map);
    }
    return map;
  }

  /** Puts down, once, that a map's sizes are not those of its layout. */
  noteUnknownLayout(map: RawMap): void {
    this.#log.noteUnknownLayout(map);
  }

  #once<T>(part: string, read: () => T): T {
    if (!this.#parts.has(part)) this.#parts.set(part, read());
    return this.#parts.get(part) as T;
  }
}

const nameTables = new WeakMap<readonly RawNameFile[], NameTable>();

/** The same table for the same files: looking names up fills it. */
function namesOf(files: readonly RawNameFile[]): NameTable {
  return madeOf(nameTables, files, () => loadNameTable(files));
}

/** The hash in `kmesh_version`, null where the map is not pinned. */
function readVersionHash(source: NodeSource, mapSet: RawMapSet): number | null {
  const name = 'kmesh_version';
  const info = mapSet.maps.find((map) => map.name === name);
  if (info?.keySize !== u32.size || info.valueSize !== u32.size) return null;
  const value = source.lookup(mapSet, name, Buffer.alloc(u32.size));
  return value === undefined ? null : u32.decode(value, 0);
}
