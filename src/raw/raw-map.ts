// Bytes of a BPF map as the kernel gave them, with no meaning.

/** What the kernel says of a map (struct bpf_map_info). */
export interface RawMapInfo {
  /** Name of the pin file, never cut (kernel names end after 15 characters). */
  readonly name: string;
  /** Path of the pin on this machine. */
  readonly pin: string;
  readonly id: number;
  /** The kernel's name of the type: hash, array, sk_storage, ringbuf … or `type-N`. */
  readonly type: string;
  /** Bytes. */
  readonly keySize: number;
  /** Bytes. */
  readonly valueSize: number;
  readonly maxEntries: number;
  readonly flags: number;
}

/** Whether a map's values are the ids of other maps. */
export function isMapOfMaps({ type }: Pick<RawMapInfo, 'type'>): boolean {
  return type === 'array_of_maps' || type === 'hash_of_maps';
}

/** A map read whole: row i is `keySize` bytes at `keys[i * keySize]` and likewise in `values`. */
export interface RawMap {
  readonly info: RawMapInfo;
  readonly keys: Buffer;
  readonly values: Buffer;
  readonly count: number;
  /** False when rows may be missing; `reason` then says why. */
  readonly complete: boolean;
  readonly reason: string | null;
}

/** Row `index` as key and value, views into the map's buffers. */
export function rowOf(map: RawMap, index: number): { key: Buffer; value: Buffer } {
  const { keySize, valueSize } = map.info;
  return {
    key: map.keys.subarray(index * keySize, (index + 1) * keySize),
    value: map.values.subarray(index * valueSize, (index + 1) * valueSize),
  };
}
