// Every set of maps on a node. There may be two: of both modes, or, where an upgrade left them, of both
// families of names in one folder. Which of them the data plane uses, its programs tell.
import type { GenerationName } from '../kmesh/generation.ts';
import { type Inventory, isInSpan } from '../kmesh/inventory.ts';
import { type Mode, modeFolders } from '../kmesh/maps.ts';
import type { NodeSource, RawMapSet, RawPin, RecordedSet } from '../raw/node-source.ts';
import { UsageError } from '../raw/problem.ts';

/** Whether the data plane uses a set, and how that is known. */
export interface MapSetUse {
  readonly set: RawMapSet;
  /** Null where it cannot be told. */
  readonly isInUse: boolean | null;
  readonly how: string;
}

/** The node's map sets; a folder with the maps of two families is two of them, the newer one first. */
export function listMapSets({ mapSets }: Pick<NodeSource, 'mapSets'>): RawMapSet[] {
  return mapSets.flatMap((set) => {
    const mode = modeFolders.find(({ folder }) => folder === set.folder);
    const isTwo = mode?.proofs.every((name) => hasMap(set, name));
    if (mode === undefined || !isTwo) return [set];
    const older = ofFamily(set, mode.inventory, ['v0.4.0', 'v0.5']);
    const own = older.maps.filter(({ name }) => name !== sharedMap);
    return [ofFamily(set, mode.inventory, ['v1.0', 'main']), { ...older, maps: own }];
  });
}

/** The sets that the node has, by their places; of a recording, what it says of them, undefined = nothing. */
export function setsOfNode(source: NodeSource): readonly RecordedSet[] | undefined {
  if (source.origin === 'recorded') return source.setsOfNode;
  return listMapSets(source).map(({ pins, maps }) => ({ pins, count: maps.length }));
}

function hasMap({ maps }: RawMapSet, name: string): boolean {
  return maps.some((map) => map.name === name);
}

/** The maps that a family of generations may have, and those that nobody knows. */
function ofFamily(
  set: RawMapSet,
  inventory: Inventory,
  ends: readonly ['v0.4.0', 'v0.5'] | readonly ['v1.0', 'main'],
): RawMapSet {
  const maps = set.maps.filter(({ name }) => {
    const rows = inventory.maps.filter((row) => row.name === name);
    return rows.length === 0 || rows.some((row) => ends.some((end) => isInSpan(end, row)));
  });
  return { ...set, maps, sharesFolder: true };
}

/** What may be asked of a map set. */
export interface MapSetWish {
  readonly mode: Mode | 'auto';
  /** Null = whichever it is. */
  readonly generation: GenerationName | null;
}

/**
 * The map set of the mode and generation that were asked for; of several the one in use, else the first.
 * Throws UsageError where there is none.
 */
export function chooseMapSet(source: NodeSource, { mode, generation }: MapSetWish): RawMapSet {
  const folder = modeFolders.find((candidate) => candidate.mode === mode)?.folder;
  const ofMode = listMapSets(source).filter((set) => folder === undefined || set.folder === folder);
  const wanted = ofMode.filter((set) => generation !== null && isOfFamily(set, generation));
  const candidates = wanted.length > 0 ? wanted : ofMode;
  const found = candidates.length > 1 ? inUse(source, candidates) : candidates[0];
  if (found === undefined) {
    const others = source.mapSets.map((set) => set.pins).join(', ');
    throw new UsageError(`no maps of ${mode} mode here`, `found: ${others || 'none'}`);
  }
  return found;
}

/** Whether the set has the map that proves its mode under the name that the generation has for it. */
function isOfFamily(set: RawMapSet, generation: GenerationName): boolean {
  const mode = modeFolders.find(({ folder }) => folder === set.folder);
  return (mode?.inventory.maps ?? []).some(
    (row) => mode?.proofs.includes(row.name) && isInSpan(generation, row) && hasMap(set, row.name),
  );
}

function inUse(source: NodeSource, sets: readonly RawMapSet[]): RawMapSet | undefined {
  const uses = findMapSetUses(source, sets);
  return (uses.find((use) => use.isInUse === true) ?? uses[0])?.set;
}

/** Which of the sets is in use, by the maps that pinned links and programs refer to. */
export function findMapSetUses(
  source: Pick<NodeSource, 'readPins'>,
  sets: readonly RawMapSet[],
): MapSetUse[] {
  const pins = [...new Map(sets.map((set) => [set.pins, source.readPins(set)])).values()].flat();
  const known = pins.filter((pin) => pin.mapIds != null);
  const users = sets.map((set) => known.filter((pin) => usesMapsOf(pin, set)));
  // A link proves that its program runs. A program alone only counts where there is no link (v0.4).
  const isLinked = users.flat().some((pin) => pin.attached === true);
  const proofs = users.map((list) => list.filter((pin) => !isLinked || pin.attached === true));
  const isAnyUsed = proofs.some((list) => list.length > 0);
  return sets.map((set, position) => {
    const [first] = proofs[position] ?? [];
    if (first !== undefined) {
      const how = `the ${isLinked ? 'attached' : 'pinned'} program of ${first.path} uses its maps`;
      return { set, isInUse: true, how };
    }
    if (isAnyUsed)
      return {
        set,
        isInUse: false,
        how: `no ${isLinked ? 'attached' : 'pinned'} program uses its maps`,
      };
    const why = known.length === 0 ? 'no program can be asked for its maps' : 'no program uses any';
    return { set, isInUse: null, how: `cannot be told: ${why}` };
  });
}

/** Whether the program of a pin uses one of the set's own maps, and was not detached. */
export function usesMapsOf({ mapIds, attached }: RawPin, { maps }: RawMapSet): boolean {
  if (mapIds == null || attached === false) return false;
  const own = maps.filter(({ name }) => name !== sharedMap).map(({ id }) => id);
  return own.some((id) => mapIds.includes(id));
}

/** The one map that both families have under the same name; the newer daemon wrote it last. */
const sharedMap = 'kmesh_version';
