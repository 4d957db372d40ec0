// A node whose names, addresses and ids are pseudonyms: the same as the node itself in everything that
// explain, check and diff look at, so that what is made of it is the same up to the renaming. What cannot be
// told to be harmless is left out.
import { knownMaps } from '../../kmesh/dual-engine/inventory.ts';
import type { GenerationName } from '../../kmesh/generation.ts';
import { nativeInventory } from '../../kmesh/kernel-native/inventory.ts';
import { nameFilePaths } from '../../kmesh/maps.ts';
import type {
  NodeFacts,
  NodeSource,
  RawInnerValue,
  RawMapSet,
  RawNameFile,
  RawPin,
  RecordedSet,
} from '../../raw/node-source.ts';
import type { RawMap, RawMapInfo } from '../../raw/raw-map.ts';
import type { RawNamespace, RawSockets } from '../../raw/raw-socket.ts';
import { setsOfNode } from '../map-sets.ts';
import { loadNameTable, type NameTable } from '../name-table.ts';
import { readSettings } from '../settings.ts';
import { AddressPseudonyms } from './address-pseudonyms.ts';
import { IdPseudonyms } from './id-pseudonyms.ts';
import { type KeyedDigest, keyedDigest, type NumberPseudonyms } from './keyed-digest.ts';
import { NamePseudonyms } from './name-pseudonyms.ts';
import { isNative, NativeSets } from './native-sets.ts';
import { sortRows } from './redacted-native.ts';
import { redactRows } from './redacted-rows.ts';
import { redactNamespace, redactReason, redactSockets } from './redacted-sockets.ts';
import { numberTables, type Redaction } from './redaction.ts';

const leftOut = 'its layout is not known, so --redact left its entries out';

/**
 * The node behind pseudonyms that are drawn from `secret`, at least 16 random bytes used for nothing else.
 * `generation`: what the user says that it is, null = what the pins say.
 */
export function redactNode(
  source: NodeSource,
  secret: Uint8Array,
  generation: GenerationName | null = null,
): NodeSource {
  return new RedactedNode(source, keyedDigest(secret), generation);
}

class RedactedNode implements NodeSource {
  readonly origin = 'recorded';
  readonly hasCheapLookups = false;
  readonly isRedacted = true;
  readonly node: NodeFacts;
  readonly mapSets: readonly RawMapSet[];
  readonly #source: NodeSource;
  readonly #digest: KeyedDigest;
  readonly #names: NamePseudonyms;
  readonly #addresses: AddressPseudonyms;
  readonly #numbers: (purpose: string) => NumberPseudonyms;
  readonly #redaction: Redaction;
  readonly #native: NativeSets;
  /** Pin names by those that stand for them. */
  readonly #pinNames = new Map<string, string>();
  #ownNamespaces: readonly RawNamespace[] = [];
  #ownTable: NameTable | undefined;
  #ids: IdPseudonyms | undefined;
  #nameFiles: readonly RawNameFile[] | undefined;

  constructor(source: NodeSource, digest: KeyedDigest, generation: GenerationName | null) {
    this.#source = source;
    this.#digest = digest;
    this.#names = new NamePseudonyms(digest);
    this.#addresses = new AddressPseudonyms(digest);
    this.#numbers = numberTables(digest);
    // Up to 16 days: the time since the node's start would tell it from others.
    const shiftNs = BigInt(digest('clock', '').readUIntBE(0, 6)) * 5n;
    this.#redaction = {
      digest,
      names: this.#names,
      addresses: this.#addresses,
      numbers: this.#numbers,
      shiftNs,
    };
    this.#native = new NativeSets(source, this.#redaction, generation);
    const { name, kernel, arch } = source.node;
    this.node = {
      name: name === null ? null : this.#names.node(name),
      kernel: /^[\d.]+/.exec(kernel)?.[0] ?? 'unknown',
      arch,
    };
    this.mapSets = source.mapSets.map((set) => this.#redactSet(set));
  }

