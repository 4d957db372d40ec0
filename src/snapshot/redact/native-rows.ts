// The rows of kernel-native mode's maps that are no trees: keys that are looked up byte by byte, counters,
// kept lists.
import {
  clusterEndpointsLayout,
  endpointLimit,
} from '../../kmesh/kernel-native/cluster-endpoints.ts';
import { clusterStatsKeyLayout } from '../../kmesh/kernel-native/cluster-stats.ts';
import { rateLimitKeyLayout, rateLimitValueLayout } from '../../kmesh/kernel-native/rate-limit.ts';
import { socketAddressLayout } from '../../kmesh/kernel-native/socket-address.ts';
import { encodeWhole } from '../../layout/layout.ts';
import { u32, u64 } from '../../layout/scalar.ts';
import type { StructLayout } from '../../layout/struct.ts';
import { plainPort, type ReferencePseudonyms } from './native-claims.ts';
import { clusterIdOf, type Redaction } from './redaction.ts';

export interface Row {
  readonly key: Buffer;
  readonly value: Buffer;
}

const noBase = { descriptor: 0n, n_unknown_fields: 0, unknown_fields: 0n };

/** The key of a listener. What no look-up has in header, gap and port makes a header that none has either. */
export function redactListenerKey(key: Buffer, { digest, addresses }: Redaction): Buffer {
  const own = socketAddressLayout.decode(key, 0);
  const port = own.port & 0xffff;
  const isFound = encodeWhole(socketAddressLayout, { ...own, base: noBase, port }).equals(key);
  const ipv4 = Buffer.from(own.ipv4);
  addresses.ipv4InPlace(ipv4, 0);
  const redacted = encodeWhole(socketAddressLayout, { ...own, base: noBase, ipv4 });
  const at = offsetIn(socketAddressLayout, 'port');
  plainPort(key.subarray(at, at + u32.size)).copy(redacted, at);
  if (isFound) return redacted;
  const mark = digest('header', key.toString('latin1'));
  mark[0] = (mark[0] ?? 0) | 1;
  mark.copy(redacted, 0, 0, offsetIn(socketAddressLayout, 'protocol'));
  return redacted;
}

/** A bucket's level; null for a key that is found by nobody, since its gap is not zero. */
export function redactBucket({ key, value }: Row, { addresses, shiftNs }: Redaction): Row | null {
  const { netns, ipv4, port, family } = rateLimitKeyLayout.decode(key, 0);
  if (!encodeWhole(rateLimitKeyLayout, { netns, ipv4, port, family }).equals(key)) return null;
  addresses.ipv4InPlace(ipv4, 0);
  const level = rateLimitValueLayout.decode(value, 0);
  const time = BigInt.asUintN(64, level.last_topup + shiftNs);
  return {
    key: encodeWhole(rateLimitKeyLayout, { netns: addresses.cookie(netns), ipv4, port, family }),
    value: encodeWhole(rateLimitValueLayout, { ...level, last_topup: time }),
  };
}

/** Counted connections of a network namespace. */
export function redactCount({ key, value }: Row, redaction: Redaction): Row {
  const own = clusterStatsKeyLayout.decode(key, 0);
  const netns_cookie = redaction.addresses.cookie(own.netns_cookie);
  const cluster_id = clusterIdOf(redaction, own.cluster_id);
  return { key: encodeWhole(clusterStatsKeyLayout, { netns_cookie, cluster_id }), value };
}

/** A slot of the tail-call array, with the id of its program. */
export function redactTailCall({ key, value }: Row, { numbers }: Redaction): Row {
  const redacted = Buffer.alloc(value.length);
  u32.encode(numbers('program').of(u32.decode(value, 0)), redacted, 0);
  return { key, value: redacted };
}

/** The references of a kept list that may be somebody's turn. */
export function keptReferences(value: Buffer): bigint[] {
  const { ep_num: count, ep_identity: references } = clusterEndpointsLayout.decode(value, 0);
  return references.slice(0, Math.min(count, endpointLimit));
}

/** A kept list without what is left over behind its count. */
export function redactKeptList(value: Buffer, references: ReferencePseudonyms): Buffer {
  const redacted = Buffer.alloc(value.length);
  for (const name of ['ep_num', 'last_round_robin_idx']) {
    const at = offsetIn(clusterEndpointsLayout, name);
    value.copy(redacted, at, at, at + u32.size);
  }
  const start = offsetIn(clusterEndpointsLayout, 'ep_identity');
  for (const [i, reference] of keptReferences(value).entries()) {
    const high = reference >> 32n === 0n ? 0n : 1n << 32n;
    u64.encode(high + BigInt(references.low(reference)), redacted, start + i * u64.size);
  }
  return redacted;
}

function offsetIn(layout: Pick<StructLayout<unknown>, 'fields'>, name: string): number {
  const field = layout.fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new RangeError(`there is no field ${name}`);
  return field.offset;
}
