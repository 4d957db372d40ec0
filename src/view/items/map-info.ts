import type { Mode } from '../../kmesh/maps.ts';
import { dualEngineLayouts, sockStorageSizes } from '../../kmesh/maps.ts';
import type { RawMapInfo } from '../../raw/raw-map.ts';

export interface MapInfoItem {
  readonly name: string;
  readonly pin: string;
  readonly id: number;
  readonly type: string;
  /** Bytes. */
  readonly keySize: number;
  readonly valueSize: number;
  readonly maxEntries: number;
  /** Null for a type that has none to count, or where they cannot be counted. */
  readonly entries: number | null;
  /** 0 to 1; null without entries, and for arrays. */
  readonly fill: number | null;
  readonly flags: number;
  /** `known` = decoded, `mismatch` = a known map with other sizes, null = a map that is not decoded. */
  readonly layout: 'known' | 'mismatch' | null;
}

/** The map with its fill. */
export function toMapInfoItem(info: RawMapInfo, entries: number | null, mode: Mode): MapInfoItem {
  const { name, pin, id, type, keySize, valueSize, maxEntries, flags } = info;
  // An array always has all its entries: that says nothing of how full it is.
  const hasFill = entries !== null && maxEntries > 0 && !type.endsWith('array');
  return {
    name,
    pin,
    id,
    type,
    keySize,
    valueSize,
    maxEntries,
    entries,
    fill: hasFill ? entries / maxEntries : null,
    flags,
    layout: mode === 'dual-engine' ? layoutOf(info) : null,
  };
}

function layoutOf(info: RawMapInfo): MapInfoItem['layout'] {
  const storageSizes = sockStorageSizes[info.name];
  if (storageSizes !== undefined) {
    // An empty map in a folder of dumps tells no sizes.
    if (info.valueSize === 0) return null;
    return storageSizes.includes(info.valueSize) ? 'known' : 'mismatch';
  }
  const layouts = dualEngineLayouts[info.name];
  if (layouts === undefined) return null;
  const fits = layouts.key.size === info.keySize && layouts.value.size === info.valueSize;
  return fits ? 'known' : 'mismatch';
}
