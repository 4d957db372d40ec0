// What of the differences is certain where a side could not be read whole.
import type { Change, ChangeKind, Difference, Doubt, Scope } from './change.ts';

/** How well one side was seen. */
export interface Seen {
  /** Whether what it lacks is really not there. */
  readonly isWhole: boolean;
  /** Whether what it has was read with all that it refers to; else nothing has changed for certain. */
  readonly isExact?: boolean;
  /** Why it is not. */
  readonly why: string | null;
}

/** The differences of one kind. */
export interface Part {
  readonly kind: ChangeKind;
  readonly changes: readonly Change[];
  readonly sides: { readonly from: Seen; readonly to: Seen };
}

/**
 * What differs. What one side lacks counts as added or removed only where that side was read whole; else
 * it is a doubt.
 */
export function settleParts(parts: readonly Part[], scope: Scope): Difference {
  const sound: Change[] = [];
  const doubts: Doubt[] = [];
  for (const { kind, changes, sides } of parts) {
    const lost = { from: 0, to: 0 };
    for (const change of changes) {
      const unsure = findInexactSide(sides) ?? findUnsureSide(change, sides);
      if (unsure === null) sound.push(change);
      else lost[unsure]++;
    }
    for (const side of ['from', 'to'] as const) {
      const { isWhole, isExact, why } = sides[side];
      if (isWhole && isExact !== false) continue;
      doubts.push({ kind, side, count: lost[side], why: why ?? 'not read whole' });
    }
  }
  return { scope, changes: sound, doubts };
}

function findInexactSide({ from, to }: Part['sides']): 'from' | 'to' | null {
  if (from.isExact === false) return 'from';
  return to.isExact === false ? 'to' : null;
}

/** The side that was not read whole and may have what the other has; null = it has not. */
function findUnsureSide({ change, kind }: Change, sides: Part['sides']): 'from' | 'to' | null {
  if (change === 'changed') return null;
  const [lacking, having] =
    change === 'added' ? (['from', 'to'] as const) : (['to', 'from'] as const);
  if (!sides[lacking].isWhole) return lacking;
  // A pod that one side could not see goes by another label there.
  return kind === 'pod' && !sides[having].isWhole ? having : null;
}
