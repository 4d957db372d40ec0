// A map, pinned or known by its id, open read-only: info, one key, or all of it.
import { closeSync } from 'node:fs';
import { type Batch, type RowMemory, readBatches } from './batch-read.ts';
import { mapInfoLayout, mapTypeName, readInfo } from './bpf-info.ts';
import { KernelError } from './kernel-error.ts';
import { countKeys, walkKeys } from './key-walk.ts';
import { callError, callInt } from './libbpf.ts';
import { openReadOnly, openReadOnlyById } from './pinned-object.ts';

const ENOENT = 2;

export interface BpfMapInfo {
  readonly id: number;
  readonly type: string;
  /** Bytes. */
  readonly keySize: number;
  /** Bytes. */
  readonly valueSize: number;
  readonly maxEntries: number;
  readonly flags: number;
}

/** What was read, and whether that is all of it. */
export interface MapRows {
  readonly keys: Buffer;
  readonly values: Buffer;
  readonly count: number;
  readonly complete: boolean;
  readonly reason: string | null;
}

/** Map types whose entries no user space can count or list. */
const uncountable = new Set(['ringbuf', 'sk_storage', 'perf_event_array', 'bloom_filter', 'arena']);
/** Map types for which only keys are read, since their values are not plain bytes. */
const keysOnly = new Set(['sockhash', 'sockmap', 'prog_array', 'array_of_maps', 'hash_of_maps']);

/** The memory of a row has room for one value. */
const perCpuReason = 'it has a value for each processor';

export class BpfMap {
  /** Path of the pin, or `with id N`: how messages call it. */
  readonly path: string;
  readonly fd: number;
  readonly info: BpfMapInfo;

  private constructor(path: string, fd: number, info: BpfMapInfo) {
    this.path = path;
    this.fd = fd;
    this.info = info;
  }

  /** Opens a pin. Throws KernelError. */
  static open(path: string): BpfMap {
    return BpfMap.#of(openReadOnly(path), path);
  }

  /** Opens the map with this id, pinned or not; needs CAP_SYS_ADMIN. Throws KernelError. */
  static openById(id: number): BpfMap {
    return BpfMap.#of(openReadOnlyById(id), `with id ${id}`);
  }

  static #of(fd: number, path: string): BpfMap {
    try {
      const raw = readInfo(fd, mapInfoLayout, `read the info of map ${path}`);
      return new BpfMap(path, fd, {
        id: raw.id,
        type: mapTypeName(raw.type),
        keySize: raw.key_size,
        valueSize: raw.value_size,
        maxEntries: raw.max_entries,
        flags: raw.map_flags,
      });
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  /** Whether a key has a value for each processor, which the kernel writes all, one behind the other. */
  get isPerCpu(): boolean {
    return this.info.type.includes('percpu');
  }

  /** The value of a key, or undefined. Throws KernelError when the kernel refuses. */
  lookup(key: Buffer): Buffer | undefined {
    const { keySize, valueSize } = this.info;
    if (this.isPerCpu) {
      const attempt = `look up a key in ${this.path}`;
      throw new KernelError('CALL_FAILED', { attempt, path: this.path, reason: perCpuReason });
    }
    if (key.length !== keySize) throw new RangeError(`key of ${key.length} bytes, not ${keySize}`);
    const value = Buffer.alloc(valueSize);
    // SAFETY: both buffers have the sizes that the kernel reported for this map.
    const result = callInt('bpf_map_lookup_elem', this.fd, key, value);
    if (result === -ENOENT) return undefined;
    if (result < 0) throw callError('BPF_MAP_LOOKUP_ELEM', `look up a key in ${this.path}`, result);
    return value;
  }

  /** Every entry, in `memory` where that is given. Throws KernelError when nothing can be read at all. */
  readAll(memory?: RowMemory): MapRows {
    if (this.isPerCpu) {
      const reason = `map ${this.path} was not read: ${perCpuReason}`;
      const nothing = { keys: Buffer.alloc(0), values: Buffer.alloc(0), count: 0 };
      return { ...nothing, complete: false, reason };
    }
    const rows = readBatches(this, { memory });
    return rows ?? walkKeys(this);
  }

  /** Number of entries, null where the type has none to count. */
  countEntries(): number | null {
    const { type, maxEntries } = this.info;
    if (uncountable.has(type)) return null;
    if (type === 'array' || type === 'percpu_array') return maxEntries;
    if (type.startsWith('percpu') || type.startsWith('lru_percpu')) return null;
    let count = 0;
    // The keys of an array are there whether they have a map or not.
    const isSparse = type === 'array_of_maps';
    const onBatch = (batch: Batch) => {
      count += batch.count;
    };
    const hasBatches = isSparse || !keysOnly.has(type);
    if (hasBatches && readBatches(this, { onBatch }) !== undefined) return count;
    if (isSparse) return null;
    // Of a prog_array, only the slots that hold a program count.
    return type === 'prog_array' ? walkKeys(this).count : countKeys(this);
  }

  close(): void {
    closeSync(this.fd);
  }
}
