// What a run of the programs of kernel-native mode writes. A state of the maps with writes is again a state, so that many connects can be followed one after the other.
import { pinNameOf } from '../../kmesh/kernel-native/generation.ts';
import type { Lookup } from '../../kmesh/kernel-native/reference.ts';
import type { NativeMaps } from '../../snapshot/native-maps.ts';

/** An entry that a program makes or changes; `value` null = removes. */
export interface Write {
  readonly map: string;
  readonly key: Buffer;
  readonly value: Buffer | null;
}

/** The maps after the writes, in their order. What `maps` says is not touched. */
export function withWrites(maps: NativeMaps, writes: readonly Write[]): NativeMaps {
  if (writes.length === 0) return maps;
  const changed = new Map<string, Buffer | null>();
  for (const { map, key, value } of writes) changed.set(changeKey(map, key), value);
  const lookup: Lookup = (map, key) => {
    const value = changed.get(changeKey(map, key));
    return value === undefined ? maps.lookup(map, key) : (value ?? undefined);
  };
  return { ...maps, lookup };
}

/** Pin name of a map in the generation of `maps`. */
export function pinName(maps: NativeMaps, map: string): string {
  return pinNameOf(maps.generation, map);
}

function changeKey(map: string, key: Buffer): string {
  return `${map} ${key.toString('latin1')}`;
}
