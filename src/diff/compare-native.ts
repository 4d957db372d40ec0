// Two states of kernel-native mode, by what their trees say: references, keys and places in pools mean nothing.
import { type Change, toChange } from './change.ts';
import { comparePods } from './compare-pods.ts';
import type { NativeNode } from './compared-node.ts';
import type { NativePart } from './native-parts.ts';
import type { NativeThing } from './native-thing.ts';
import type { Part } from './settle-parts.ts';

/** The differences of every kind that both states have. */
export function compareNativeParts(from: NativeNode, to: NativeNode): Part[] {
  const parts = from.parts.flatMap((before): Part[] => {
    const after = to.parts.find(({ kind }) => kind === before.kind);
    if (after === undefined) return [];
    const sides = { from: before.seen, to: after.seen };
    return [{ kind: before.kind, changes: compareThings(before, after), sides }];
  });
  if (from.pods === null || to.pods === null) return parts;
  const changes = comparePods(from.pods.pods, to.pods.pods);
  return [...parts, { kind: 'pod', changes, sides: { from: from.pods, to: to.pods } }];
}

function compareThings({ kind, things: old }: NativePart, { things: now }: NativePart): Change[] {
  const keys = new Set([...old.keys(), ...now.keys()]);
  return [...keys].flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    const known = is ?? was;
    if (known === undefined) return [];
    const { address } = known;
    const place = { ...known.place, listenerName: nameOf(is) ?? nameOf(was) };
    const subject = { kind, place, ...(address === null ? {} : { address }) };
    return toChange(subject, was?.fields, is?.fields) ?? [];
  });
}

function nameOf(thing: NativeThing | undefined): string | null {
  return thing?.place.listenerName ?? null;
}
