// Which Kmesh wrote a dual-engine map set (reference 0.1). Everything that is pinned must be of one
// generation; what is not pinned then tells the candidates apart.
import {
  generationMarks,
  isInSpan,
  type KnownMap,
  knownMaps,
  knownPins,
  type Span,
  versionStrings,
} from './dual-engine/inventory.ts';
import { type GenerationName, generationNames } from './generation.ts';
import { fnv1a32 } from './names.ts';

export interface GenerationEvidence {
  /** The pinned maps by name, with the sizes that the kernel reports; values of 0 bytes: not known. */
  readonly maps: ReadonlyMap<string, { readonly keySize: number; readonly valueSize: number }>;
  /** Pins that are not maps, by path below the mode's folder. */
  readonly pins: readonly string[];
  /** What `kmesh_version` holds: the hash of the daemon's version string. Null = not pinned, or not read. */
  readonly versionHash: number | null;
}

export interface GenerationFinding {
  /** Null where the evidence does not settle it. */
  readonly name: GenerationName | null;
  /** The generation whose layouts fit best: by these the maps are read. */
  readonly nearest: GenerationName;
  /** What settled it, or what speaks against the nearest one; a phrase each. */
  readonly evidence: readonly string[];
}

/** Newest first: where two fit equally well, the newer one is meant. */
const newestFirst = [...generationNames].reverse();

/** The generation of a dual-engine map set, with what it was recognised by. */
export function findGeneration(found: GenerationEvidence): GenerationFinding {
  if (!found.maps.has('km_frontend') && !found.maps.has('kmesh_frontend')) {
    return { name: null, nearest: 'v1.1', evidence: ['no frontend map'] };
  }
  const fits = newestFirst.map((name) => ({ name, differences: listDifferences(name, found) }));
  const candidates = fits.filter(({ differences }) => differences.length === 0);
  if (candidates.length > 0)
    return chooseCandidate(
      found,
      candidates.map(({ name }) => name),
    );
  const fewest = Math.min(...fits.map(({ differences }) => differences.length));
  const best = fits.filter(({ differences }) => differences.length === fewest);
  const { name: nearest } = chooseCandidate(
    found,
    best.map(({ name }) => name),
  );
  const chosen = best.find(({ name }) => name === nearest) ?? best[0] ?? fits[0];
  if (chosen === undefined) throw new RangeError('no generation is known');
  const evidence = [`nearest: ${chosen.name}`, ...chosen.differences];
  return { name: null, nearest: chosen.name, evidence };
}

/** What the user said, with what the evidence says beside it. */
export function overruleGeneration(
  name: GenerationName,
  found: GenerationFinding,
): GenerationFinding {
  const said = [found.name ?? 'none', ...found.evidence].join('; ');
  return { name, nearest: name, evidence: ['given with --generation', `by the pins: ${said}`] };
}

/** What is pinned that this generation does not pin, or not in that size. */
function listDifferences(name: GenerationName, { maps, pins }: GenerationEvidence): string[] {
  const ofMaps = [...maps].flatMap(([map, sizes]) => {
    const rows = knownMaps.filter((row) => row.name === map);
    const own = rows.find((row) => isInSpan(name, row));
    if (own !== undefined) return sizeDifferences(own, sizes);
    const owner = rows.find(
      (row) => row.keySize === sizes.keySize && row.valueSize === sizes.valueSize,
    );
    return rows.length === 0 ? [] : [`${map} is of ${spanText(owner ?? rows[0])}`];
  });
  const ofPins = pins.flatMap((pin) => {
    const range = knownPins[pin];
    return range === undefined || isInSpan(name, range) ? [] : [`${pin} is of ${spanText(range)}`];
  });
  return [...ofMaps, ...ofPins];
}

function sizeDifferences(
  own: KnownMap,
  { keySize, valueSize }: { readonly keySize: number; readonly valueSize: number },
): string[] {
  if (valueSize === 0) return [];
  const key = keySize === own.keySize ? [] : [`${keySize}-byte keys, not ${own.keySize}`];
  const value =
    valueSize === own.valueSize ? [] : [`${valueSize}-byte values, not ${own.valueSize}`];
  const sizes = [...key, ...value].join(' and ');
  return sizes === '' ? [] : [`${own.name} has ${sizes}`];
}

function spanText(range: Span | undefined): string {
  if (range === undefined) return 'none';
  if (range.since === range.until) return range.since;
  return range.until === 'main' ? `${range.since} and later` : `${range.since} to ${range.until}`;
}

/** The newest candidate that has what marks it. */
function chooseCandidate(
  found: GenerationEvidence,
  candidates: readonly GenerationName[],
): GenerationFinding {
  const version = versionOf(found.versionHash);
  const evidence: string[] = [];
  const settled = (name: GenerationName) => {
    const hint = version === undefined ? [] : [`kmesh_version holds the hash of ${version[0]}`];
    return { name, nearest: name, evidence: [...evidence, ...hint] };
  };
  for (const name of candidates) {
    const marks = generationMarks[name];
    const mark = marks.find((pin) => found.maps.has(pin) || found.pins.includes(pin));
    if (mark !== undefined) {
      evidence.push(describeMark(mark, found));
      return settled(name);
    }
    if (marks.length === 0) return settled(name);
    // Without any link to see, the daemon's version is the only hint.
    if (found.pins.length === 0 && version?.[1] === name) return settled(name);
    evidence.push(`${marks.join(', ')} ${marks.length === 1 ? 'is' : 'are'} not pinned`);
  }
  return { name: null, nearest: candidates[0] ?? 'v1.1', evidence };
}

function describeMark(mark: string, { maps }: GenerationEvidence): string {
  const isSizeMark = knownMaps.filter((row) => row.name === mark).length > 1;
  if (!isSizeMark) return `${mark} is pinned`;
  return `${mark} has ${maps.get(mark)?.valueSize}-byte values`;
}

function versionOf(hash: number | null) {
  return versionStrings.find(([text]) => fnv1a32(text) === hash);
}
