// The maps of kernel-native mode behind pseudonyms: names, addresses and indexes are others wherever they stand,
// so that every reference leads to the same thing and every look-up hits or misses as before. What nothing
// refers to is left out.
import { pinNameOf, tailCallMap } from '../../kmesh/kernel-native/generation.ts';
import { placeOf, toReference } from '../../kmesh/kernel-native/reference.ts';
import { u32 } from '../../layout/scalar.ts';
import type { RawInnerValue } from '../../raw/node-source.ts';
import { isMapOfMaps, type RawMap, type RawMapInfo, rowOf } from '../../raw/raw-map.ts';
import { type NativeMaps, readFitting } from '../native-maps.ts';
import type { Snapshot } from '../snapshot.ts';
import { NumberPseudonyms } from './keyed-digest.ts';
import {
  keptPlaces,
  type NativePseudonyms,
  type ReferencePseudonyms,
  redactMessage,
  redactSlot,
} from './native-claims.ts';
import { NativeNamePseudonyms } from './native-names.ts';
import {
  keptReferences,
  type Row,
  redactBucket,
  redactCount,
  redactKeptList,
  redactListenerKey,
  redactTailCall,
} from './native-rows.ts';
import { nativeShapes } from './native-shapes.ts';
import { NativeViews } from './native-views.ts';
import { clusterIdOf, type Redaction } from './redaction.ts';

export interface RedactedMaps {
  /** By pin name: every map that the generation decodes but the manager map. */
  readonly maps: ReadonlyMap<string, RawMap>;
  /** By the pseudonym of a map's id: what maps in maps hold. */
  readonly inner: ReadonlyMap<number, RawInnerValue>;
}

/** The maps of a node behind pseudonyms, each read once; none where the generation is not followed. */
export function redactNativeMaps(snapshot: Snapshot, redaction: Redaction): RedactedMaps {
  const { native } = snapshot;
  if (native === undefined) return { maps: new Map(), inner: new Map() };
  return new NativeRedaction(snapshot, native, redaction).run();
}

class NativeRedaction {
  readonly #snapshot: Snapshot;
  readonly #native: NativeMaps;
  readonly #redaction: Redaction;
  readonly #views: NativeViews;
  readonly #names: NativeNamePseudonyms;
  readonly #maps = new Map<string, RawMap>();
  readonly #inner = new Map<number, RawInnerValue>();

  constructor(snapshot: Snapshot, native: NativeMaps, redaction: Redaction) {
    this.#snapshot = snapshot;
    this.#native = native;
    this.#redaction = redaction;
    const { names, addresses, digest } = redaction;
    this.#names = new NativeNamePseudonyms(names, addresses, digest);
    const { lookup, generation } = native;
    this.#views = new NativeViews({ lookup, scheme: generation.references });
  }

  run(): RedactedMaps {
    this.#view();
    const { addresses } = this.#redaction;
    const references = this.#references();
    const clusterId = (id: number) => clusterIdOf(this.#redaction, id);
    const pseudonyms = { names: this.#names, addresses, references, clusterId };
    this.#redactTrees(pseudonyms);
    this.#redactPools(pseudonyms);
    this.#replace('km_cluster_eps', ({ key, value }) => ({
      key: this.#names.slot(key),
      value: redactKeptList(value, references),
    }));
    this.#replace('km_clusterstats', (row) => redactCount(row, this.#redaction));
    this.#replace('km_ratelimit', (row) => redactBucket(row, this.#redaction));
    this.#replace(tailCallMap, (row) => redactTailCall(row, this.#redaction));
    this.#leaveOut('km_eps_data');
    return { maps: this.#maps, inner: this.#inner };
  }

  /** Finds out what everything is. */
  #view(): void {
    const { values, endpoint } = nativeShapes(this.#native.generation);
    for (const [name, shape] of Object.entries(values)) {
      for (const { value } of this.#rows(name)) this.#views.addMessage(shape, value);
    }
    for (const { value } of this.#rows('km_cluster_eps')) {
      for (const reference of keptReferences(value)) {
        // Null is never followed, whatever stands in slot 0.
        if (reference !== 0n) this.#views.addReference(reference, endpoint);
      }
    }
  }

  /** Listeners, clusters and route configurations. */
  #redactTrees(pseudonyms: NativePseudonyms): void {
    const { values } = nativeShapes(this.#native.generation);
    for (const [name, shape] of Object.entries(values)) {
      let altered = 0;
      this.#replace(
        name,
        ({ key, value }) => {
          const { bytes, isAltered } = redactMessage(value, shape, pseudonyms);
          if (isAltered) altered++;
          const isListener = name === 'km_listener';
          return {
            key: isListener ? redactListenerKey(key, this.#redaction) : this.#names.slot(key),
            value: bytes,
          };
        },
        () => altered,
      );
    }
  }

  #redactPools(pseudonyms: NativePseudonyms): void {
    const { pools } = this.#native.generation.references;
    const slots = [...this.#views.slots];
    for (const [pool, { map }] of pools.entries()) {
      const own = slots.filter((slot) => slot.pool === pool);
      const byIndex = new Map(own.map((slot) => [slot.index, redactSlot(slot, pseudonyms)]));
      const altered = [...byIndex.values()].filter(({ isAltered }) => isAltered).length;
      this.#replace(
        map,
        (row) => {
          const index = u32.decode(row.key, 0);
          const slot = byIndex.get(index);
          if (slot === undefined) return null;
          const key = this.#indexKey(pseudonyms.references, pool, index);
          return { key, value: this.#slotValue(map, row, slot.bytes) };
        },
        () => altered,
      );
    }
  }

  #indexKey(references: ReferencePseudonyms, pool: number, index: number): Buffer {
    const { references: scheme } = this.#native.generation;
    const low = references.low(BigInt(toReference(scheme, { pool, index })));
    const key = Buffer.alloc(u32.size);
    u32.encode(placeOf(scheme, BigInt(low)).index, key, 0);
    return key;
  }

