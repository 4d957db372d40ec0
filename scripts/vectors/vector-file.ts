// Recorded connects, one map state a line (JSON Lines, plain or gzip): what stands in a file, as types, and
// the state's maps as the kernel would give them.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { MapFormat, MapRole } from '../../src/kmesh/dual-engine/map-formats.ts';
import { type Generation, generationNames, generations } from '../../src/kmesh/generation.ts';
import type { NativeGeneration } from '../../src/kmesh/kernel-native/generation.ts';
import { parseIp } from '../../src/layout/ip-address.ts';
import type { RawMap } from '../../src/raw/raw-map.ts';
import { routingRoles } from '../../src/snapshot/loaded-routing-maps.ts';
import {
  findNativeFault,
  isNative,
  type NativeRecordedState,
  toNativeGeneration,
} from './native-file.ts';
import { findLiveFault, isLiveRun, type NativeLiveRun } from './native-live.ts';

/** One way a recorded connect ended. */
export interface RecordedOutcome {
  readonly dst: string;
  readonly port: number;
  readonly count: number;
  /** In hex with the times zeroed, null = the socket has none. */
  readonly storage: string | null;
  /** Up to v1.0: the socket's value in the map of original destinations, in hex; null = none. */
  readonly orig_dst?: string | null;
  /** Only with storage. */
  readonly connect_ns_set?: boolean;
}

/** A connect that was made `n` times, each time with a new socket. */
export interface RecordedConnect {
  readonly family: 4 | 6;
  readonly proto: 'tcp' | 'udp';
  /** `sendto`: one unconnected datagram; absent = connect. */
  readonly op?: string;
  readonly dst: string;
  readonly port: number;
  readonly n: number;
  readonly case: string;
  readonly outcomes: readonly RecordedOutcome[];
}

/** The maps, and what was connected to while they held this. */
export interface RecordedState {
  readonly id: string;
  readonly kmesh: string;
  /** Entries by the name that the map has since v1.0, `[key, value]` in hex. */
  readonly maps: Readonly<Record<string, readonly (readonly [string, string])[]>>;
  readonly client: { readonly cookie: number | string };
  readonly connects: readonly RecordedConnect[];
}

/** A line of a file that is worth something: a state, or why the file cannot be used from here on. */
export type VectorLine =
  | { readonly kind: 'state'; readonly state: RecordedState; readonly generation: Generation }
  | {
      readonly kind: 'native-state';
      readonly state: NativeRecordedState;
      readonly generation: NativeGeneration;
    }
  | {
      readonly kind: 'native-live';
      readonly run: NativeLiveRun;
      readonly generation: NativeGeneration;
    }
  | { readonly kind: 'problem'; readonly line: number; readonly message: string };

type Json = Readonly<Record<string, unknown>>;

/** The states of a file, line by line. Ends after the first line that tells of an unsupported file. */
export async function* readVectorFile(path: string): AsyncGenerator<VectorLine> {
  let number = 0;
  try {
    for await (const text of createInterface({ input: openText(path) })) {
      number++;
      if (text.trim() === '') continue;
      const read = readLine(text, number);
      if (read === undefined) continue;
      yield read.line;
      if (read.isLast) return;
    }
  } catch (error) {
    yield { kind: 'problem', line: number, message: `cannot read on: ${messageOf(error)}` };
  }
}

/** What one line says; undefined for the header of a file that can be replayed. */
function readLine(text: string, line: number): { line: VectorLine; isLast: boolean } | undefined {
  const problem = (message: string, isLast: boolean) => {
    return { line: { kind: 'problem', line, message } as const, isLast };
  };
  const parsed = parseObject(text);
  if (typeof parsed === 'string') return problem(parsed, false);
  if (isLiveRun(parsed) && isNative(parsed))
    return { line: readLiveRun(parsed, line), isLast: false };
  const unsupported = findUnsupported(parsed);
  if (unsupported !== undefined) return problem(unsupported, true);
  const { header, kmesh } = parsed;
  if (header === true) return undefined;
  if (isNative(parsed)) return { line: readNativeState(parsed, line), isLast: false };
  const generation = toGeneration(kmesh);
  const fault = generation === undefined ? 'kmesh is missing' : findFault(parsed, generation);
  if (generation === undefined || fault !== undefined) {
    return problem(`not a state with connects: ${fault}`, false);
  }
  const state = parsed as unknown as RecordedState;
  return { line: { kind: 'state', state, generation }, isLast: false };
}

function readLiveRun(parsed: Json, line: number): VectorLine {
  const generation = toNativeGeneration(parsed['kmesh']);
  const fault = generation === undefined ? 'kmesh is missing' : findLiveFault(parsed);
  if (generation === undefined || fault !== undefined) {
    return { kind: 'problem', line, message: `not a live run: ${fault}` };
  }
  return { kind: 'native-live', run: parsed as unknown as NativeLiveRun, generation };
}

function readNativeState(parsed: Json, line: number): VectorLine {
  const generation = toNativeGeneration(parsed['kmesh']);
  const fault = generation === undefined ? 'kmesh is missing' : findNativeFault(parsed);
  if (generation === undefined || fault !== undefined) {
    return { kind: 'problem', line, message: `not a state with connects: ${fault}` };
  }
  return { kind: 'native-state', state: parsed as unknown as NativeRecordedState, generation };
}

/** The generation that a recording's `kmesh` names: a release's tag, or a commit of the main branch. */
export function toGeneration(kmesh: unknown): Generation | undefined {
  if (typeof kmesh !== 'string') return undefined;
  const [tag, minor] = /^(v\d+\.\d+)\.\d+/.exec(kmesh) ?? [];
  const release = generationNames.find((name) => name === tag || name === minor);
  if (release !== undefined) return generations[release];
  return /^([0-9a-f]{7,40}|HEAD|main)$/.test(kmesh) ? generations.main : undefined;
}