  get setsOfNode(): readonly RecordedSet[] | undefined {
    const pinsOf = (position: number) => (this.mapSets[position] ?? this.mapSets[0])?.pins ?? '';
    return setsOfNode(this.#source)?.map(({ count }, position) => ({
      pins: pinsOf(position),
      count,
    }));
  }

  takenAt(): Date {
    return this.#source.takenAt();
  }

  monotonicNs(): bigint {
    return this.#source.monotonicNs() + this.#redaction.shiftNs;
  }

  readMap(set: RawMapSet, name: string): RawMap {
    const native = this.#native.readMap(set, name, (one) => this.#ownPart(one));
    const map = native ?? this.#source.readMap(this.#ownSet(set), this.#ownName(name));
    const info = set.maps.find((candidate) => candidate.name === name) ?? map.info;
    const redacted = native ?? this.#redactRows(set, map);
    if (redacted === undefined) {
      const nothing = { keys: Buffer.alloc(0), values: Buffer.alloc(0), count: 0 };
      return { info, ...nothing, complete: false, reason: `map ${name}: ${leftOut}` };
    }
    return { ...redacted, info, reason: redactReason(map.reason) };
  }

  /** Undefined for a map that is not known. */
  #redactRows(set: RawMapSet, map: RawMap): RawMap | undefined {
    // The hash of the daemon's version is the same on every node.
    if (map.info.name === versionMap) return map;
    const redacted = redactRows(map, { ids: this.#pseudonymIds(), addresses: this.#addresses });
    return redacted !== undefined && isNative(set) ? sortRows(redacted) : redacted;
  }

  holdsRows(name: string): boolean {
    return this.#source.holdsRows?.(this.#ownName(name)) ?? true;
  }

  countEntries(set: RawMapSet, name: string): number | null {
    return this.#source.countEntries(this.#ownSet(set), this.#ownName(name));
  }

  lookup(set: RawMapSet, name: string, key: Buffer): Buffer | undefined {
    if (name === versionMap) return this.#source.lookup(this.#ownSet(set), name, key);
    const { keys, values, count, info } = this.readMap(set, name);
    for (let row = 0; row < count; row++) {
      const at = row * info.keySize;
      if (!keys.subarray(at, at + info.keySize).equals(key)) continue;
      return values.subarray(row * info.valueSize, (row + 1) * info.valueSize);
    }
    return undefined;
  }

  readInnerValue(id: number): RawInnerValue {
    return (
      this.#native.readInnerValue(id) ?? {
        value: null,
        reason: `the map with id ${id}: ${leftOut}`,
      }
    );
  }

  readStoredSockets(set: RawMapSet, name: string, byAddress: string | null): RawSockets {
    const sockets = this.#source.readStoredSockets(this.#ownSet(set), name, byAddress);
    return redactSockets(sockets, this.#redaction);
  }

  readNamespaceSockets({ cookie }: { cookie: bigint }): RawSockets {
    const own = this.#ownNamespaces.find(
      (namespace) => this.#addresses.cookie(namespace.cookie) === cookie,
    );
    // One that only the manager map knows: nobody holds a socket of it.
    if (own === undefined) return { sockets: [], complete: true, reason: null };
    return redactSockets(this.#source.readNamespaceSockets(own), this.#redaction);
  }

  readNamespaces() {
    const { namespaces, complete, reason } = this.#source.readNamespaces();
    this.#ownNamespaces = namespaces;
    const redacted = namespaces
      .map((namespace) => redactNamespace(namespace, this.#redaction))
      // The order of the originals would tell which is which in another redaction.
      .sort((a, b) => (a.cookie < b.cookie ? -1 : 1));
    return { namespaces: redacted, complete, reason: redactReason(reason) };
  }

  readVariables(set: RawMapSet) {
    const { reason, ...read } = readSettings(this.#source, this.#ownSet(set));
    return { ...read, reason: redactReason(reason) };
  }

  readInterfaces() {
    const { interfaces, complete, reason } = this.#source.readInterfaces();
    const redacted = interfaces.map(({ netnsCookie, name, xdp, ...flags }) => ({
      ...flags,
      netnsCookie: this.#addresses.cookie(netnsCookie),
      // Which of several, not what it is called: that may be chosen by hand.
      name: /^(?:lo|eth\d+)$/.test(name) ? name : `if${flags.index}`,
      xdp: xdp.map(({ mode, id, name: program }) => ({
        mode,
        id: this.#numbers('program').of(id),
        name: this.#isKmeshs(program) ? program : 'other',
      })),
    }));
    const sorted = redacted.sort((a, b) => {
      if (a.netnsCookie === b.netnsCookie) return a.index - b.index;
      return a.netnsCookie < b.netnsCookie ? -1 : 1;
    });
    return { interfaces: sorted, complete, reason: redactReason(reason) };
  }

  readPodFolders() {
    const folders = this.#source.readPodFolders().map(({ namespace, name, uid }) => ({
      namespace: this.#names.namespace(namespace),
      name: this.#names.pod(name),
      uid: this.#names.uid(uid),
    }));
    return folders.sort((a, b) => (a.uid < b.uid ? -1 : 1));
  }

  readNameFiles(): readonly RawNameFile[] {
    if (this.#nameFiles !== undefined) return this.#nameFiles;
    const table = this.#readTable();
    if (table.path === null) {
      this.#nameFiles = [];
      return [];
    }
    const { nameFile } = this.#pseudonymIds();
    const torn = table.problems().filter(({ code }) => code === 'NAME_FILE_TORN');
    const known = nameFilePaths.find((path) => table.path?.endsWith(`/${path}`));
    const path = `/${known ?? nameFilePaths[0]}`;
    this.#nameFiles = [{ path, text: `${nameFile}${'torn\n'.repeat(torn.length)}` }];
    this.#ownTable = undefined;
    return this.#nameFiles;
  }

  readPins(set: RawMapSet): readonly RawPin[] {
    const of = (purpose: string, id: number | null) =>
      id === null ? null : this.#numbers(purpose).of(id);
    return this.#source.readPins(this.#ownSet(set)).map((pin) => ({
      ...pin,
      path: this.#isKmeshs(pin.path) ? pin.path : this.#names.pin(pin.path),
      id: of(pin.kind === 'program' ? 'program' : 'link', pin.id),
      programId: of('program', pin.programId),
      ...(pin.mapIds === undefined
        ? {}
        : { mapIds: pin.mapIds?.map((id) => this.#numbers('map').of(id)) ?? null }),
    }));
  }

  readDaemon() {
    return this.#source.readDaemon();
  }

  readAccess() {
    return this.#source.readAccess();
  }

  close(): void {
    this.#source.close();
  }

  /** Ids and names belong together: the names are read for the first id. */
  #pseudonymIds(): IdPseudonyms {
    this.#ids ??= new IdPseudonyms(this.#readTable(), this.#names, this.#digest);
    return this.#ids;
  }

  #readTable(): NameTable {
    this.#ownTable ??= loadNameTable(this.#source.readNameFiles());
    return this.#ownTable;
  }

  #redactSet(set: RawMapSet): RawMapSet {
    const pins = `/sys/fs/bpf/${set.folder}/map`;
    const maps = set.maps.map((info): RawMapInfo => {
      const name = this.#redactPinName(info.name);
      return { ...info, name, pin: `${pins}/${name}`, id: this.#numbers('map').of(info.id) };
    });
    return { ...set, pins, maps };
  }

  #redactPinName(name: string): string {
    const known = [...knownMaps, ...nativeInventory.maps];
    const isKnown = known.some((map) => map.name === name) || this.#isKmeshs(name);
    const redacted = isKnown ? name : this.#names.pin(name);
    this.#pinNames.set(redacted, name);
    return redacted;
  }

  /** Whether a pin is called as Kmesh's own: small letters, digits and low lines. */
  #isKmeshs(path: string): boolean {
    return /^(?:km_|kmesh_|map_of_|sock|cgroup_|xdp|tc|sendmsg|tracepoint)[a-z0-9_/]*$/.test(path);
  }

  /** The node's own set behind one of ours: each mode has one folder. */
  #ownSet({ folder }: RawMapSet): RawMapSet {
    const own = this.#source.mapSets.find((set) => set.folder === folder);
    if (own === undefined) throw new RangeError(`no set of maps in ${folder}`);
    return own;
  }

  /** Of that, the maps that ours has. */
  #ownPart(set: RawMapSet): RawMapSet {
    const names = new Set(set.maps.map(({ name }) => this.#ownName(name)));
    const own = this.#ownSet(set);
    const maps = own.maps.filter(({ name }) => names.has(name));
    return { ...own, maps, sharesFolder: set.sharesFolder ?? false };
  }

  #ownName(name: string): string {
    return this.#pinNames.get(name) ?? name;
  }
}

/** Where the hash of the daemon's version is. */
const versionMap = 'kmesh_version';
