// What a mode's generations pin, as rows of spans: the words in which both inventories are written.
import { type GenerationName, generationNames } from './generation.ts';

/** The generations that have something, oldest first: the first of them and the last. */
export interface Span {
  readonly since: GenerationName;
  readonly until: GenerationName;
}

/** A pinned map, with sizes in bytes; rings have none. One that changed its size has two rows. */
export interface KnownMap extends Span {
  readonly name: string;
  readonly keySize: number;
  readonly valueSize: number;
}

/** What the generations of one mode pin. */
export interface Inventory {
  readonly maps: readonly KnownMap[];
  /** Pins that are not maps, by path below the mode's folder. */
  readonly pins: Readonly<Record<string, Span>>;
}

export type MapRow = readonly [name: string, keySize: number, valueSize: number];

export const span = (since: GenerationName, until: GenerationName): Span => ({ since, until });
export const only = (name: GenerationName): Span => span(name, name);
export const since = (name: GenerationName): Span => span(name, 'main');

/** One row for each map of each span. */
export function listKnownMaps(
  rows: readonly (readonly [span: Span, rows: readonly MapRow[]])[],
): readonly KnownMap[] {
  return rows.flatMap(([range, maps]) =>
    maps.map(([name, keySize, valueSize]) => ({ ...range, name, keySize, valueSize })),
  );
}

/** Whether a generation is in a span. */
export function isInSpan(name: GenerationName, { since: first, until: last }: Span): boolean {
  const at = generationNames.indexOf(name);
  return at >= generationNames.indexOf(first) && at <= generationNames.indexOf(last);
}

/** The maps that a generation pins. */
export function mapsOfGeneration({ maps }: Inventory, name: GenerationName): KnownMap[] {
  return maps.filter((row) => isInSpan(name, row));
}

/** The other pins of a generation, by path. */
export function pinsOfGeneration({ pins }: Inventory, name: GenerationName): string[] {
  return Object.entries(pins).flatMap(([path, range]) => (isInSpan(name, range) ? [path] : []));
}

/**
 * Version strings whose hash `kmesh_version` may hold (reference 1.4), with the generation of those that
 * only one has.
 */
export const versionStrings: readonly (readonly [text: string, name: GenerationName | null])[] = [
  ['0.5.0', 'v0.5'],
  ['v0.5.0', 'v0.5'],
  ['1.0.0-rc.0', 'v1.0'],
  ['v1.0.0', 'v1.0'],
  ['v1.1.0', 'v1.1'],
  ['1.1-dev', null],
  ['v1.2.0', 'v1.2'],
  ['v0.0.0-master', null],
];
