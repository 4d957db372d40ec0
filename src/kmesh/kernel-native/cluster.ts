// Cluster map `km_cluster`: key the name in 192 zero-padded bytes, value Cluster__Cluster, 72 bytes from
// v1.0 on and 64 in v0.5, which has no id.
import { rawBytes, u32 } from '../../layout/scalar.ts';
import { type EnumValue, toEnum } from '../enumeration.ts';
import { statusNames } from './listener.ts';
import { message, reference } from './message.ts';
import { slotText, stringSize } from './reference.ts';

export const clusterKeyLayout = rawBytes(stringSize, 'char[192]');

export const clusterLayout = message('Cluster__Cluster', {
  api_status: u32,
  name: reference,
  id: u32,
  connect_timeout: u32,
  lb_policy: u32,
  load_assignment: reference,
  circuit_breakers: reference,
});

/** v0.5. */
export const clusterV05Layout = message('Cluster__Cluster', {
  api_status: u32,
  name: reference,
  connect_timeout: u32,
  lb_policy: u32,
  load_assignment: reference,
  circuit_breakers: reference,
});

/** lb_policy numbers; whatever it says, the programs take turns. */
export const clusterPolicyNames = Object.freeze({
  0: 'ROUND_ROBIN',
  1: 'LEAST_REQUEST',
  3: 'RANDOM',
  5: 'MAGLEV',
});

export interface ClusterEntry {
  /** The key's text. */
  readonly key: string;
  readonly status: EnumValue;
  /** Reference to its own name, under which its endpoints are kept. */
  readonly name: bigint;
  /** 0 in v0.5, which has none, and in practice in all releases. */
  readonly id: number;
  readonly connectTimeout: number;
  readonly lbPolicy: EnumValue;
  readonly loadAssignment: bigint;
  readonly circuitBreakers: bigint;
}

/** The entry of one row, whose key and value lie at the given offsets. */
export function toClusterEntry(
  keys: Buffer,
  keyOffset: number,
  values: Buffer,
  valueOffset: number,
  layout: typeof clusterLayout | typeof clusterV05Layout,
): ClusterEntry {
  const raw = layout.decode(values, valueOffset);
  return {
    key: slotText(keys.subarray(keyOffset, keyOffset + stringSize)),
    status: toEnum(statusNames, raw.api_status),
    name: raw.name,
    id: 'id' in raw ? (raw.id as number) : 0,
    connectTimeout: raw.connect_timeout,
    lbPolicy: toEnum(clusterPolicyNames, raw.lb_policy),
    loadAssignment: raw.load_assignment,
    circuitBreakers: raw.circuit_breakers,
  };
}

/** The key of a cluster's name: its bytes up to the NUL, zero-padded to 192. */
export function clusterKey(name: Uint8Array): Buffer {
  const key = Buffer.alloc(stringSize);
  const end = name.indexOf(0);
  key.set(name.subarray(0, Math.min(stringSize, end < 0 ? name.length : end)));
  return key;
}
