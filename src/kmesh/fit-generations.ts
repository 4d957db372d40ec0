// Compares what is pinned with what each generation of a mode pins: nothing of another generation may be
// there, and no other size.
import type { GenerationEvidence, GenerationFinding } from './find-generation.ts';
import { type GenerationName, generationNames } from './generation.ts';
import { type Inventory, isInSpan, type KnownMap, type Span } from './inventory.ts';

/** Settles which of several generations it is that fit equally well, newest first. */
export type Choose = (
  found: GenerationEvidence,
  candidates: readonly GenerationName[],
) => GenerationFinding;

/** Newest first: where two fit equally well, the newer one is meant. */
const newestFirst = [...generationNames].reverse();

/** The generation that `choose` finds among those that fit; where none does, none, and the nearest. */
export function fitGenerations(
  inventory: Inventory,
  found: GenerationEvidence,
  choose: Choose,
): GenerationFinding {
  const fits = newestFirst.map((name) => ({
    name,
    differences: listDifferences(inventory, name, found),
  }));
  const fewest = Math.min(...fits.map(({ differences }) => differences.length));
  const best = fits.filter(({ differences }) => differences.length === fewest);
  const choice = choose(
    found,
    best.map(({ name }) => name),
  );
  if (fewest === 0) return choice;
  const chosen = best.find(({ name }) => name === choice.nearest) ?? best[0];
  if (chosen === undefined) throw new RangeError('no generation is known');
  const evidence = [`nearest: ${chosen.name}`, ...chosen.differences];
  return { name: null, nearest: chosen.name, evidence };
}

/** What is pinned that this generation does not pin, or not in that size. */
function listDifferences(
  inventory: Inventory,
  name: GenerationName,
  { maps, pins }: GenerationEvidence,
): string[] {
  const ofMaps = [...maps].flatMap(([map, sizes]) => {
    const rows = inventory.maps.filter((row) => row.name === map);
    const own = rows.find((row) => isInSpan(name, row));
    if (own !== undefined) return sizeDifferences(own, sizes);
    const owner = rows.find(
      (row) => row.keySize === sizes.keySize && row.valueSize === sizes.valueSize,
    );
    return rows.length === 0 ? [] : [`${map} is of ${spanText(owner ?? rows[0])}`];
  });
  const ofPins = pins.flatMap((pin) => {
    const range = Object.hasOwn(inventory.pins, pin) ? inventory.pins[pin] : undefined;
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
