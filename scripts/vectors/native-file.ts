// Recorded connects of kernel-native mode: what stands in a line, as types, and the maps as the programs
// saw them. Values are cut at their trailing zeros, and so are keys that are names.

import {
  type NativeGeneration,
  nativeGenerations,
} from '../../src/kmesh/kernel-native/generation.ts';
import type { NativeMaps } from '../../src/snapshot/native-maps.ts';
import type { RecordedConnect } from './vector-file.ts';

/** Entries of a map, key and value in hex. */
export type NativeRows = readonly (readonly [string, string])[];

/** One way a recorded connect ended. */
export interface NativeOutcome {
  readonly dst: string;
  readonly port: number;
  readonly count: number;
  /** The socket's `km_cluster_sock`, 4 bytes in hex; null = none. */
  readonly cluster_sock: string | null;
  /** TCP gave up before it sent a SYN. */
  readonly no_syn?: boolean;
}

/** A connect that was made `n` times, and which maps differed afterwards. */
export interface NativeRecordedConnect extends Omit<RecordedConnect, 'outcomes'> {
  readonly outcomes: readonly NativeOutcome[];
  /** Index into `outcomes` for each call. */
  readonly sequence?: readonly number[];
  readonly eps_after?: readonly {
    readonly key: string;
    readonly count: number;
    readonly counter: number;
    /** The 512 bytes of references; absent = as before. */
    readonly refs?: string;
  }[];
  /** The time is zeroed. */
  readonly ratelimit_after?: NativeRows;
  /** Value null = removed. */
  readonly manage_after?: readonly (readonly [string, string | null])[];
}

/** The maps, and what was connected to while they held this; each connect starts from them anew. */
export interface NativeRecordedState {
  readonly id: string;
  readonly kmesh: string;
  readonly maps: Readonly<Record<string, NativeRows>>;
  readonly tail_slots?: readonly number[];
  readonly client: { readonly cookie: number | string; readonly ips: readonly string[] };
  readonly connects: readonly NativeRecordedConnect[];
}

/** Whether a line, header or state, is one of kernel-native mode. */
export function isNative(line: Readonly<Record<string, unknown>>): boolean {
  const { maps } = line;
  const isState = typeof maps === 'object' && maps !== null && 'km_listener' in maps;
  return line['mode'] === 'kernel-native' || isState;
}

/** The generation that a recording's `kmesh` names: a release's tag, or a commit of the main branch. */
export function toNativeGeneration(kmesh: unknown): NativeGeneration | undefined {
  if (typeof kmesh !== 'string') return undefined;
  const release = /^v(\d+\.\d+)\./.exec(kmesh)?.[1];
  if (release !== undefined)
    return Object.values(nativeGenerations).find(({ name }) => name === `v${release}`);
  return /^([0-9a-f]{7,40}|HEAD|main)$/.test(kmesh) ? nativeGenerations.main : undefined;
}

/** What keeps a line from being a state, or undefined when it is one. */
export function findNativeFault(line: Readonly<Record<string, unknown>>): string | undefined {
  const { id, maps, client, connects } = line as Partial<NativeRecordedState>;
  if (typeof id !== 'string') return 'id is missing';
  if (maps === undefined || !Object.values(maps).every(isRows)) return 'maps are missing or bad';
  if (!/^\d+$/.test(String(client?.cookie)) || !Array.isArray(client?.ips))
    return 'client is missing';
  if (!Array.isArray(connects)) return 'connects are missing';
  return connects.map(findConnectFault).find(Boolean);
}

const isHex = (text: unknown) => typeof text === 'string' && /^([0-9a-f]{2})*$/.test(text);

/** Whether a value is such entries. */
export function isRows(rows: unknown): boolean {
  return Array.isArray(rows) && rows.every((row) => Array.isArray(row) && row.every(isHex));
}

function findConnectFault(connect: Partial<NativeRecordedConnect>): string | undefined {
  const { case: name, family, proto, dst, port, n, outcomes, sequence } = connect;
  const isSound =
    (family === 4 || family === 6) &&
    (proto === 'tcp' || proto === 'udp') &&
    typeof dst === 'string' &&
    Number.isInteger(port) &&
    Number.isInteger(n) &&
    Array.isArray(outcomes) &&
    outcomes.length > 0 &&
    outcomes.every(
      ({ dst, port, count, cluster_sock: stored }) =>
        typeof dst === 'string' &&
        Number.isInteger(port) &&
        Number.isInteger(count) &&
        (stored === null || isHex(stored)),
    ) &&
    (sequence === undefined || sequence.every((index) => outcomes[index] !== undefined));
  return isSound ? undefined : `connect ${name} is not whole`;
}

/** The state's maps. A map that the generation does not have is left out. */
export function toNativeMaps(
  state: Pick<NativeRecordedState, 'maps' | 'tail_slots'>,
  generation: NativeGeneration,
): NativeMaps {
  const tables = new Map<string, Map<string, Buffer>>();
  for (const [name, layout] of Object.entries(generation.layouts)) {
    const rows = state.maps[name] ?? [];
    const entries = rows.map(([key, value]) => {
      const bytes = padded(key, layout.key.size);
      return [bytes.toString('latin1'), padded(value, layout.value.size)] as const;
    });
    tables.set(name, new Map(entries));
  }
  return {
    generation,
    lookup: (map, key) => tables.get(map)?.get(key.toString('latin1')),
    tailCalls: new Set(state.tail_slots ?? [2, 3, 5]),
    incompleteMaps: [],
  };
}

/** Hex with the zeros that were cut off its end. */
export function padded(hex: string, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  Buffer.from(hex, 'hex').copy(bytes);
  return bytes;
}
