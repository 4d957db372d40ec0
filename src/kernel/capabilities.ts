// What this process may do: its effective capabilities (linux/capability.h).
import { readFileSync } from 'node:fs';

const bits = { NET_ADMIN: 12, SYS_PTRACE: 19, SYS_ADMIN: 21, PERFMON: 38, BPF: 39 } as const;

export type CapabilityName = keyof typeof bits;

/** The effective capabilities among those that kmscope can use. */
export function readCapabilities(): ReadonlySet<CapabilityName> {
  const status = readFileSync('/proc/self/status', 'utf8');
  const hex = /^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0';
  const mask = BigInt(`0x${hex}`);
  const held = new Set<CapabilityName>();
  for (const [name, bit] of Object.entries(bits)) {
    if (((mask >> BigInt(bit)) & 1n) === 1n) held.add(name as CapabilityName);
  }
  return held;
}
