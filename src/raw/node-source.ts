// A node that can be asked: the live one, or a recording. Everything after raw/ sees only this.
import type { RawAdmin } from './raw-admin.ts';
import type { RawInterfaces } from './raw-interface.ts';
import type { RawMap, RawMapInfo } from './raw-map.ts';
import type { RawNamespaces, RawPodFolder, RawSockets } from './raw-socket.ts';

export interface NodeFacts {
  /** The node's host name, or null. */
  readonly name: string | null;
  /** Kernel release, as uname -r prints it. */
  readonly kernel: string;
  /** Node.js' word for the processor: x64, arm64 … */
  readonly arch: string;
}

/** A pin that is not a map: a link or a program, by its path below the mode's folder. */
export interface RawPin {
  /** For example `sockconn/sockconn_prog`. */
  readonly path: string;
  readonly kind: 'link' | 'program' | 'unknown';
  readonly id: number | null;
  /** Links: the attach type in the kernel's words, the program's id and name, the cgroup's id. */
  readonly attachType: string | null;
  readonly programId: number | null;
  readonly programName: string | null;
  /** Links: false when the kernel has detached it (its cgroup is gone). */
  readonly attached: boolean | null;
  /** Ids of the maps that its program uses; null or absent = not known. */
  readonly mapIds?: readonly number[] | null;
}

/** What one may ask of this process. Tiers as in the contract, section 6. */
export interface RawAccess {
  readonly tier: 0 | 1 | 2;
  /** Capability names that are missing for the next tiers, each with what it would add. */
  readonly missing: readonly { readonly needs: string; readonly gives: string }[];
}

/** The daemon that writes the maps: what is in them also holds while it is down. */
export interface RawDaemon {
  readonly state: 'up' | 'down' | 'unknown';
  /** Its process id as this process sees it, the first of several; null where it is not up. */
  readonly pid: number | null;
  /** Why it is unknown, else null. */
  readonly reason: string | null;
}

/** A set of pinned maps: the folder of one mode. */
export interface RawMapSet {
  /** Name of the mode's folder, `bpf_kmesh_workload` or `bpf_kmesh`. */
  readonly folder: string;
  /** Path of the folder that holds the map pins. */
  readonly pins: string;
  readonly maps: readonly RawMapInfo[];
  /** True where another set has its pins in the same folder. */
  readonly sharesFolder?: boolean;
}

/** What a recording says of a map set that it may not hold. */
export interface RecordedSet {
  /** Path of the folder that holds the map pins. */
  readonly pins: string;
  /** Number of maps. */
  readonly count: number;
}

/** Global variables of programs, by name; in whole numbers. */
export interface RawVariables {
  readonly variables: readonly { readonly name: string; readonly value: number }[];
  readonly complete: boolean;
  readonly reason: string | null;
}

/** The first value of a map that a map of maps names. */
export interface RawInnerValue {
  /** Null = that map is gone, or may not be opened. */
  readonly value: Buffer | null;
  /** Why it may not be opened, null = nothing is wrong. */
  readonly reason: string | null;
}

export interface RawNameFile {
  readonly path: string;
  readonly text: string;
}

export interface NodeSource {
  readonly origin: 'live' | 'recorded';
  /** Whether one look-up costs less than reading the map: only where the kernel is asked. */
  readonly hasCheapLookups: boolean;
  /** Whether names, addresses and ids are pseudonyms. */
  readonly isRedacted?: boolean;
  readonly node: NodeFacts;
  /** Recordings: the program that made it, as far as it says so. */
  readonly madeBy?: { readonly name: string; readonly version: string };
  readonly mapSets: readonly RawMapSet[];
  /** Recordings: every set that the node had, of which one is recorded; absent = it does not say. */
  readonly setsOfNode?: readonly RecordedSet[] | undefined;
  /** What the daemon answered before the maps were opened; absent = it was not asked. */
  readonly admin?: RawAdmin;
  /** Wall clock of the state that is read: for a recording, when it was made. */
  takenAt(): Date;
  /** CLOCK_MONOTONIC of that moment, ns: connect times in socket storage are counted on it. */
  monotonicNs(): bigint;
  /** The whole map. Throws for a map that is not in the set. */
  readMap(set: RawMapSet, name: string): RawMap;
  /** Recordings: whether the entries of a map are in it; absent = of every map. */
  holdsRows?(name: string): boolean;
  /** Number of entries, null where the type has none to count (rings) or they cannot be counted. */
  countEntries(set: RawMapSet, name: string): number | null;
  /** One value by its key, or undefined. */
  lookup(set: RawMapSet, name: string, key: Buffer): Buffer | undefined;
  /** The first value of the map with this id: what the entries of a map of maps are. */
  readInnerValue(id: number): RawInnerValue;
  /**
   * Every socket that carries a value in the socket-storage map `name`; with its value in the map
   * `byAddress`, if one is given, whose keys are the kernel's addresses of sockets.
   */
  readStoredSockets(set: RawMapSet, name: string, byAddress: string | null): RawSockets;
  /** The TCP sockets that the processes of one namespace hold, from its socket table; without storage. */
  readNamespaceSockets(namespace: { cookie: bigint; pids: readonly number[] }): RawSockets;
  readNamespaces(): RawNamespaces;
  /** The global variables of the program behind a pin of the set, by its path. */
  readVariables(set: RawMapSet, path: string): RawVariables;
  /** The network interfaces of the namespaces, with their XDP programs. */
  readInterfaces(): RawInterfaces;
  readPodFolders(): readonly RawPodFolder[];
  /**
   * The name file: the first place that has one with anything in it; none is an empty list. One that was
   * not written since an earlier reading, `before`, may be the same object.
   */
  readNameFiles(before?: readonly RawNameFile[]): readonly RawNameFile[];
  readPins(set: RawMapSet): readonly RawPin[];
  readDaemon(): RawDaemon;
  readAccess(): RawAccess;
  close(): void;
}
