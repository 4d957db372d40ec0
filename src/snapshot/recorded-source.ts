// A node as a dump file recorded it. The decoded lists are encoded again with the same layouts that read
// them, so that everything after raw/ runs on a recording as it does on a live node.
import { sockStorageSizes } from '../kmesh/maps.ts';
import { madeOf } from '../raw/made-of.ts';
import type {
  NodeSource,
  RawDaemon,
  RawInnerValue,
  RawMapSet,
  RawPin,
  RecordedSet,
} from '../raw/node-source.ts';
import type { ProblemCode } from '../raw/problem.ts';
import { xdpModes } from '../raw/raw-interface.ts';
import { type RawMap, type RawMapInfo, rowOf } from '../raw/raw-map.ts';
import type { RawSocket } from '../raw/raw-socket.ts';
import { parseDump } from './dump-file.ts';
import type { DumpNode } from './dump-reader.ts';
import { type Row, refuseTwins, rowsOfMap } from './dump-rows.ts';
import { rawList, readRawInnerValue, readRawRows } from './raw-rows.ts';

const pinKinds: readonly RawPin['kind'][] = ['link', 'program', 'unknown'];
const daemonStates: readonly RawDaemon['state'][] = ['up', 'down', 'unknown'];

/** The node of a dump file's bytes; at most `limit` of them unpacked. Throws UsageError when they are no dump that can be read. */
export function openRecordedNode(path: string, bytes: Buffer, limit?: number): NodeSource {
  return new RecordedNode(parseDump(path, bytes, limit));
}

interface RecordedMap {
  readonly map: RawMap;
  /** Whether the dump has any of its entries. */
  readonly isThere: boolean;
}

interface RecordedRows {
  readonly rows: readonly Row[];
  readonly isThere: boolean;
  /** Why they are not all, or null. */
  readonly reason: string | null;
}

class RecordedNode implements NodeSource {
  readonly origin = 'recorded';
  readonly hasCheapLookups = false;
  readonly isRedacted: boolean;
  readonly node;
  readonly madeBy;
  readonly mapSets: readonly RawMapSet[];
  #dump: DumpNode | undefined;
  readonly #maps = new WeakMap<RawMapInfo, RecordedMap>();
  #rawItems: readonly DumpNode[] | undefined;
  readonly #indexes = new Map<string, Map<string, Buffer>>();

  constructor(dump: DumpNode) {
    this.#dump = dump;
    this.isRedacted = dump.optionalFlag('redacted') ?? false;
    const node = dump.child('node');
    this.node = {
      name: node.optionalText('name'),
      kernel: node.text('kernel'),
      arch: node.text('arch'),
    };
    const tool = dump.child('tool');
    this.madeBy = { name: tool.text('name'), version: tool.text('version') };
    const set = dump.child('mapSet');
    const maps = dump.list('maps').map(toMapInfo);
    const twin = maps.findIndex(({ name }, at) => maps.findIndex((map) => map.name === name) < at);
    if (twin >= 0) throw dump.error(`maps[${twin}]`, 'has the name of an earlier one');
    this.mapSets = [{ folder: set.text('folder'), pins: set.text('pins'), maps }];
  }

  /** Older dumps do not have them. */
  get setsOfNode(): readonly RecordedSet[] | undefined {
    const status = this.#open.child('status');
    if (!status.has('mapSets')) return undefined;
    return status.list('mapSets').map((item) => ({
      pins: item.text('pins'),
      count: item.number('count'),
    }));
  }

  takenAt(): Date {
    return this.#open.time('takenAt');
  }

  monotonicNs(): bigint {
    return this.#open.big('monotonicNs');
  }

  readMap(set: RawMapSet, name: string): RawMap {
    const info = set.maps.find((map) => map.name === name);
    if (info === undefined) throw new RangeError(`map ${name} is not in the dump`);
    return this.#read(info).map;
  }

  holdsRows(name: string): boolean {
    const info = this.mapSets[0]?.maps.find((map) => map.name === name);
    return info !== undefined && this.#read(info).isThere;
  }

  countEntries(_set: RawMapSet, name: string): number | null {
    return this.#entriesOf(name);
  }

