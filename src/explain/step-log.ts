// Collects the steps of one explanation in the order in which the programs run them.
import type { Step } from './explanation.ts';

/** What a function of the data plane tells of itself; what it leaves out is null or empty. */
export type StepFacts = Pick<Step, 'function'> &
  Partial<Omit<Step, 'id' | 'parent' | 'pass' | 'share' | 'function'>>;

/** Where a step stands: in which pass, after which step, and how likely. */
export type StepPlace = Pick<Step, 'parent' | 'pass' | 'share'>;

export interface StepLog {
  readonly steps: readonly Step[];
  /** Appends a step and returns its id. */
  add(place: StepPlace, facts: StepFacts): number;
}

/** An empty log. */
export function createStepLog(): StepLog {
  const steps: Step[] = [];
  return {
    steps,
    add: (place, facts) => {
      const id = steps.length;
      steps.push({
        id,
        parent: place.parent,
        pass: place.pass,
        function: facts.function,
        map: facts.map ?? null,
        key: facts.key ?? null,
        hit: facts.hit ?? null,
        serviceId: facts.serviceId ?? null,
        backendUid: facts.backendUid ?? null,
        note: facts.note ?? '',
        share: place.share,
      });
      return id;
    },
  };
}