  /** The slot's bytes, or, in a map of maps, the id of the map that has them. */
  #slotValue(name: string, row: Row, bytes: Buffer): Buffer {
    const map = readFitting(this.#snapshot, this.#native.generation, name);
    if (map === undefined || !isMapOfMaps(map.info)) return bytes;
    const id = this.#redaction.numbers('map').of(u32.decode(row.value, 0));
    this.#inner.set(id, { value: bytes, reason: null });
    const value = Buffer.alloc(u32.size);
    u32.encode(id, value, 0);
    return value;
  }

  #references(): ReferencePseudonyms {
    const { references: scheme } = this.#native.generation;
    const kept = keptPlaces(this.#views.slots, scheme);
    const pools = new Map<number, NumberPseudonyms>();
    const indexes = (pool: number): NumberPseudonyms => {
      const known = pools.get(pool);
      if (known !== undefined) return known;
      // Index 0 of the first pool is what null stands for.
      const own = [0, ...kept.filter((place) => place.pool === pool).map(({ index }) => index)];
      const made = new NumberPseudonyms(this.#redaction.digest, `index ${pool}`, largestIndex, own);
      pools.set(pool, made);
      return made;
    };
    return {
      low: (reference) => {
        const { pool, index } = placeOf(scheme, reference);
        const named = pool < scheme.pools.length ? pool : noPool;
        return toReference(scheme, { pool: named, index: indexes(named).of(index) });
      },
      isThere: (reference) => this.#views.isThere(reference),
    };
  }

  #rows(name: string): Row[] {
    const map = this.#read(name);
    return Array.from({ length: map?.count ?? 0 }, (_, row) => map && rowOf(map, row)).flatMap(
      (row) => row ?? [],
    );
  }

  /** A map that is pinned and has the sizes of its layout. */
  #read(name: string): RawMap | undefined {
    const { generation } = this.#native;
    const pin = pinNameOf(generation, name);
    if (!this.#snapshot.mapSet.maps.some((map) => map.name === pin)) return undefined;
    if (name === tailCallMap) return this.#snapshot.readMap(pin);
    if (generation.layouts[name] === undefined) return undefined;
    return readFitting(this.#snapshot, generation, name);
  }

  /** Puts a map's redacted rows in its place, in the order of their keys. `countAltered`: see `Redacted`. */
  #replace(name: string, redact: (row: Row) => Row | null, countAltered = () => 0): void {
    const map = this.#read(name);
    if (map === undefined) return;
    const pin = pinNameOf(this.#native.generation, name);
    const rows = this.#rows(name).flatMap((row) => redact(row) ?? []);
    const reason = this.#reasonOf(map, pin, countAltered());
    this.#maps.set(pin, { ...inOrder(map.info, rows), complete: reason === null, reason });
  }

  /** Scratch memory of each processor: it decides nothing, and nobody reads it. */
  #leaveOut(name: string): void {
    const pin = pinNameOf(this.#native.generation, name);
    const info = this.#snapshot.mapSet.maps.find((map) => map.name === pin);
    if (info === undefined) return;
    this.#maps.set(pin, { ...inOrder(info, []), complete: true, reason: null });
  }

  #reasonOf(map: RawMap, pin: string, altered: number): string | null {
    if (!map.complete) return map.reason;
    if (this.#native.incompleteMaps.includes(pin)) {
      const told = this.#snapshot.problems.find((problem) => problem.map === pin);
      return told?.message ?? `map ${pin} could not be read whole`;
    }
    if (altered === 0) return null;
    const what = 'hold what could be a part of a name or of an address';
    return `map ${pin}: ${altered} entries ${what}, so --redact left that out`;
  }
}

/** A map whose rows stand by their keys: the order of the originals would tell which is which. */
export function sortRows(map: RawMap): RawMap {
  const rows = Array.from({ length: map.count }, (_, row) => rowOf(map, row));
  return { ...map, ...inOrder(map.info, rows) };
}

function inOrder(info: RawMapInfo, rows: readonly Row[]) {
  const sorted = rows.toSorted((a, b) => Buffer.compare(a.key, b.key));
  return {
    info,
    keys: Buffer.concat(sorted.map(({ key }) => key)),
    values: Buffer.concat(sorted.map(({ value }) => value)),
    count: sorted.length,
  };
}

/** What v1.0 and later have room for; more than v0.5's arrays have. */
const largestIndex = 0xffffff;
/** A pool that no generation has. */
const noPool = 0xff;