  lookup(set: RawMapSet, name: string, key: Buffer): Buffer | undefined {
    let index = this.#indexes.get(name);
    if (index === undefined) {
      const map = this.readMap(set, name);
      index = new Map(
        Array.from({ length: map.count }, (_, row) => {
          const { key: bytes, value } = rowOf(map, row);
          return [bytes.toString('latin1'), value];
        }),
      );
      this.#indexes.set(name, index);
    }
    return index.get(key.toString('latin1'));
  }

  readInnerValue(id: number): RawInnerValue {
    this.#rawItems ??= this.#open.optionalList(rawList);
    return readRawInnerValue(this.#rawItems, id);
  }

  readStoredSockets() {
    const sockets = this.#sockets().filter((socket) => socket.storage !== null);
    return { sockets, ...this.#completeness('SOCKETS_UNREADABLE') };
  }

  readNamespaceSockets(namespace: { cookie: bigint }) {
    const sockets = this.#sockets().filter(
      (socket) => socket.storage === null && socket.netnsCookie === namespace.cookie,
    );
    return { sockets, complete: true, reason: null };
  }

  readNamespaces() {
    const namespaces = this.#open.list('namespaces').map((item) => ({
      cookie: item.big('cookie'),
      inode: item.number('inode'),
      pids: item.numbers('pids'),
      hostName: item.text('hostName'),
      podUid: item.optionalText('podUid'),
      addresses: item.optionalTexts('addresses'),
    }));
    return { namespaces, ...this.#completeness('NAMESPACES_UNREADABLE') };
  }

  readVariables() {
    const isThere = this.#open.has('variables');
    const variables = this.#open.optionalList('variables').map((item) => ({
      name: item.text('name'),
      value: item.number('value'),
    }));
    const reason = isThere ? null : 'the dump has no variables of programs';
    return { variables, complete: isThere, reason };
  }

  readInterfaces() {
    if (!this.#open.has('interfaces')) {
      return { interfaces: [], complete: false, reason: 'the dump has no interfaces' };
    }
    const interfaces = this.#open.list('interfaces').map((item) => ({
      netnsCookie: item.big('netnsCookie'),
      index: item.number('index'),
      name: item.text('name'),
      isUp: item.flag('isUp'),
      isLoopback: item.flag('isLoopback'),
      xdp: item.list('xdp').map((program) => ({
        mode: program.choice('mode', xdpModes),
        id: program.number('id'),
        name: program.text('name'),
      })),
    }));
    return { interfaces, ...this.#completeness('INTERFACES_UNREADABLE') };
  }

  readPodFolders() {
    return this.#open.list('podFolders').map((item) => ({
      namespace: item.text('namespace'),
      name: item.text('name'),
      uid: item.text('uid'),
    }));
  }

  readNameFiles() {
    const path = this.#open.optionalText('nameFile');
    if (path === null) return [];
    const lines = this.#open.list('names').map((item) => {
      // Quoted, so that no name can break its line.
      return `${JSON.stringify(item.text('name'))}: ${item.number('id')}\n`;
    });
    return [{ path, text: lines.join('') }];
  }

  readPins(): RawPin[] {
    return this.#open.list('pins').map((item) => ({
      path: item.text('path'),
      kind: item.choice('kind', pinKinds),
      id: item.optionalNumber('id'),
      attachType: item.optionalText('attachType'),
      programId: item.optionalNumber('programId'),
      programName: item.optionalText('programName'),
      attached: item.optionalFlag('attached'),
      ...(item.has('mapIds') ? { mapIds: item.optionalNumbers('mapIds') } : {}),
    }));
  }

  readDaemon(): RawDaemon {
    const daemon = this.#open.child('status').optionalChild('daemon');
    if (daemon === null) {
      return { state: 'unknown', pid: null, reason: 'the dump does not say' };
    }
    return {
      state: daemon.choice('state', daemonStates),
      pid: daemon.optionalNumber('pid'),
      reason: daemon.optionalText('reason'),
    };
  }

  readAccess() {
    const access = this.#open.child('status').child('access');
    const missing = access.list('missing').map((item) => ({
      needs: item.text('needs'),
      gives: item.text('gives'),
    }));
    return { tier: access.number('tier', 2) as 0 | 1 | 2, missing };
  }

  /** Lets go of the document, which is many times larger than what was read of it. */
  close(): void {
    this.#dump = undefined;
    this.#rawItems = undefined;
  }

  get #open(): DumpNode {
    if (this.#dump === undefined) throw new RangeError('the dump is closed');
    return this.#dump;
  }

  /** A map, read once. */
  #read(info: RawMapInfo): RecordedMap {
    return madeOf(this.#maps, info, () => {
      const { rows, isThere, reason: missing } = this.#readRows(info);
      const reason = this.#reasonOf('ITERATION_INCOMPLETE', info.name) ?? missing;
      const keys = Buffer.concat(rows.map((row) => row.key));
      const values = Buffer.concat(rows.map((row) => row.value));
      const complete = reason === null;
      return { map: { info, keys, values, count: rows.length, complete, reason }, isThere };
    });
  }

  /** A map's rows by its bytes, where the dump has them, else from the decoded list. */
  #readRows(info: RawMapInfo): RecordedRows {
    const raw = readRawRows(info, this.#open);
    if (raw === undefined) return this.#decodedRows(info);
    refuseTwins(raw.rows, 'keys', raw.item);
    return { ...raw, isThere: true };
  }

  /** Of an unknown layout there are bytes, but no list. */
  #decodedRows({ name, keySize, valueSize }: RawMapInfo): RecordedRows {
    const unknown = this.#open.optionalList('raw').find((item) => item.text('map') === name);
    if (unknown === undefined) {
      const rows = rowsOfMap(name, this.#open);
      if (rows !== undefined) return { rows, isThere: true, reason: null };
      // Of a map without entries nothing is missing.
      if (this.#entriesOf(name) === 0) return { rows: [], isThere: true, reason: null };
      const reason = `the entries of ${name} are not in the dump`;
      return { rows: [], isThere: false, reason };
    }
    const rows = unknown.list('entries').map((item) => ({
      key: item.bytes('key', keySize),
      value: item.bytes('value', valueSize),
    }));
    refuseTwins(rows, 'entries', unknown);
    return { rows, isThere: true, reason: null };
  }

  #entriesOf(name: string): number | null {
    const map = this.#open.list('maps').find((item) => item.text('name') === name);
    return map?.optionalNumber('entries') ?? null;
  }

  #completeness(code: ProblemCode): { complete: boolean; reason: string | null } {
    const reason = this.#reasonOf(code);
    return { complete: reason === null, reason };
  }

  /** What was wrong when it was recorded, or null. */
  #reasonOf(code: ProblemCode, map?: string): string | null {
    const found = this.#open
      .list('problems')
      .find(
        (item) =>
          item.text('code') === code && (map === undefined || item.optionalText('map') === map),
      );
    return found?.text('message') ?? null;
  }

  #sockets(): RawSocket[] {
    const maps = this.mapSets[0]?.maps;
    const isNative = maps?.some(({ name }) => name === clusterStorage) ?? false;
    const isStorage = (name: string) =>
      isNative ? name === clusterStorage : Object.hasOwn(sockStorageSizes, name);
    const storageSize = maps?.find(({ name }) => isStorage(name))?.valueSize;
    return this.#open.list('sockets').map((item) => {
      const family = item.number('family') === 4 ? 4 : 6;
      return {
        netnsCookie: item.big('netnsCookie'),
        socketCookie: item.optionalBig('socketCookie'),
        inode: item.optionalNumber('inode', Number.MAX_SAFE_INTEGER),
        family,
        protocol: item.number('protocol'),
        state: item.number('state'),
        localAddress: item.socketAddress('localAddress', family),
        localPort: item.number('localPort', 0xffff),
        remoteAddress: item.socketAddress('remoteAddress', family),
        remotePort: item.number('remotePort', 0xffff),
        storage: item.optionalBytes('storage', storageSize),
        ...(item.has('byAddress') ? { byAddress: item.optionalBytes('byAddress', 36) } : {}),
      };
    });
  }
}

/** What connections of kernel-native mode are told by. */
const clusterStorage = 'km_cluster_sock';

function toMapInfo(item: DumpNode) {
  return {
    name: item.text('name'),
    pin: item.text('pin'),
    id: item.number('id'),
    type: item.text('type'),
    keySize: item.number('keySize'),
    valueSize: item.number('valueSize'),
    maxEntries: item.number('maxEntries'),
    flags: item.number('flags'),
  };
}
