// Tiers of access (contract, section 6) from the capabilities that a process holds.
import type { RawAccess } from './node-source.ts';

const tier1 = 'live connections and pods, through read-only BPF iterators';
const tier2 = 'attach points, program names, sockets in pod namespaces';

/** The tier, and what the missing capabilities would add. */
export function toAccess(held: ReadonlySet<string>): RawAccess {
  const hasIterators = held.has('SYS_ADMIN') || (held.has('BPF') && held.has('PERFMON'));
  const hasNamespaces = held.has('SYS_ADMIN') && held.has('SYS_PTRACE');
  const missing: { needs: string; gives: string }[] = [];
  if (!hasIterators) missing.push({ needs: 'CAP_BPF and CAP_PERFMON', gives: tier1 });
  if (!hasNamespaces) missing.push({ needs: 'CAP_SYS_ADMIN and CAP_SYS_PTRACE', gives: tier2 });
  if (!hasIterators) return { tier: 0, missing };
  return { tier: hasNamespaces ? 2 : 1, missing };
}
