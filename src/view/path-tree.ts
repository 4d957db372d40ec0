// The steps of an explanation as a tree, and what of it a picture or a page has room for: a service with
// a thousand endpoints has a thousand branches that look alike.
import type { ExplanationItem, StepItem } from './items/explanation.ts';

export interface PathNode {
  readonly step: StepItem;
  readonly children: readonly PathNode[];
  /** Branches that are left out, and the share of new connections that goes there. */
  readonly omitted: { readonly count: number; readonly share: number } | null;
}

/** The tree below the first step, with at most `limit` branches anywhere. */
export function pathTree(item: ExplanationItem, limit: number): PathNode[] {
  const byParent = new Map<number | null, StepItem[]>();
  for (const step of item.steps) {
    const siblings = byParent.get(step.parent);
    if (siblings === undefined) byParent.set(step.parent, [step]);
    else siblings.push(step);
  }
  const toNode = (step: StepItem): PathNode => {
    const children = byParent.get(step.id) ?? [];
    const kept = children.length <= limit ? children : children.slice(0, limit - 1);
    const left = children.slice(kept.length);
    const share = left.reduce((sum, child) => sum + child.share, 0);
    return {
      step,
      children: kept.map(toNode),
      omitted: left.length === 0 ? null : { count: left.length, share },
    };
  };
  return (byParent.get(null) ?? []).map(toNode);
}

/** What a node says beside its function, parts that are absent left out. */
export function stepFacts(step: StepItem): { lookup: string; result: string; note: string } {
  const key = step.key === null ? '' : `[${step.key}]`;
  const lookup = step.map === null ? '' : `${step.map}${key}`;
  const result = step.hit === null ? '' : step.hit ? 'hit' : 'miss';
  const note = [step.name, step.note].filter(Boolean).join(': ');
  return { lookup, result, note };
}
