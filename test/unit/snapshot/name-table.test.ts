import { describe, expect, it } from 'vitest';
import { fnv1a32 } from '../../../src/kmesh/names.ts';
import { loadNameTable } from '../../../src/snapshot/name-table.ts';

const path = '/mnt/hash_name.yaml';
const full = (i: number) => `Kubernetes//Pod/default/web-${i}`;
const lines = (count: number) =>
  Array.from({ length: count }, (_, i) => `${full(i)}: ${fnv1a32(full(i))}\n`).join('');

describe('a name table', () => {
  it('gives the same names whether few ids are asked for or many', () => {
    const table = loadNameTable([{ path, text: lines(100) }]);
    for (let i = 0; i < 100; i++) {
      expect(table.find(fnv1a32(full(i)))?.full).toBe(full(i));
    }
    expect(table.find(1)).toBeUndefined();
    expect([...table.all()]).toHaveLength(100);
    expect(table.problems()).toEqual([]);
  });

  it('says which line is torn, and names what the others name', () => {
    const text = `${lines(2)}Kubernetes//Pod/default/we`;
    const table = loadNameTable([{ path, text }]);
    expect(table.find(fnv1a32(full(1)))?.name).toBe('web-1');
    expect(table.problems()).toMatchObject([{ code: 'NAME_FILE_TORN' }]);
    expect(table.problems()[0]?.message).toContain(`${path}:3 is not`);
  });

  it('says when a name cannot have its id', () => {
    const table = loadNameTable([{ path, text: `${full(1)}: 12345\n` }]);
    expect(table.find(12345)?.name).toBe('web-1');
    expect(table.problems()).toMatchObject([{ code: 'NAME_HASH_MISMATCH' }]);
  });

  it('takes an id that was probed past a taken one', () => {
    const id = fnv1a32(full(1));
    const table = loadNameTable([{ path, text: `a/b: ${id}\n${full(1)}: ${id + 1}\n` }]);
    expect(table.find(id + 1)?.name).toBe('web-1');
    expect(table.problems()).toEqual([]);
  });

  it('takes the first file that says anything, and none when there is none', () => {
    const files = [
      { path: '/a', text: '' },
      { path: '/b', text: lines(1) },
    ];
    expect(loadNameTable(files).path).toBe('/b');
    expect(loadNameTable([]).path).toBeNull();
  });
});
