// Reads a whole map by BPF_MAP_LOOKUP_BATCH: each bucket of a hash is read at once, the whole is no
// snapshot. Bounded by the map's capacity.
import type { BpfMap, MapRows } from './bpf-map.ts';
import { describeErrno } from './kernel-error.ts';
import { callError, callInt } from './libbpf.ts';

const ENOENT = 2;
const EINVAL = 22;
const ENOSPC = 28;
const EOPNOTSUPP = 95;
const ENOTSUPP = 524;
/** What kernels and map types without batches answer. */
const unsupported = [EINVAL, EOPNOTSUPP, ENOTSUPP];

/** Speed gains end at some hundred rows; memory is what a larger batch costs. */
const batchRows = 8192;
const batchBytes = 4 << 20;

/** Rows as one call left them: views that the next call may overwrite. */
export interface Batch {
  readonly keys: Buffer;
  readonly values: Buffer;
  readonly count: number;
}

export interface BatchOptions {
  /** Takes the rows of each batch, which are then forgotten. */
  readonly onBatch?: (batch: Batch) => void;
  /** Rows of the first batch; it grows where a bucket holds more. */
  readonly firstRows?: number;
  /** Memory of an earlier read that nobody looks at any more. */
  readonly memory?: RowMemory | undefined;
}

/**
 * All rows; undefined where the kernel or the map type knows no batches. With `onBatch` the rows are
 * handed over and forgotten, and the result holds only their count.
 */
export function readBatches(map: BpfMap, options: BatchOptions = {}): MapRows | undefined {
  const { onBatch } = options;
  const { maxEntries } = map.info;
  const { keySize, valueSize } = map.info;
  const memory = options.memory ?? new RowMemory(keySize, valueSize);
  const cursor = new BatchCursor(map, memory, options.firstRows ?? batchRows);
  let count = 0;
  for (;;) {
    const batch = cursor.next(onBatch === undefined ? count : 0);
    if (batch.errno !== 0) return cursor.failed(count, batch.errno);
    onBatch?.({ ...cursor.memory, count: batch.count });
    count += batch.count;
    if (batch.isLast) return cursor.memory.rows(count, null);
    if (count >= maxEntries * 2) {
      const reason = `${map.path} gave more than twice its capacity: it is being rewritten`;
      return cursor.memory.rows(count, reason);
    }
  }
}

/** Where a batched read stands: what the kernel gave to go on from, and the memory for the rows. */
class BatchCursor {
  readonly memory: RowMemory;
  readonly #map: BpfMap;
  readonly #token: Buffer;
  readonly #count = Buffer.alloc(4);
  #step: number;
  #isFirst = true;

  constructor(map: BpfMap, memory: RowMemory, firstRows: number) {
    const { keySize, valueSize, maxEntries } = map.info;
    const fitting = Math.max(64, Math.floor(batchBytes / (keySize + valueSize)));
    this.memory = memory;
    this.#map = map;
    this.#token = Buffer.alloc(Math.max(keySize, 8));
    this.#step = Math.min(maxEntries, firstRows, fitting);
  }

  /** Reads the next rows to row `at` of the memory. `errno` is 0 unless the kernel refused. */
  next(at: number): { count: number; isLast: boolean; errno: number } {
    for (;;) {
      const errno = -this.#call(at);
      // One bucket holds more rows than there was room for.
      if (errno === ENOSPC && this.#step < this.#map.info.maxEntries) {
        this.#step = Math.min(this.#map.info.maxEntries, this.#step * 2);
        continue;
      }
      const isLast = errno === ENOENT;
      if (errno !== 0 && !isLast) return { count: 0, isLast, errno };
      this.#isFirst = false;
      return { count: this.#count.readUInt32LE(), isLast, errno: 0 };
    }
  }

  /** What a refusal leaves: the rows so far; undefined where there are no batches. Else throws. */
  failed(count: number, errno: number): MapRows | undefined {
    const { path } = this.#map;
    if (count > 0) {
      return this.memory.rows(count, `reading ${path} ended early: ${describeErrno(errno)}`);
    }
    if (unsupported.includes(errno)) return undefined;
    throw callError('BPF_MAP_LOOKUP_BATCH', `read map ${path}`, -errno);
  }

  #call(at: number): number {
    const { keySize, valueSize } = this.#map.info;
    this.memory.reserve(at + this.#step);
    this.#count.writeUInt32LE(this.#step);
    // SAFETY: keys and values have room for `step` rows of the sizes that the kernel reported, from
    // row `at` on; the token holds a key, the largest thing any map type keeps in it.
    return callInt(
      'bpf_map_lookup_batch',
      this.#map.fd,
      this.#isFirst ? null : this.#token,
      this.#token,
      this.memory.keys.subarray(at * keySize),
      this.memory.values.subarray(at * valueSize),
      this.#count,
      null,
    );
  }
}

/** Two buffers that grow together. */
export class RowMemory {
  keys: Buffer = Buffer.alloc(0);
  values: Buffer = Buffer.alloc(0);
  readonly #keySize: number;
  readonly #valueSize: number;

  constructor(keySize: number, valueSize: number) {
    this.#keySize = keySize;
    this.#valueSize = valueSize;
  }

  reserve(rows: number): void {
    const have = this.#keySize === 0 ? 0 : this.keys.length / this.#keySize;
    if (have >= rows) return;
    const room = Math.max(rows, have * 2);
    this.keys = grow(this.keys, room * this.#keySize);
    this.values = grow(this.values, room * this.#valueSize);
  }

  rows(count: number, reason: string | null): MapRows {
    const keys = this.keys.subarray(0, count * this.#keySize);
    memoryOf.set(keys, this);
    return {
      keys,
      values: this.values.subarray(0, count * this.#valueSize),
      count,
      complete: reason === null,
      reason,
    };
  }
}

const memoryOf = new WeakMap<Buffer, RowMemory>();

/**
 * Memory for maps that are read again and again: 25 MB that are new at every reading cost more than the
 * reading itself. What is given back must not be looked at any more.
 */
export class RowPool {
  readonly #free = new Map<string, RowMemory>();

  /** Memory for the rows of the map with this name, if there is any. */
  take(name: string): RowMemory | undefined {
    const memory = this.#free.get(name);
    this.#free.delete(name);
    return memory;
  }

  /** Takes the memory of a map's rows back. */
  give(name: string, { keys }: Pick<MapRows, 'keys'>): void {
    const memory = memoryOf.get(keys);
    if (memory !== undefined) this.#free.set(name, memory);
  }
}

function grow(buffer: Buffer, size: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(size);
  buffer.copy(larger);
  return larger;
}
