// A node of which there are only its maps, each as `bpftool map dump -j` printed it: for those who have no
// kmscope on the node. Sockets, namespaces and programs are not known then, and problems say so.
import { knownMaps } from '../kmesh/dual-engine/inventory.ts';
import { dualEngineLayouts, modeFolders } from '../kmesh/maps.ts';
import type { NodeSource, RawMapSet } from '../raw/node-source.ts';
import { UsageError } from '../raw/problem.ts';
import { type RawMap, rowOf } from '../raw/raw-map.ts';
import { parseJson, unzip } from './dump-file.ts';
import { DumpNode } from './dump-reader.ts';
import { type Row, refuseTwins } from './dump-rows.ts';

/** A file of the folder. */
export interface MapFile {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface MapFiles {
  /** The folder, or the one file that there is. */
  readonly path: string;
  readonly files: readonly MapFile[];
  /** When they were written. */
  readonly takenAt: Date;
  /** Bytes that each may have unpacked. */
  readonly limit: number;
}

const nameFile = /^(?:workload_)?hash_name\.yaml$/;
const hint =
  'name each file after its pin: bpftool -j map dump pinned /sys/fs/bpf/bpf_kmesh_workload/map/km_service > km_service.json';

/** The node of some files. Throws UsageError where one is no dump of a map, or none of Kmesh's is there. */
export function openMapFiles({ path, files, takenAt, limit }: MapFiles): NodeSource {
  const names = files.find(({ name }) => nameFile.test(name));
  const maps = new Map<string, RawMap>();
  for (const file of files.filter(({ name }) => /\.json(\.gz)?$/.test(name))) {
    const map = readMapFile(file, limit);
    if (maps.has(map.info.name)) throw refusal(file.name, `${map.info.name} is there twice`);
    maps.set(map.info.name, map);
  }
  const set = toSet(path, maps);
  const unknown = 'a folder of map dumps does not have them';
  const none = { complete: false, reason: unknown };
  return {
    origin: 'recorded',
    hasCheapLookups: false,
    node: { name: null, kernel: 'unknown', arch: 'unknown' },
    mapSets: [set],
    takenAt: () => takenAt,
    monotonicNs: () => 0n,
    readMap: (_set, name) => mapOf(maps, name),
    holdsRows: (name) => maps.has(name),
    countEntries: (_set, name) => mapOf(maps, name).count,
    lookup: (_set, name, key) => findValue(mapOf(maps, name), key),
    readInnerValue: () => ({ value: null, reason: unknown }),
    readStoredSockets: () => ({ sockets: [], ...none }),
    readNamespaceSockets: () => ({ sockets: [], ...none }),
    readNamespaces: () => ({ namespaces: [], ...none }),
    readVariables: () => ({ variables: [], ...none }),
    readInterfaces: () => ({ interfaces: [], ...none }),
    readPodFolders: () => [],
    readNameFiles: () =>
      names === undefined ? [] : [{ path: names.name, text: names.bytes.toString('utf8') }],
    readPins: () => [],
    readDaemon: () => ({ state: 'unknown', pid: null, reason: unknown }),
    readAccess: () => ({ tier: 0, missing: [{ needs: 'the node', gives: unknown }] }),
    close: () => {},
  };
}

function toSet(path: string, maps: ReadonlyMap<string, RawMap>): RawMapSet {
  const infos = [...maps.values()].map(({ info }) => info);
  const mode = modeFolders.find(({ proofs }) => proofs.some((name) => maps.has(name)));
  const isAny = infos.some(({ name }) => isKnown(name));
  if (!isAny && mode === undefined) {
    throw new UsageError(`no dump of a Kmesh map in ${path}`, hint);
  }
  return { folder: (mode ?? modeFolders[0])?.folder ?? '', pins: path, maps: infos };
}

function readMapFile({ name, bytes }: MapFile, limit: number): RawMap {
  const document = parseJson(name, unzip(name, bytes, limit));
  if (!Array.isArray(document)) throw refusal(name, 'it is no list of entries');
  if (document.length > 0 && document.every(isPerCpu)) return perCpuMap(name);
  const rows = document.map((entry, index) => toRow(new DumpNode(name, `[${index}]`, entry)));
  refuseTwins(rows, '', new DumpNode(name, '', {}));
  const [keySize, valueSize] = [rows[0]?.key.length, rows[0]?.value.length];
  const odd = rows.findIndex((row) => row.key.length !== keySize || row.value.length !== valueSize);
  if (odd >= 0) throw refusal(name, `[${odd}] is of another size than [0]`);
  const map = mapName(name, rows);
  // An empty map tells no sizes. Where they are the same in every Kmesh, they are known all the same.
  const [known, ...others] = knownMaps.filter((row) => row.name === map);
  const sizes = others.length === 0 ? known : undefined;
  const info = {
    name: map,
    pin: name,
    id: 0,
    type: 'hash',
    keySize: keySize ?? sizes?.keySize ?? 0,
    valueSize: valueSize ?? sizes?.valueSize ?? 0,
    // Not known: nothing can be said of how full it is.
    maxEntries: 0,
    flags: 0,
  };
  const keys = Buffer.concat(rows.map(({ key }) => key));
  const values = Buffer.concat(rows.map(({ value }) => value));
  return { info, keys, values, count: rows.length, complete: true, reason: null };
}

/** Whether bpftool printed a value for each CPU: `{"key": […], "values": [{"cpu": 0, "value": […]}, …]}`. */
function isPerCpu(entry: unknown): boolean {
  return typeof entry === 'object' && entry !== null && !('value' in entry) && 'values' in entry;
}

/** Such a map, which nothing here needs: Kmesh keeps only scratch space of its programs in them. */
function perCpuMap(file: string): RawMap {
  const name = wordsOf(file).find(isKnown) ?? file;
  const type = 'percpu_array';
  const sizes = { keySize: 4, valueSize: 0, maxEntries: 0 };
  const info = { name, pin: file, id: 0, type, ...sizes, flags: 0 };
  const reason = 'a value for each CPU is not read';
  const none = Buffer.alloc(0);
  return { info, keys: none, values: none, count: 0, complete: false, reason };
}

function toRow(entry: DumpNode): Row {
  return { key: bytesOf(entry, 'key'), value: bytesOf(entry, 'value') };
}

/** Bytes as bpftool prints them: `["0x0a", "0xf4", …]`. */
function bytesOf(entry: DumpNode, name: string): Buffer {
  const texts = entry.texts(name);
  const bad = texts.findIndex((text) => !/^0x[0-9a-f]{2}$/i.test(text));
  if (bad >= 0) throw entry.error(`${name}[${bad}]`, 'is no byte such as "0x0a"');
  return Buffer.from(texts.map((text) => Number(text)));
}

/** The map by the known name in the file's name, else by the sizes of its rows. */
function mapName(file: string, rows: readonly Row[]): string {
  const byName = wordsOf(file).find(isKnown);
  if (byName !== undefined) return byName;
  const [keySize, valueSize] = [rows[0]?.key.length, rows[0]?.value.length];
  const fitting = Object.entries(dualEngineLayouts)
    .filter(([, { key, value }]) => key.size === keySize && value.size === valueSize)
    .map(([name]) => name)
    // Of both families of names, the newer; a manager entry has the value 0, an upstream id never.
    .filter((name) => !/^kmesh_|^map_of_/.test(name) || keySize === 8 || valueSize === 108);
  const isManager = rows.every(({ value }) => value.every((byte) => byte === 0));
  const found = fitting.filter((name) => name !== (isManager ? 'km_frontend' : 'km_manage'));
  if (found.length === 1 && found[0] !== undefined) return found[0];
  const sizes = `${keySize ?? 'no'}-byte keys and ${valueSize ?? 'no'}-byte values`;
  throw refusal(file, `neither its name nor its rows (${sizes}) tell which map it is`);
}

function wordsOf(file: string): string[] {
  return file.replace(/\.json(\.gz)?$/, '').split(/[^a-z0-9_]/);
}

function isKnown(name: string): boolean {
  const isOfMode = modeFolders.some(({ proofs }) => proofs.includes(name));
  return isOfMode || knownMaps.some((map) => map.name === name) || /^km_[a-z_]+$/.test(name);
}

function mapOf(maps: ReadonlyMap<string, RawMap>, name: string): RawMap {
  const map = maps.get(name);
  if (map === undefined) throw new RangeError(`map ${name} is not in the folder`);
  return map;
}

function findValue(map: RawMap, wanted: Buffer): Buffer | undefined {
  for (let row = 0; row < map.count; row++) {
    const { key, value } = rowOf(map, row);
    if (key.equals(wanted)) return value;
  }
  return undefined;
}

function refusal(file: string, what: string): UsageError {
  return new UsageError(`cannot read map dump ${file}: ${what}`, hint);
}
