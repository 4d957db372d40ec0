// Enum values: a known number has a name, an unknown one keeps its number. Never the first member.

export interface EnumValue {
  /** Kmesh's name, or null for a number that is not known. */
  readonly name: string | null;
  readonly raw: number;
}

/** The value with its name from `names`. */
export function toEnum(names: Readonly<Record<number, string>>, raw: number): EnumValue {
  return { name: names[raw] ?? null, raw };
}
