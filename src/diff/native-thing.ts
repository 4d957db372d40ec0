// Something of kernel-native mode as it is compared: where it belongs, and what it says.
import type { ChangeKind, Fields, NativePlace } from './change.ts';

/** What is found again by its kind, place and address, and compared by its fields. */
export interface NativeThing {
  readonly kind: ChangeKind;
  readonly place: NativePlace;
  /** Endpoints: `address:port`. */
  readonly address: string | null;
  readonly fields: Fields;
}

/** Nowhere in particular: what a place is made of. */
export const noPlace: NativePlace = Object.freeze({
  listener: null,
  listenerName: null,
  chain: null,
  route: null,
  cluster: null,
});

/** Names, each with its 1-based position instead where it has none; a name that comes again is numbered. */
export function labelsOf(names: readonly (string | null)[]): string[] {
  const labels: string[] = [];
  for (const [position, name] of names.entries()) {
    const label = name === null || name === '' ? String(position + 1) : name;
    let own = label;
    for (let number = 2; labels.includes(own); number++) own = `${label} (${number})`;
    labels.push(own);
  }
  return labels;
}