/** Why a file with this line cannot be replayed, or undefined when it can. */
function findUnsupported(line: Json): string | undefined {
  const { kmesh, type, maps, map_specs: specs } = line;
  const names = new Set([...keysOf(maps), ...keysOf(specs)]);
  if (names.has('km_wlpolicy') || names.has('km_authz_policy') || 'packets' in line) {
    return 'unsupported: a recording of authorization verdicts, not of connects';
  }
  if ('type' in line || 'scenario' in line) {
    return `unsupported: a recording of ${type ?? 'a live run'}, not of connects`;
  }
  if (isNative(line)) {
    if (kmesh === undefined || toNativeGeneration(kmesh) !== undefined) return undefined;
    return `unsupported: recorded with Kmesh ${kmesh}, kernel-native mode is followed from v0.5 on`;
  }
  if (typeof kmesh === 'string' && toGeneration(kmesh) === undefined) {
    return `unsupported: recorded with Kmesh ${kmesh}, explain follows ${generationNames.join(', ')}`;
  }
  return undefined;
}

/** What keeps a line from being a state, or undefined when it is one. */
function findFault(line: Json, generation: Generation): string | undefined {
  const { id, maps, client, connects } = line;
  if (typeof id !== 'string') return 'id is missing';
  if (!isObject(maps)) return 'maps are missing';
  if (!isClient(client)) return 'client is missing';
  if (!Array.isArray(connects)) return 'connects are missing';
  const findIn = (connect: unknown) => findConnectFault(connect, generation);
  return findMapFault(maps, generation) ?? connects.map(findIn).find(Boolean);
}

function isClient(client: unknown): boolean {
  if (!isObject(client)) return false;
  const { cookie } = client;
  return /^\d+$/.test(String(cookie));
}

function findMapFault(maps: Json, generation: Generation): string | undefined {
  for (const role of routingRoles) {
    const layouts = generation.maps[role];
    const entries = maps[role] ?? [];
    const isEntry = (entry: unknown) =>
      Array.isArray(entry) &&
      isHex(entry[0], layouts.key.size) &&
      isHex(entry[1], layouts.value.size);
    if (!Array.isArray(entries) || !entries.every(isEntry)) return `${role} has a bad entry`;
  }
  return undefined;
}

function findConnectFault(connect: unknown, generation: Generation): string | undefined {
  if (!isObject(connect)) return 'a connect is not an object';
  const { case: name, family, proto, op, dst, port, n, outcomes } = connect;
  const label = `connect ${name}`;
  if (family !== 4 && family !== 6) return `${label}: family`;
  if (proto !== 'tcp' && proto !== 'udp') return `${label}: proto`;
  if (op !== undefined && op !== 'sendto') return `${label}: op`;
  if (!isAddress(dst, family) || !isPort(port)) return `${label}: destination`;
  if (typeof n !== 'number' || !Array.isArray(outcomes)) return `${label}: outcomes`;
  const isSound = outcomes.every((outcome) => isOutcome(outcome, family, generation));
  return isSound ? undefined : `${label}: an outcome`;
}

function isOutcome(outcome: unknown, family: 4 | 6, { maps }: Generation): boolean {
  if (!isObject(outcome)) return false;
  const { dst, port, storage, orig_dst: original } = outcome;
  const isSound = (value: unknown, size: number) => value === null || isHex(value, size);
  const { km_sockstorage: storageFormat, km_orig_dst: originalFormat } = maps;
  if (!isSound(storage, storageFormat.value.size)) return false;
  if (originalFormat !== null && !isSound(original, originalFormat.value.size)) return false;
  return isAddress(dst, family) && isPort(port);
}

function isAddress(value: unknown, family: 4 | 6): boolean {
  if (typeof value !== 'string' || parseIp(value) === undefined) return false;
  return value.includes(':') === (family === 6);
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 0xffff;
}

function isHex(value: unknown, size: number): boolean {
  return typeof value === 'string' && value.length === size * 2 && /^[0-9a-f]*$/.test(value);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keysOf(value: unknown): string[] {
  return isObject(value) ? Object.keys(value) : [];
}

function parseObject(text: string): Json | string {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : 'not a JSON object';
  } catch (error) {
    return `not JSON (a truncated line?): ${messageOf(error)}`;
  }
}

function openText(path: string): Readable {
  const file = createReadStream(path);
  const text = new PassThrough();
  // Whatever breaks destroys `text` with the error, which then comes out where its lines are read.
  const broken = (error: Error) => text.destroy(error);
  if (path.endsWith('.gz')) pipeline(file, createGunzip(), text).catch(broken);
  else pipeline(file, text).catch(broken);
  return text;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The state's maps, as if read whole from the kernel. */
export function toRawMaps(
  state: Pick<RecordedState, 'maps'>,
  { maps }: Generation,
): Map<MapRole, RawMap> {
  return new Map(routingRoles.map((role) => [role, toRawMap(maps[role], state.maps[role] ?? [])]));
}

function toRawMap(
  { name, key, value }: MapFormat,
  entries: readonly (readonly [string, string])[],
): RawMap {
  return {
    info: {
      name,
      pin: name,
      id: 0,
      type: 'hash',
      keySize: key.size,
      valueSize: value.size,
      maxEntries: Math.max(1, entries.length),
      flags: 0,
    },
    keys: Buffer.from(entries.map(([bytes]) => bytes).join(''), 'hex'),
    values: Buffer.from(entries.map(([, bytes]) => bytes).join(''), 'hex'),
    count: entries.length,
    complete: true,
    reason: null,
  };
}
