import { spawn } from 'node:child_process';
import ffi from 'ffi-napi';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readBatches } from '../../src/kernel/batch-read.ts';
import { BpfMap, type MapRows } from '../../src/kernel/bpf-map.ts';
import { KernelError } from '../../src/kernel/kernel-error.ts';
import { countKeys, walkKeys } from '../../src/kernel/key-walk.ts';
import { describeOnKernel, nativeProgram, TestPins } from '../support/kernel.ts';

const hex32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes.toString('hex');
};

/** Rows as `key value` in hex, sorted: the order of a hash map means nothing. */
function sortedRows(map: BpfMap, rows: MapRows | undefined): string[] {
  if (rows === undefined) throw new Error('no batches');
  const { keySize, valueSize } = map.info;
  return Array.from({ length: rows.count }, (_, i) => {
    const key = rows.keys.toString('hex', i * keySize, (i + 1) * keySize);
    return `${key} ${rows.values.toString('hex', i * valueSize, (i + 1) * valueSize)}`;
  }).sort();
}

describeOnKernel('a pinned map', () => {
  let pins: TestPins;
  const opened: BpfMap[] = [];
  const open = (name: string) => {
    const map = BpfMap.open(`${pins.maps}/${name}`);
    opened.push(map);
    return map;
  };

  beforeAll(() => {
    pins = new TestPins('map');
  });

  afterAll(() => {
    for (const map of opened) map.close();
    pins.remove();
  });

  const expectedRows = (count: number) =>
    Array.from({ length: count }, (_, i) => `${hex32(i)}${'00'.repeat(12)} ${hex32(i * 7)}`);
  const putRows = (count: number) =>
    pins.put(['clear km_frontend', ...expectedRows(count).map((row) => `put km_frontend ${row}`)]);

  it('tells its sizes as the kernel has them', () => {
    const { keySize, valueSize, type, maxEntries } = open('km_service').info;
    expect({ keySize, valueSize, type, maxEntries }).toEqual({
      keySize: 4,
      valueSize: 132,
      type: 'hash',
      maxEntries: 5000,
    });
  });

  it.each([0, 1, 2, 1000, 20_000])(
    'is read whole by batches and by keys alike: %i rows',
    (count) => {
      putRows(count);
      const map = open('km_frontend');
      const expected = expectedRows(count).sort();
      const batches = readBatches(map);
      const walked = walkKeys(map);
      expect(sortedRows(map, batches)).toEqual(expected);
      expect(sortedRows(map, walked)).toEqual(expected);
      expect([batches?.complete, walked.complete]).toEqual([true, true]);
      expect([map.countEntries(), countKeys(map)]).toEqual([count, count]);
    },
  );

  it('grows a batch that is smaller than a bucket of the hash', () => {
    putRows(20_000);
    const map = open('km_frontend');
    expect(readBatches(map, { firstRows: 1 })?.count).toBe(20_000);
  });

  it('answers one key, and undefined for a key that is not there', () => {
    putRows(10);
    const map = open('km_frontend');
    const key = Buffer.alloc(16);
    key.writeUInt32LE(3);
    expect(map.lookup(key)?.readUInt32LE()).toBe(21);
    key.writeUInt32LE(10);
    expect(map.lookup(key)).toBeUndefined();
    expect(() => map.lookup(Buffer.alloc(15))).toThrow(RangeError);
  });

  it('is the same map by its id, and an id that there is none of is told as such', () => {
    putRows(10);
    const pinned = open('km_frontend');
    const map = BpfMap.openById(pinned.info.id);
    opened.push(map);
    expect(map.info).toEqual(pinned.info);
    expect(sortedRows(map, map.readAll())).toEqual(sortedRows(pinned, pinned.readAll()));
    expect(() => BpfMap.openById(0xfffffff0)).toThrow(
      expect.objectContaining({ errno: 2, syscall: 'BPF_MAP_GET_FD_BY_ID' }),
    );
  });

  it.each(['path', 'id'])('cannot be written through the descriptor by its %s', (how) => {
    const pinned = open('km_frontend');
    const map = how === 'path' ? pinned : BpfMap.openById(pinned.info.id);
    if (map !== pinned) opened.push(map);
    const library = new ffi.DynamicLibrary('libbpf.so.1', ffi.DynamicLibrary.FLAGS.RTLD_NOW);
    const update = ffi.ForeignFunction(library.get('bpf_map_update_elem'), 'int', [
      'int',
      'pointer',
      'pointer',
      'uint64',
    ]) as unknown as (...args: unknown[]) => number;
    // SAFETY: both buffers have the map's sizes.
    const result = update(map.fd, Buffer.alloc(16), Buffer.alloc(4), 0);
    expect([result < 0, ffi.errno()]).toEqual([true, 1]);
  });

  it('is read without an error and with true rows while entries come and go', async () => {
    putRows(5000);
    const map = open('km_frontend');
    const writer = spawn(nativeProgram('lab/labctl'), ['put', '--pins', pins.dir]);
    const ended = new Promise((resolve) => writer.on('exit', resolve));
    const rows = expectedRows(5000);
    const churn = rows.flatMap((row) => [
      `del km_frontend ${row.split(' ')[0]}\n`,
      `put km_frontend ${row}\n`,
    ]);
    writer.stdin.end(churn.join('').repeat(3));
    const known = new Set(rows);
    let reads = 0;
    let isRunning = true;
    void ended.then(() => {
      isRunning = false;
    });
    while (isRunning) {
      for (const read of [readBatches(map), walkKeys(map)]) {
        const unknown = sortedRows(map, read).filter((row) => !known.has(row));
        expect(unknown).toEqual([]);
        reads++;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await ended).toBe(0);
    expect(reads).toBeGreaterThan(2);
  });

  it('that is not there is told with its path and the call', () => {
    const missing = `${pins.maps}/km_nothing`;
    expect(() => BpfMap.open(missing)).toThrow(KernelError);
    try {
      BpfMap.open(missing);
    } catch (error) {
      expect(error).toMatchObject({ code: 'CALL_FAILED', errno: 2, syscall: 'BPF_OBJ_GET' });
      expect(String(error)).toContain(`cannot open pinned map ${missing}: ENOENT`);
    }
  });
});
