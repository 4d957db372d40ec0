// The checks view: findings by severity.
import type { Model } from './model.ts';
import { itemPane, type Pane } from './pane.ts';

/** The pane; without checks it says what is missing. */
export function checkPane(_model: Model, { isWide }: { readonly isWide: boolean }): Pane {
  return itemPane<never>({
    title: 'Checks',
    columns: [],
    isWide,
    rows: [],
    count: 0,
    status: {
      kind: 'unreadable',
      what: 'this version of kmscope has no checks yet',
      hint: 'stale and inferred connections are marked in view 1, half-enabled pods in view 3',
    },
  });
}
