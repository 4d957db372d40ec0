// Maps of an unknown layout: their bytes, so that nothing is lost.
import { type RawMap, rowOf } from '../raw/raw-map.ts';

export interface RawMapItem {
  readonly map: string;
  /** Bytes. */
  readonly keySize: number;
  readonly valueSize: number;
  /** In hex, by key. */
  readonly entries: readonly { readonly key: string; readonly value: string }[];
}

/** The map's entries in hex, by key. */
export function toRawMapItem(map: RawMap): RawMapItem {
  const entries = Array.from({ length: map.count }, (_, index) => {
    const { key, value } = rowOf(map, index);
    return { key: key.toString('hex'), value: value.toString('hex') };
  });
  const { name, keySize, valueSize } = map.info;
  return {
    map: name,
    keySize,
    valueSize,
    entries: entries.sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
}

/** The same for people. */
export function rawMapLines({ map, keySize, valueSize, entries }: RawMapItem): string[] {
  const sizes = `${keySize}-byte keys, ${valueSize}-byte values`;
  const head = `${map}: unknown layout, ${sizes}, ${entries.length} entries as hex`;
  return [head, ...entries.map(({ key, value }) => `  ${key}  ${value}`)];
}
