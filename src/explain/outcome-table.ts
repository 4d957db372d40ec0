// Outcomes put together: equal ones become one, and their shares add up.
import { addressBytes } from '../kmesh/address.ts';
import type { Outcome } from './explanation.ts';

export interface OutcomeTable {
  add(outcome: Outcome): void;
  /** Largest share first, then by address and port. */
  list(): Outcome[];
}

/** An empty table. */
export function createOutcomeTable(): OutcomeTable {
  const table = new Map<string, Outcome>();
  return {
    add: (outcome) => {
      const key = identity(outcome);
      const known = table.get(key);
      const share = (known?.share ?? 0) + outcome.share;
      table.set(key, { ...(known ?? outcome), share });
    },
    list: () => sorted([...table.values()]),
  };
}

// Storage and service follow from the other fields within one explanation.
function identity(outcome: Outcome): string {
  const { reason, secondPass, address, port, backendUid, cluster } = outcome;
  const chosen = cluster === undefined ? '' : `${cluster.storedId} ${cluster.name}`;
  return `${reason} ${secondPass} ${address} ${port} ${backendUid} ${chosen}`;
}

function sorted(outcomes: readonly Outcome[]): Outcome[] {
  const rows = outcomes.map((outcome) => ({
    outcome,
    bytes: addressBytes(outcome.address).toString('latin1'),
  }));
  rows.sort(
    (a, b) =>
      b.outcome.share - a.outcome.share ||
      compare(a.bytes, b.bytes) ||
      a.outcome.port - b.outcome.port ||
      compare(identity(a.outcome), identity(b.outcome)),
  );
  return rows.map((row) => row.outcome);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
