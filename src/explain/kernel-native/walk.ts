// One run of the connect hook of kernel-native mode: what it knows, where it stands, how it can end.

import type { ReferenceMaps } from '../../kmesh/kernel-native/reference.ts';
import { portSlot } from '../../kmesh/port-slot.ts';
import type { NativeMaps } from '../../snapshot/native-maps.ts';
import type { ClusterTrace, Reason } from '../explanation.ts';
import type { StepFacts, StepLog } from '../step-log.ts';
import type { Write } from './native-maps.ts';
import { pinName } from './native-maps.ts';

/** The source of a connect. */
export interface Source {
  /** Of its network namespace; null = any enabled namespace, about which no counter is known. */
  readonly cookie: bigint | null;
  /** Whether the manager map has it, at any value. */
  readonly managed: boolean;
}

export interface Walk {
  readonly maps: NativeMaps;
  readonly references: ReferenceMaps;
  readonly source: Source;
  readonly protocol: 'tcp' | 'udp';
  /** Destination as the application gave it; IPv4. */
  readonly destination: { readonly address: string; readonly port: number };
  /** The same in the maps' bytes. */
  readonly ipv4: Buffer;
  /** CLOCK_MONOTONIC, ns. */
  readonly nowNs: bigint;
  /** `next`: the endpoint whose turn it is; `any`: each of the list, as new connections find them. */
  readonly turn: 'next' | 'any';
  readonly log: StepLog;
}

/** A position: the last step, which part of new connections comes here, and what was written so far. */
export interface Point {
  readonly step: number | null;
  readonly share: number;
  readonly writes: readonly Write[];
  /** The cluster that was chosen and what the socket's storage holds, null = none chosen. */
  readonly cluster: ClusterTrace | null;
}

/** One way a run can end. */
export interface Ending extends Point {
  readonly step: number;
  readonly reason: Reason;
  readonly destination: { readonly address: string; readonly port: number };
}

/** Whether a run ends here or goes on. */
export function isEnding(at: Point | Ending): at is Ending {
  return 'reason' in at;
}

type Taken = Point & { readonly step: number };

/** Writes a step down and returns the position after it. A map is named as in v1.0 and later. */
export function take(walk: Walk, at: Point, facts: StepFacts): Taken {
  const map = facts.map == null ? null : pinName(walk.maps, facts.map);
  const place = { parent: at.step, pass: 1, share: at.share };
  return { ...at, step: walk.log.add(place, { ...facts, map }) };
}

/** The end of a run that leaves the destination as it found it. */
export function leave(walk: Walk, at: Taken, reason: Reason): Ending {
  return { ...at, reason, destination: walk.destination };
}

/** The same position with one more write. */
export function write(at: Point, map: string, key: Buffer, value: Buffer | null): Point {
  return { ...at, writes: [...at.writes, { map, key, value }] };
}

/** The destination's port as it lies in the socket, read as a host-order number. */
export function portInMemory(walk: Walk): number {
  const bytes = Buffer.alloc(portSlot.size);
  portSlot.encode(walk.destination.port, bytes, 0);
  return bytes.readUInt32LE(0);
}
